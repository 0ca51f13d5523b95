// What wt-dfn/embedding offers: loaded without TensorFlow, in Node and in a browser. Nothing in lib imports this file.
export { ParameterError } from '../core/errors/parameter-error.ts';
export { AbortError } from '../core/errors/abort-error.ts';
export { METRICS, type Metric } from './metrics.ts';
export { findNeighbours, findNeighboursAmong } from './neighbours/neighbours.ts';
export type { NeighbourOptions, Neighbours } from './neighbours/neighbour-types.ts';
export { neighboursFromDistances } from './neighbours/neighbours-from-distances.ts';
export { toDenseRows, type DenseRows, type RowsLike, type SparseRows, type TensorLike } from './rows.ts';

// how good a map is, and what it separates
export { auditMap, type CategoryAudit, type MapAudit, type MapAuditInput } from './quality/audit-map.ts';
export type { Category } from './quality/categories.ts';
export { continuity } from './quality/continuity.ts';
export { distanceCorrelation, type DistanceCorrelation } from './quality/distance-correlation.ts';
export { knnAccuracy, type KnnAccuracy, type KnnAccuracyOptions } from './quality/knn-accuracy.ts';
export { knnRecall } from './quality/knn-recall.ts';
export { neighbourCorrelation } from './quality/neighbour-correlation.ts';
export { neighbourShares, type NeighbourShare } from './quality/neighbour-shares.ts';
export {
  neighbourhoodQuality,
  type NeighbourhoodOptions,
  type NeighbourhoodQuality,
} from './quality/neighbourhood-quality.ts';
export type { Points } from './quality/points.ts';
export { silhouetteScore } from './quality/silhouette-score.ts';
export { trustworthiness } from './quality/trustworthiness.ts';
export type { QualityOptions } from './quality/visit-rows.ts';
export { pcaInitialisation, type PcaInitialisationOptions } from './initialisation/pca-initialisation.ts';
export { principalComponents, type PrincipalComponents } from './principal-components.ts';
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
export {
  Affinities,
  type AffinityOptions,
  type NewAffinities,
  type NewAffinityOptions,
} from './affinities/affinities.ts';
export { FixedSigmaNN, type FixedSigmaNNOptions } from './affinities/fixed-sigma-nn.ts';
export { MultiscaleMixture, type MultiscaleOptions } from './affinities/multiscale-mixture.ts';
export { Multiscale } from './affinities/multiscale.ts';
export type { NeighbourSearchOptions, PointSource } from './affinities/neighbour-source.ts';
export { PerplexityBasedNN, type PerplexityBasedNNOptions } from './affinities/perplexity-based-nn.ts';
export {
  PrecomputedAffinities,
  type PrecomputedAffinitiesOptions,
} from './affinities/precomputed-affinities.ts';
export type { SparseMatrix } from './affinities/sparse-matrix.ts';
export { Uniform, type UniformOptions } from './affinities/uniform.ts';
export {
  medianInitialisation,
  weightedMeanInitialisation,
  type WeightedMeanOptions,
} from './initialisation/among-neighbours.ts';
export { randomInitialisation } from './initialisation/random-initialisation.ts';
export { jitter, rescale, type JitterOptions } from './initialisation/rescale.ts';
export type { PartialTSNEEmbedding } from './tsne/partial-tsne-embedding.ts';
export type { PartialStart, TransformOptions } from './tsne/transform.ts';
export type { OptimizeOptions, TSNEEmbedding } from './tsne/tsne-embedding.ts';
export type { NegativeGradientMethod, TsneCallback, TsneOptions } from './tsne/tsne-options.ts';
export { TSNE } from './tsne/tsne.ts';
