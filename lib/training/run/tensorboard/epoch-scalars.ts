import type { EpochMetrics, ValidationScores } from '../../epoch-metrics.ts';

/**
 * What TensorBoard shows of an epoch, by tag: `train/loss`, `validation/wf1s`, `validation/crop/auroc` and the like.
 * @param metrics - the epoch's line
 */
export function epochScalars(metrics: EpochMetrics): Record<string, number> {
  const { train, validation, learningRate, imagesPerSecond, seconds, compute } = metrics;
  return {
    'train/loss': train.loss,
    'train/centre loss': train.centreLoss,
    ...Object.fromEntries(
      Object.entries(train.streams).flatMap(([stream, { loss, accuracy }]) => [
        [`train/${stream}/loss`, loss],
        [`train/${stream}/accuracy`, accuracy],
      ]),
    ),
    'train/learning rate': learningRate,
    'attention/entropy': train.attention.entropy,
    'attention/maps alive': train.attention.alive,
    'speed/seconds': seconds,
    'speed/images a second': imagesPerSecond,
    ...(compute === undefined ? {} : { 'cost/passes': compute.passes }),
    ...(validation === null ? {} : scored('validation', validation.voted)),
    ...Object.fromEntries(
      Object.entries(validation?.streams ?? {}).flatMap(([stream, scores]) =>
        Object.entries(scored(`validation/${stream}`, scores)),
      ),
    ),
  };
}

function scored(
  prefix: string,
  { weightedF1, auroc, accuracy, loss }: ValidationScores,
): Record<string, number> {
  return {
    [`${prefix}/wf1s`]: weightedF1,
    ...(auroc === null ? {} : { [`${prefix}/auroc`]: auroc }),
    [`${prefix}/accuracy`]: accuracy,
    [`${prefix}/loss`]: loss,
  };
}
