import { inspect } from 'node:util';
import { currentCell } from './cell-context.ts';
import type { Bundle } from './frames.ts';
import { tell } from './output.ts';

/**
 * How a value is shown.
 * @param value - anything
 */
export async function bundleOf(value: unknown): Promise<Bundle> {
  if (typeof value !== 'object' && typeof value !== 'function') {
    // The most frequent results need nothing else to be loaded.
    return { data: { 'text/plain': inspect(value) }, metadata: {} };
  }
  const { displayBundle } = await import('../display/display-value.ts');
  return displayBundle(value);
}

/** Makes the function that shows a value below the cell. */
export function showing(): (value: unknown) => Promise<void> {
  return async (value) => {
    const cell = currentCell();
    const bundle = await bundleOf(value);
    if (cell?.controller.signal.aborted === true) return;
    tell({ type: 'display', cell: cell?.cell ?? 0, bundle });
  };
}
