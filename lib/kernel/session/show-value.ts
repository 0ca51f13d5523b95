import { inspect } from 'node:util';
import { currentCell } from './cell-context.ts';
import type { CellFrames } from './cell-frames.ts';
import type { Bundle } from './frames.ts';
import { tell } from './output.ts';

/**
 * How a value is shown.
 * @param value - anything
 * @param frames - to say places in cells as the person knows them
 */
export async function bundleOf(value: unknown, frames: CellFrames): Promise<Bundle> {
  if (typeof value !== 'object' && typeof value !== 'function') {
    // The most frequent results need nothing else to be loaded.
    return { data: { 'text/plain': inspect(value) }, metadata: {} };
  }
  const { displayBundle } = await import('../display/display-value.ts');
  const bundle = await displayBundle(value);
  const { 'text/plain': text } = bundle.data;
  if (typeof text !== 'string') return bundle;
  return { ...bundle, data: { ...bundle.data, 'text/plain': frames.translate(text) } };
}

/**
 * Makes the function that shows a value below the cell.
 * @param frames - to say places in cells as the person knows them
 */
export function showing(frames: CellFrames): (value: unknown) => Promise<void> {
  return async (value) => {
    const cell = currentCell();
    const bundle = await bundleOf(value, frames);
    if (cell?.controller.signal.aborted === true) return;
    tell({ type: 'display', cell: cell?.cell ?? 0, bundle });
  };
}
