import { ParameterError } from '../../core/errors/parameter-error.ts';

/** How labels are compared; of these only `categorical` has an effect, as in umap-js. */
export const TargetMetric = { categorical: 'categorical', l1: 'l1', l2: 'l2' } as const;
/** One of {@link TargetMetric}. */
export type TargetMetric = (typeof TargetMetric)[keyof typeof TargetMetric];

/** How much labels have to say. */
export interface UMAPSupervisedParams {
  /** Default `categorical`: labels are alike or not. */
  targetMetric?: TargetMetric;
  /** From 0, where only the points count, to 1, where points of two labels have no edges. Default 0.5. */
  targetWeight?: number;
  /** Taken and not needed: categorical labels have no neighbours. */
  targetNNeighbors?: number;
}

/** Labels that were checked. */
export interface Labels {
  readonly values: ArrayLike<number>;
  readonly metric: TargetMetric;
  readonly weight: number;
}

/**
 * Reads labels at the library's edge.
 * @param labels - one a point
 * @throws {ParameterError} if labels are not numbers, or a parameter is out of range
 */
export function readLabels(labels: ArrayLike<number>, params: UMAPSupervisedParams): Labels {
  const { targetMetric = 'categorical', targetWeight = 0.5 } = params;
  const where = 'UMAP.setSupervisedProjection';
  for (let i = 0; i < labels.length; i++) {
    if (typeof labels[i] === 'number' && Number.isFinite(labels[i])) continue;
    throw new ParameterError(
      'labels',
      `${where}: labels must be finite numbers, got ${String(labels[i])} at ${String(i)}`,
    );
  }
  if (!(targetWeight >= 0 && targetWeight <= 1)) {
    throw new ParameterError(
      'targetWeight',
      `${where}: targetWeight must be from 0 to 1, got ${String(targetWeight)}`,
    );
  }
  if (!Object.values(TargetMetric).includes(targetMetric)) {
    throw new ParameterError(
      'targetMetric',
      `${where}: targetMetric must be one of categorical, l1, l2, got ${targetMetric}`,
    );
  }
  return { values: labels, metric: targetMetric, weight: targetWeight };
}
