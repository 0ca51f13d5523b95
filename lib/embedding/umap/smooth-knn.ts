import { exp, log } from '../../core/portable-math.ts';
import { finish, type Steps } from '../kernels/steps.ts';

/** For each point, the scale of its distances to its neighbours. */
export interface SmoothDistances {
  /** Width of the fall of nearness with distance, `[rows]`. */
  readonly sigmas: Float64Array;
  /** Distance up to which nearness is 1, `[rows]`. */
  readonly rhos: Float64Array;
}

/** Whose distances are smoothed. */
export interface SmoothOptions {
  /** How many nearest neighbours are taken to be connected for certain; may be a fraction. Default 1. */
  readonly localConnectivity?: number;
  /** What log2 of the neighbours is multiplied by. Default 1. */
  readonly bandwidth?: number;
  /**
   * Whether the first column stands for the point itself and is left out of the sum. So the reference has it where new
   * points are placed too, whose first neighbour is another point.
   */
  readonly skipFirst?: boolean;
}

const STEPS = 64;
const TOLERANCE = 1e-5;
/** No width is smaller than this share of the mean distance. */
const LEAST_SCALE = 1e-3;
/** Rows of one piece of work. */
const ROWS = 512;

/**
 * The widths at which each point has log2(k) neighbours, softly counted:
 * `Σ exp(−max(0, d − ρ) / σ) = bandwidth · log2(k)`, ρ the distance to the nearest neighbour that is not at 0 (the
 * `localConnectivity`-th of them, between two where it is a fraction). Found by bisection.
 *
 * k counts the point itself, as `nNeighbors` does: it is one more than the columns of distances, unless `skipFirst`.
 * Source: McInnes, Healy and Melville, "UMAP", arXiv:1802.03426, algorithm 3.
 * @param distances - `[rows, columns]`, ascending in a row; Infinity where there is no neighbour
 */
export function smoothKnnDistances(
  distances: Float32Array,
  rows: number,
  columns: number,
  options: SmoothOptions = {},
): SmoothDistances {
  return finish(smoothKnnSteps(distances, rows, columns, options));
}

/** {@link smoothKnnDistances} in pieces. */
export function* smoothKnnSteps(
  distances: Float32Array,
  rows: number,
  columns: number,
  { localConnectivity = 1, bandwidth = 1, skipFirst = false }: SmoothOptions = {},
): Steps<SmoothDistances> {
  const sigmas = new Float64Array(rows);
  const rhos = new Float64Array(rows);
  const first = skipFirst ? 1 : 0;
  const k = skipFirst ? columns : columns + 1;
  const target = Math.LOG2E * log(k) * bandwidth;
  const means = new Float64Array(rows);
  let meanOfAll = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = i * columns; j < (i + 1) * columns; j++) if (distances[j]! < Infinity) sum += distances[j]!;
    means[i] = sum / k;
    meanOfAll += means[i]! / rows;
  }
  for (let i = 0; i < rows; i++) {
    if (i % ROWS === 0) yield;
    const row = distances.subarray(i * columns, (i + 1) * columns);
    const rho = certainDistance(row, localConnectivity);
    let low = 0;
    let high = Infinity;
    let sigma = 1;
    for (let step = 0; step < STEPS; step++) {
      let sum = 0;
      for (let j = first; j < columns; j++) {
        const beyond = row[j]! - rho;
        sum += beyond > 0 ? exp(-beyond / sigma) : 1;
      }
      if (Math.abs(sum - target) < TOLERANCE) break;
      if (sum > target) high = sigma;
      else low = sigma;
      sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
    }
    rhos[i] = rho;
    sigmas[i] = Math.max(sigma, LEAST_SCALE * (rho > 0 ? means[i]! : meanOfAll));
  }
  return { sigmas, rhos };
}

/** The distance to the neighbour that is connected for certain, those at 0 not counted. */
function certainDistance(row: Float32Array, localConnectivity: number): number {
  let start = 0;
  while (start < row.length && !(row[start]! > 0)) start++;
  let end = row.length;
  while (end > start && row[end - 1] === Infinity) end--;
  const apart = end - start;
  if (apart === 0) return 0;
  if (apart < localConnectivity) return row[end - 1]!;
  const index = Math.floor(localConnectivity);
  const rest = localConnectivity - index;
  if (index === 0) return rest * row[start]!;
  const rho = row[start + index - 1]!;
  return rest > TOLERANCE && index < apart ? rho + rest * (row[start + index]! - rho) : rho;
}
