import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkNumber, checkScores, type LabelledScores } from './check-scores.ts';
import { weightedF1 } from './decision-scores.ts';
import { rankCells } from './ranking.ts';

/**
 * What a threshold is chosen for: the highest sensitivity + specificity - 1, the highest specificity among those that
 * find at least a given share of the lymphoblasts, or the highest weighted F1.
 */
export type ThresholdRule =
  | { readonly kind: 'youden' }
  | { readonly kind: 'sensitivity'; readonly atLeast: number }
  | { readonly kind: 'weightedF1' };

/**
 * Chooses the operating threshold on validation data, never on the data that are then judged: class 1 is called where
 * the score is at least the threshold. It lies halfway between two neighbouring scores; among equally good ones the
 * one nearest to 0.5 is taken. O(N log N).
 * @param validation - probabilities of class 1 and labels, `[N]`, with cells of both classes
 * @param rule - what to choose it for; Youden's index where left out
 * @returns a threshold from 0 to 1
 * @throws {ParameterError} where the data cannot be judged, a class has no cells, or `atLeast` is not above 0 to 1
 *
 * Source: Pilot 5.
 */
export function chooseThreshold(
  validation: LabelledScores,
  rule: ThresholdRule = { kind: 'youden' },
): number {
  if (rule.kind === 'sensitivity') {
    checkNumber('chooseThreshold: atLeast', rule.atLeast, { low: Number.MIN_VALUE, high: 1 });
  }
  checkScores('chooseThreshold', validation, { probabilities: true });
  const { order, groupEnd, labels } = rankCells(validation);
  const cells = labels.length;
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === cells) {
    throw new ParameterError(
      'validation',
      `chooseThreshold: both classes are needed to choose a threshold, got ${positives} of ${cells} cells in class 1`,
    );
  }
  const negatives = cells - positives;
  let best = { quality: -Infinity, threshold: Number.NaN };
  const offer = (hits: number, falseAlarms: number, threshold: number): void => {
    const quality = qualityOf(rule, { hits, falseAlarms, positives, negatives });
    const nearer = Math.abs(threshold - 0.5) < Math.abs(best.threshold - 0.5);
    if (quality > best.quality || (quality === best.quality && nearer)) best = { quality, threshold };
  };
  const highest = validation.scores[order[0]!]!;
  if (highest < 1) offer(0, 0, between(1, highest));
  let hits = 0;
  for (let i = 0; i < cells; i++) {
    hits += labels[i]!;
    if (groupEnd[i] === 0) continue;
    const next = i + 1 < cells ? validation.scores[order[i + 1]!]! : 0;
    offer(hits, i + 1 - hits, between(validation.scores[order[i]!]!, next));
  }
  return best.threshold;
}

/**
 * One phrase that says what a rule asks for.
 * @param rule - the rule
 */
export function describeRule(rule: ThresholdRule): string {
  if (rule.kind === 'youden') return 'highest sensitivity + specificity';
  if (rule.kind === 'weightedF1') return 'highest weighted F1';
  return `highest specificity with sensitivity of at least ${rule.atLeast}`;
}

interface Counts {
  readonly hits: number;
  readonly falseAlarms: number;
  readonly positives: number;
  readonly negatives: number;
}

/** Halfway, but above the lower of the two where floating point has nothing between them. */
function between(high: number, low: number): number {
  const halfway = (high + low) / 2;
  return halfway > low ? halfway : high;
}

/** In whole numbers where possible, so that equally good thresholds compare as equal. */
function qualityOf(rule: ThresholdRule, { hits, falseAlarms, positives, negatives }: Counts): number {
  if (rule.kind === 'youden') return hits * negatives - falseAlarms * positives;
  if (rule.kind === 'sensitivity') return hits / positives >= rule.atLeast ? -falseAlarms : -Infinity;
  return weightedF1([
    [negatives - falseAlarms, falseAlarms],
    [positives - hits, hits],
  ]);
}
