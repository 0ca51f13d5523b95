import { readFileSync } from 'node:fs';
import type { SparseMatrix } from '../../../lib/embedding/affinities/sparse-matrix.ts';
import type { DenseRows } from '../../../lib/embedding/rows.ts';

/** A sparse matrix as make_tsne.py summarises it. */
export interface SparseSummary {
  readonly entries: number;
  readonly rowSums: readonly number[];
  readonly rows: Readonly<
    Record<string, { readonly columns: readonly number[]; readonly values: readonly number[] }>
  >;
}

/** What tsne.json holds; see make_tsne.py. */
export interface TsneGolden {
  readonly affinities: Readonly<Record<string, { readonly P: SparseSummary; readonly toNew: SparseSummary }>>;
  readonly gradient: readonly {
    readonly dimensions: number;
    readonly dof: number;
    readonly positions: readonly number[];
    readonly gradient: readonly number[];
    readonly kl: number;
  }[];
  readonly partial: {
    readonly map: readonly number[];
    readonly positions: readonly number[];
    readonly gradient: readonly number[];
    readonly kl: number;
    readonly median: readonly number[];
    readonly weighted: readonly number[];
  };
  readonly digits: readonly {
    readonly kl: number;
    readonly accuracy: number;
    readonly trustworthiness: number;
    readonly placed: number;
  }[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as unknown;

/** openTSNE's numbers. */
export function tsneGolden(): TsneGolden {
  return read('./tsne.json') as TsneGolden;
}

/** scikit-learn's digits `[from, to)`: 8 x 8 pixels from 0 to 16, and what digit each is. */
export function digits(from: number = 0, to: number = 1797): DenseRows & { readonly labels: Uint8Array } {
  const { pixels, labels } = read('./digits.json') as { pixels: string; labels: string };
  return {
    data: Float32Array.from(pixels.slice(64 * from, 64 * to), (char) => Number.parseInt(char, 17)),
    rows: to - from,
    columns: 64,
    labels: Uint8Array.from(labels.slice(from, to), Number),
  };
}

/** The greatest difference of a matrix from its summary, each row taken as probabilities of its own (times `scale`). */
export function greatestDifference(matrix: SparseMatrix, summary: SparseSummary, scale: number): number {
  let greatest = matrix.values.length === summary.entries ? 0 : Infinity;
  const rowOf = (i: number): Map<number, number> => {
    const row = new Map<number, number>();
    for (let e = matrix.indptr[i]!; e < matrix.indptr[i + 1]!; e++)
      row.set(matrix.indices[e]!, matrix.values[e]!);
    return row;
  };
  summary.rowSums.forEach((sum, i) => {
    let ours = 0;
    for (const value of rowOf(i).values()) ours += value;
    greatest = Math.max(greatest, Math.abs(ours - sum) * scale);
  });
  for (const [i, { columns, values }] of Object.entries(summary.rows)) {
    const row = rowOf(Number(i));
    if (row.size !== columns.length) return Infinity;
    columns.forEach((column, at) => {
      greatest = Math.max(greatest, Math.abs((row.get(column) ?? Infinity) - values[at]!) * scale);
    });
  }
  return greatest;
}
