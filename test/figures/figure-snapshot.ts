import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { PlotlyFigure } from '../../lib/figures/plotly-figure.ts';

const folder = new URL('./snapshots/', import.meta.url);

/** A figure as JSON with four significant digits: what changes there is a change that a reader sees. */
function roundedJson(figure: PlotlyFigure): string {
  const round = (_: string, value: unknown): unknown =>
    typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
  return `${JSON.stringify(figure, round, 1)}\n`;
}

/**
 * Holds a figure against its snapshot. A changed or new figure is written beside it as `NAME.new.json`, to be looked at
 * and, if it is meant, moved over `NAME.json.snap`.
 */
export function matchesSnapshot(name: string, figure: PlotlyFigure): void {
  const [snapshot, changed] = [new URL(`${name}.json.snap`, folder), new URL(`${name}.new.json`, folder)];
  const now = roundedJson(figure);
  const before = existsSync(snapshot) ? readFileSync(snapshot, 'utf8') : '';
  if (now === before) {
    rmSync(changed, { force: true });
    return;
  }
  writeFileSync(changed, now);
  assert.fail(
    `figure "${name}" ${before === '' ? 'has no snapshot' : 'changed'}: compare test/figures/snapshots/${name}.new.json ` +
      `with ${name}.json.snap and, if the change is meant, move it there`,
  );
}
