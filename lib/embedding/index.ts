// What wt-dfn/embedding offers: loaded without TensorFlow, in Node and in a browser. Nothing in lib imports this file.
export { ParameterError } from '../core/errors/parameter-error.ts';
export { AbortError } from '../core/errors/abort-error.ts';
export { METRICS, type Metric } from './metrics.ts';
export { findNeighbours, findNeighboursAmong } from './neighbours/neighbours.ts';
export type { NeighbourOptions, Neighbours } from './neighbours/neighbour-types.ts';
export { neighboursFromDistances } from './neighbours/neighbours-from-distances.ts';
export { toDenseRows, type DenseRows, type RowsLike, type SparseRows, type TensorLike } from './rows.ts';
