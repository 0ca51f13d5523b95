import { createHash } from 'node:crypto';
import { UNDEFINED_ESTIMATE } from '../../evaluation/bootstrap.ts';
import type { Predictions } from '../../evaluation/predictions.ts';
import type { Estimate } from '../../evaluation/report-types.ts';
import type { StoredEvaluation } from './read-evaluation.ts';
import type { EvaluationSummary } from './run-summary.ts';

/**
 * What tells one test set from another: eight digits of a SHA-256 over ids and labels, in whatever order they came.
 * @param predictions - on the test set
 */
export function testSetKey({
  ids,
  labels,
  classes,
}: Pick<Predictions, 'ids' | 'labels' | 'classes'>): string {
  const cells = ids.map((id, i) => `${id}\u0000${classes[labels[i] ?? 0] ?? ''}\n`).sort();
  return createHash('sha256').update(cells.join('')).digest('hex').slice(0, 8);
}

/**
 * The few facts of an evaluation that tables show.
 * @param evaluation - as it was read
 */
export function summariseEvaluation({ report, predictions }: StoredEvaluation): EvaluationSummary {
  const { headline, rows, size, silhouette, counts, title } = report;
  const row = rows.find(({ name }) => name === headline);
  const decisions = row?.atHalf.scores;
  const score = (estimate: Estimate | undefined): Estimate => estimate ?? UNDEFINED_ESTIMATE;
  return {
    title,
    testSet: testSetKey(predictions),
    cells: counts.cells,
    classes: counts.classes.map(({ name, cells, subjects, fewSubjects }) => ({
      name,
      cells,
      subjects,
      fewSubjects,
    })),
    headline,
    scores: {
      auroc: score(row?.probability.auroc),
      weightedF1: score(decisions?.weightedF1),
      balancedAccuracy: score(decisions?.balancedAccuracy),
      sizeMatched: size?.rows.find(({ name }) => name === headline)?.sizeMatched ?? null,
    },
    outline:
      silhouette === null
        ? null
        : {
            auroc: silhouette.scores.auroc,
            weightedF1: silhouette.scores.weightedF1,
            balancedAccuracy: silhouette.scores.balancedAccuracy,
          },
  };
}
