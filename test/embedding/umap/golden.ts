import { readFileSync } from 'node:fs';
import type { SparseMatrix } from '../../../lib/embedding/affinities/sparse-matrix.ts';
import type { DenseRows } from '../../../lib/embedding/rows.ts';

interface Entries {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** What make_umap.py writes. */
interface UmapGolden {
  readonly curves: readonly { spread: number; minDist: number; a: number; b: number }[];
  readonly points: number[][];
  readonly labels: readonly number[];
  readonly nNeighbors: number;
  readonly indices: readonly number[][];
  readonly distances: readonly number[][];
  readonly smooth: readonly { localConnectivity: number; sigmas: number[]; rhos: number[] }[];
  readonly union: Entries;
  readonly mixed: Entries;
  readonly supervised: Entries;
  readonly spectral: { eigenvalues: number[]; symmetric: number[][]; randomWalk: number[][] };
  readonly pca: { narrow: number[][]; wide: number[][] };
  readonly digits: { accuracy: number[]; placed: number[] };
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../golden/${name}`, import.meta.url), 'utf8'));
}

export const umapGolden = readJson('umap.json') as UmapGolden;

/** Scikit-learn's digits: 1,797 pictures of 8 x 8 pixels from 0 to 16. */
export function digits(): DenseRows & { readonly labels: Int32Array } {
  const { pixels, labels } = readJson('digits.json') as { pixels: string; labels: string };
  const data = Float32Array.from(pixels, (char) => parseInt(char, 17));
  return { data, rows: labels.length, columns: 64, labels: Int32Array.from(labels, Number) };
}

/** A matrix as a map from "row,column". */
export function entriesOf({ rows, indptr, indices, values }: SparseMatrix): Map<string, number> {
  const entries = new Map<string, number>();
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++)
      entries.set(`${String(i)},${String(indices[e])}`, values[e]!);
  }
  return entries;
}

/** Golden entries as a map from "row,column". */
export function goldenEntries({ rows, columns, values }: Entries): Map<string, number> {
  return new Map(rows.map((row, e) => [`${String(row)},${String(columns[e])}`, values[e]!]));
}

/** A symmetric matrix of the edges given, `[from, to, weight]`. */
export function graphOf(rows: number, edges: readonly (readonly [number, number, number])[]): SparseMatrix {
  const lists = Array.from({ length: rows }, () => [] as [number, number][]);
  for (const [from, to, weight] of edges) {
    lists[from]!.push([to, weight]);
    lists[to]!.push([from, weight]);
  }
  const sorted = lists.map((list) => list.sort((p, q) => p[0] - q[0]));
  const indptr = new Int32Array(rows + 1);
  sorted.forEach((list, i) => {
    indptr[i + 1] = indptr[i]! + list.length;
  });
  const flat = sorted.flat();
  return {
    rows,
    columns: rows,
    indptr,
    indices: Int32Array.from(flat, ([to]) => to),
    values: Float64Array.from(flat, ([, weight]) => weight),
  };
}

/**
 * Share of points whose k nearest others on the map have the point's label for their commonest (lowest of equals).
 * @param places - `[n, 2]`
 * @param known - other points whose labels count in place of the points' own
 */
export function labelAccuracy(
  places: DenseRows,
  labels: ArrayLike<number>,
  known: { places: DenseRows; labels: ArrayLike<number> } = { places, labels },
): number {
  const k = 5;
  const own = known.places === places;
  let right = 0;
  for (let i = 0; i < places.rows; i++) {
    const near: { square: number; label: number }[] = [];
    for (let j = 0; j < known.places.rows; j++) {
      if (own && i === j) continue;
      let square = 0;
      for (let d = 0; d < places.columns; d++) {
        square += (places.data[i * places.columns + d]! - known.places.data[j * places.columns + d]!) ** 2;
      }
      if (near.length === k && square >= near[k - 1]!.square) continue;
      near.push({ square, label: known.labels[j]! });
      near.sort((p, q) => p.square - q.square);
      near.length = Math.min(near.length, k);
    }
    const votes = new Map<number, number>();
    for (const { label } of near) votes.set(label, (votes.get(label) ?? 0) + 1);
    const [winner] = [...votes].sort((p, q) => q[1] - p[1] || p[0] - q[0]);
    if (winner![0] === labels[i]) right++;
  }
  return right / places.rows;
}
