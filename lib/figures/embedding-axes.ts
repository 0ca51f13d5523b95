import type { MapCells } from './embedding-cells.ts';
import type { PlotlyValue } from './plotly-figure.ts';
import type { Theme } from './theme.ts';

/** Limits of a map's axes. */
export interface MapRange {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Height of the map over its width, from {@link FLATTEST} to {@link TALLEST}; both axes have the same scale. */
  readonly aspect: number;
}

const [FLATTEST, TALLEST, MARGIN] = [0.5, 1.2, 0.04];

function endsOf(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return low <= high ? [low, high] : [0, 0];
}

/**
 * Limits of both axes: the cells with a margin, in a box that is neither a ribbon nor a tower.
 * @param cells - on a map
 * @param shape - height of the box over its width, where it is given
 */
export function mapRange({ x, y }: Pick<MapCells, 'x' | 'y'>, shape?: number): MapRange {
  const [across, up] = [endsOf(x), endsOf(y)];
  const [wide, high] = [across[1] - across[0], up[1] - up[0]];
  const margin = 2 * MARGIN * (Math.max(wide, high) > 0 ? Math.max(wide, high) : 1);
  const [width, height] = [wide + margin, high + margin];
  const aspect = shape ?? Math.max(FLATTEST, Math.min(TALLEST, height / width));
  const around = ([low, top]: [number, number], span: number): [number, number] => [
    (low + top) / 2 - span / 2,
    (low + top) / 2 + span / 2,
  ];
  const span = Math.max(width, height / aspect);
  return { x: around(across, span), y: around(up, span * aspect), aspect };
}

/** An axis without ticks: places on a map have no unit. */
export function mapAxis(
  theme: Theme,
  range: readonly [number, number],
  more: Readonly<Record<string, PlotlyValue>> = {},
): Record<string, PlotlyValue> {
  return {
    range,
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: '',
    showline: true,
    mirror: true,
    linecolor: theme.grid,
    constrain: 'domain',
    ...more,
  };
}
