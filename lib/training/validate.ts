import { argmaxDecisions, confusionMatrix } from '../evaluation/confusion-matrix.ts';
import { accuracy, weightedF1 } from '../evaluation/decision-scores.ts';
import { STREAMS, type Predictions } from '../evaluation/predictions.ts';
import { logLoss } from '../evaluation/probability-scores.ts';
import { auroc } from '../evaluation/ranking.ts';
import { vote } from '../evaluation/votes.ts';
import type { CourseConfig } from './config/training-config.ts';
import type { EpochMetrics, ValidationScores } from './epoch-metrics.ts';

/**
 * What an epoch's predictions on the validation images are worth, stream by stream and voted.
 * @param predictions - on validation images
 * @param kind - the vote that counts
 */
export function validationMetrics(
  predictions: Predictions,
  kind: CourseConfig['vote'],
): NonNullable<EpochMetrics['validation']> {
  const { probabilities, labels } = predictions;
  return {
    images: labels.length,
    streams: Object.fromEntries(
      STREAMS.flatMap((stream) => {
        const own = probabilities[stream];
        return own === undefined ? [] : [[stream, validationScores(own, labels)]];
      }),
    ),
    voted: validationScores(vote(predictions, kind), labels),
  };
}

/**
 * The number by which the best epoch is chosen: the higher, the better.
 * @param scores - of the voted output
 * @param selectBy - AUROC falls back on WF1S where the validation images are all of one class
 */
export function selectionScore(scores: ValidationScores, selectBy: CourseConfig['selectBy']): number {
  return selectBy === 'auroc' ? (scores.auroc ?? scores.weightedF1) : scores.weightedF1;
}

function validationScores(probabilities: Float32Array | Float64Array, labels: Int32Array): ValidationScores {
  const matrix = confusionMatrix(labels, argmaxDecisions(probabilities, 2), 2);
  const area = auroc({ scores: Float64Array.from(labels, (_, i) => probabilities[2 * i + 1]!), labels });
  return {
    weightedF1: weightedF1(matrix),
    auroc: Number.isNaN(area) ? null : area,
    accuracy: accuracy(matrix),
    loss: logLoss(probabilities, labels),
  };
}
