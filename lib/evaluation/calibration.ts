import { checkNumber, checkScores, type LabelledScores } from './check-scores.ts';
import { sortedQuantile } from './quantile.ts';
import type { ReliabilityBin } from './report-types.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Bins of a reliability curve and of the ECE where nobody says otherwise. */
export const CALIBRATION_BINS = 10;

/** How probabilities are put into bins. */
export interface BinningOptions {
  /** Number of bins, 10. */
  readonly bins?: number;
  /** `width`: equal steps of probability; `mass`: about as many cells in each. */
  readonly binning?: 'width' | 'mass';
}

/**
 * The inner edges of calibration bins, ascending, `[bins - 1]`; a probability on an edge belongs to the lower bin, as
 * in scikit-learn's calibration_curve.
 * @param probabilities - probabilities of class 1, `[N]`
 * @param options - number and kind of bins
 * @throws {ParameterError} where bins is not a whole number from 1 to 1000
 */
export function binEdges(
  probabilities: ArrayLike<number>,
  { bins = CALIBRATION_BINS, binning = 'width' }: BinningOptions = {},
): Float64Array {
  checkNumber('binEdges: bins', bins, { low: 1, high: 1000, whole: true });
  const step = 1 / bins;
  const quantiles = Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) * step);
  if (binning === 'width') return quantiles;
  const sorted = Float64Array.from(probabilities).sort();
  return quantiles.map((q) => sortedQuantile(sorted, q));
}

/**
 * The bin of one probability.
 * @param edges - inner edges, ascending
 * @param probability - 0 to 1
 * @returns 0 to the number of edges
 */
export function binOf(edges: Float64Array, probability: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < probability) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The reliability curve: stated probability beside observed share of class 1, bin by bin, with the number of cells
 * and 95 % Wilson intervals.
 * @param data - probabilities of class 1 and labels, `[N]`
 * @param options - number and kind of bins
 * @returns every bin, empty ones included
 * @throws {ParameterError} where the data cannot be judged
 */
export function reliabilityCurve(
  data: LabelledScores,
  options: BinningOptions = {},
): readonly ReliabilityBin[] {
  checkScores('reliabilityCurve', data, { probabilities: true });
  const edges = binEdges(data.scores, options);
  const bins = edges.length + 1;
  const cells = new Float64Array(bins);
  const stated = new Float64Array(bins);
  const hits = new Float64Array(bins);
  for (let i = 0; i < data.scores.length; i++) {
    const bin = binOf(edges, data.scores[i]!);
    cells[bin]! += 1;
    stated[bin]! += data.scores[i]!;
    hits[bin]! += data.labels[i]!;
  }
  return Array.from(cells, (count, bin) => {
    const wilson = wilsonInterval(hits[bin]!, count);
    return {
      low: bin === 0 ? 0 : edges[bin - 1]!,
      high: bin === bins - 1 ? 1 : edges[bin]!,
      cells: count,
      meanProbability: count === 0 ? null : stated[bin]! / count,
      observed: count === 0 ? null : hits[bin]! / count,
      observedLow: count === 0 ? null : wilson.low,
      observedHigh: count === 0 ? null : wilson.high,
    };
  });
}

/**
 * Expected calibration error of the probability of class 1: Σ_bins (n_b / N) · |stated - observed|. The variant of
 * Guo et al. on the probability of the decided class gives another number; this one sees both kinds of mistake apart.
 * @param data - probabilities of class 1 and labels, `[N]`
 * @param options - number and kind of bins
 * @returns 0 to 1
 * @throws {ParameterError} where the data cannot be judged
 *
 * Source: Method 6.
 */
export function expectedCalibrationError(data: LabelledScores, options: BinningOptions = {}): number {
  return calibrationError(reliabilityCurve(data, options));
}

/**
 * Expected calibration error of a reliability curve.
 * @param curve - the curve's bins
 */
export function calibrationError(curve: readonly ReliabilityBin[]): number {
  let total = 0;
  let cells = 0;
  for (const bin of curve) {
    cells += bin.cells;
    total += bin.cells * Math.abs((bin.meanProbability ?? 0) - (bin.observed ?? 0));
  }
  return total / cells;
}
