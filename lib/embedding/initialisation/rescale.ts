import { Random } from '../../core/random.ts';
import type { DenseRows } from '../rows.ts';
import { columnDeviation, scaleToDeviation } from './columns.ts';

/** The spread that t-SNE begins with. Source: openTSNE 1.0.4. */
export const START_DEVIATION = 1e-4;

/**
 * Scales a layout so that its first column has a given standard deviation: t-SNE converges badly from a wide start.
 * A layout whose first column has no spread is left as it is.
 * @param layout - `[rows, columns]`
 * @returns a scaled copy
 */
export function rescale(layout: DenseRows, standardDeviation: number = START_DEVIATION): DenseRows {
  const { data, rows, columns } = layout;
  const scaled = Float64Array.from(data);
  scaleToDeviation(scaled, rows, columns, standardDeviation);
  return { data: Float32Array.from(scaled), rows, columns };
}

/** How {@link jitter} shakes. */
export interface JitterOptions {
  /** The noise's standard deviation as a share of the first column's. Default 0.01. */
  readonly scale?: number;
  readonly seed?: number;
}

/**
 * Adds a little normal noise to a layout, so that no two points lie on top of each other. A layout without spread gets
 * the noise that one of t-SNE's usual spread would.
 * @param layout - `[rows, columns]`
 * @returns a shaken copy
 */
export function jitter(layout: DenseRows, { scale = 0.01, seed = 0 }: JitterOptions = {}): DenseRows {
  const { data, rows, columns } = layout;
  const random = Random.derive(seed, 'jitter');
  const spread = columnDeviation(Float64Array.from(data), rows, columns, 0);
  const deviation = scale * (spread > 0 ? spread : START_DEVIATION);
  return { data: Float32Array.from(data, (value) => value + random.normal(0, deviation)), rows, columns };
}
