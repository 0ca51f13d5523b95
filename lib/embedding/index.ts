// What wt-dfn/embedding offers: loaded without TensorFlow, in Node and in a browser. Nothing in lib imports this file.
export { ParameterError } from '../core/errors/parameter-error.ts';
export { AbortError } from '../core/errors/abort-error.ts';
export { METRICS, type Metric } from './metrics.ts';
export { findNeighbours, findNeighboursAmong } from './neighbours/neighbours.ts';
export type { NeighbourOptions, Neighbours } from './neighbours/neighbour-types.ts';
export { neighboursFromDistances } from './neighbours/neighbours-from-distances.ts';
export { toDenseRows, type DenseRows, type RowsLike, type SparseRows, type TensorLike } from './rows.ts';
export { pcaInitialisation, type PcaInitialisationOptions } from './initialisation/pca-initialisation.ts';
export {
  spectralInitialisation,
  type SpectralInitialisationOptions,
} from './initialisation/spectral-initialisation.ts';
export { findABParams, type CurveParameters } from './umap/curve.ts';
export { cosine, euclidean, type DistanceFn } from './umap/distances.ts';
export type { UmapInitialisation } from './umap/initial-layout.ts';
export type { EpochCallback } from './umap/run-epochs.ts';
export { TargetMetric, type UMAPSupervisedParams } from './umap/supervised-labels.ts';
export { UMAP, type UmapRunOptions } from './umap/umap.ts';
export type { RandomFn, UMAPParameters } from './umap/umap-parameters.ts';
