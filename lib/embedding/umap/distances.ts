/** A distance between two rows, from 0. */
export type DistanceFn = (x: number[], y: number[]) => number;

/**
 * √ Σ (x − y)², for callers of umap-js; `metric: 'euclidean'` is the same and faster.
 * @param x - a row
 * @param y - another one, as long
 */
export function euclidean(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - y[i]!) ** 2;
  return Math.sqrt(sum);
}

/**
 * 1 − x·y / (|x|·|y|), for callers of umap-js; `metric: 'cosine'` is the same and faster. Two rows of zeros are at 0 from
 * each other, one and another row at 1.
 * @param x - a row
 * @param y - another one, as long
 */
export function cosine(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let dot = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    dot += x[i]! * y[i]!;
    xx += x[i]! * x[i]!;
    yy += y[i]! * y[i]!;
  }
  if (xx === 0 && yy === 0) return 0;
  return xx === 0 || yy === 0 ? 1 : 1 - dot / Math.sqrt(xx * yy);
}
