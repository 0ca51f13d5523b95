import type { LabelledScores } from './check-scores.ts';
import { finite } from './bootstrap.ts';
import { precisionRecallCurve, rocCurve } from './ranking.ts';
import type { CurvesReport } from './report-types.ts';

/** A report keeps at most about this many points of a curve: more than a figure has pixels. */
const MOST_POINTS = 500;

/**
 * The points of both curves for drawing: those on a straight line between their neighbours are dropped from the ROC
 * curve, and both are thinned evenly where there are still too many.
 * @param data - scores and labels, `[N]`
 * @returns empty arrays where the curve is undefined
 * @throws {ParameterError} where the data cannot be judged
 */
export function curvePoints(data: LabelledScores): {
  readonly roc: Omit<CurvesReport['roc'], 'band'>;
  readonly pr: Omit<CurvesReport['pr'], 'band'>;
} {
  const roc = rocCurve(data);
  const pr = precisionRecallCurve(data);
  const positives = Array.from(data.labels).reduce((sum, label) => sum + label, 0);
  const negatives = data.labels.length - positives;
  const corners = positives === 0 || negatives === 0 ? [] : thin(rocCorners(roc, positives, negatives));
  const steps = positives === 0 ? [] : thin([...pr.recall.keys()]);
  return {
    roc: {
      falsePositiveRate: corners.map((i) => roc.falsePositiveRate[i]!),
      truePositiveRate: corners.map((i) => roc.truePositiveRate[i]!),
      thresholds: corners.map((i) => finite(roc.thresholds[i]!)),
    },
    pr: {
      recall: steps.map((i) => pr.recall[i]!),
      precision: steps.map((i) => pr.precision[i]!),
      thresholds: steps.map((i) => finite(pr.thresholds[i]!)),
      prevalence: positives / data.labels.length,
    },
  };
}

function rocCorners(
  { falsePositiveRate, truePositiveRate }: ReturnType<typeof rocCurve>,
  positives: number,
  negatives: number,
): number[] {
  const alarms = falsePositiveRate.map((rate) => Math.round(rate * negatives));
  const hits = truePositiveRate.map((rate) => Math.round(rate * positives));
  return [...alarms.keys()].filter((i) => {
    if (i === 0 || i === alarms.length - 1) return true;
    const before = [alarms[i]! - alarms[i - 1]!, hits[i]! - hits[i - 1]!] as const;
    const after = [alarms[i + 1]! - alarms[i]!, hits[i + 1]! - hits[i]!] as const;
    return before[0] * after[1] !== before[1] * after[0];
  });
}

function thin(points: readonly number[]): readonly number[] {
  if (points.length <= MOST_POINTS) return points;
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.round(i * step)]!);
}
