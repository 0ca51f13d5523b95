import { throwIfAborted } from '../../core/abort.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { Metric } from '../metrics.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import { checkSparseRows, type SparseRows } from '../rows.ts';

/** How {@link sparseNeighbours} searches. */
interface SparseSearch {
  readonly k: number;
  readonly metric: Metric;
  /** Whether queries and points are the same rows: a row is then not its own neighbour. */
  readonly itself: boolean;
  readonly where: string;
  readonly signal: AbortSignal | undefined;
}

/** What a row's distance needs beside what it shares with the other: Σx, Σx², Σ|x|. */
interface Sums {
  readonly plain: Float64Array;
  readonly squares: Float64Array;
  readonly absolute: Float64Array;
}

const ROWS_A_TURN = 200;

/**
 * Exact nearest neighbours of sparse rows, without ever writing out their zeros: for each query the points that share a
 * column with it are found through the columns, and all others' distances follow from sums over each row.
 * @param queries - `[q, columns]`
 * @param points - `[n, columns]`
 * @throws {ParameterError} for rows that do not fit or are not finite
 */
export async function sparseNeighbours(
  queries: SparseRows,
  points: SparseRows,
  { k, metric, itself, where, signal }: SparseSearch,
): Promise<Neighbours> {
  checkSparseRows(points, where);
  if (!itself) checkSparseRows(queries, where);
  if (queries.columns !== points.columns) {
    throw new ParameterError(
      'rows',
      `${where}: rows must have ${points.columns} columns like the first points, got ${queries.columns}`,
    );
  }
  const n = points.rows;
  const byColumn = columnsOf(points);
  const own = sumsOf(points);
  const asked = itself ? own : sumsOf(queries);
  const indices = new Int32Array(queries.rows * k);
  const distances = new Float32Array(queries.rows * k);
  const shared = new Float64Array(n);
  const distance = new Float64Array(n);
  const order = new Int32Array(n);
  for (let i = 0; i < queries.rows; i++) {
    if (i % ROWS_A_TURN === 0) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfAborted(signal, where);
    }
    shared.fill(0);
    for (let e = queries.indptr[i]!; e < queries.indptr[i + 1]!; e++) {
      const column = queries.indices[e]!;
      const value = queries.values[e]!;
      for (let f = byColumn.start[column]!; f < byColumn.start[column + 1]!; f++) {
        const other = byColumn.values[f]!;
        // Manhattan: |a - b| in place of |a| + |b|; all others: the dot product.
        shared[byColumn.rows[f]!]! +=
          metric === 'manhattan'
            ? Math.abs(value - other) - Math.abs(value) - Math.abs(other)
            : value * other;
      }
    }
    let count = 0;
    for (let j = 0; j < n; j++) {
      if (itself && j === i) continue;
      distance[j] = distanceOf(metric, shared[j]!, { asked, own, i, j, columns: points.columns });
      order[count++] = j;
    }
    const nearest = order.subarray(0, count).sort((a, b) => distance[a]! - distance[b]! || a - b);
    for (let s = 0; s < k; s++) {
      indices[i * k + s] = nearest[s]!;
      distances[i * k + s] = distance[nearest[s]!]!;
    }
  }
  return { indices, distances, rows: queries.rows, k };
}

function distanceOf(
  metric: Metric,
  shared: number,
  { asked, own, i, j, columns }: { asked: Sums; own: Sums; i: number; j: number; columns: number },
): number {
  const a = asked.squares[i]!;
  const b = own.squares[j]!;
  switch (metric) {
    case 'euclidean':
      return Math.sqrt(Math.max(0, a + b - 2 * shared));
    case 'manhattan':
      return Math.max(0, asked.absolute[i]! + own.absolute[j]! + shared);
    case 'cosine':
      return oneMinus(shared, a, b);
    case 'correlation': {
      const sumA = asked.plain[i]!;
      const sumB = own.plain[j]!;
      return oneMinus(
        shared - (sumA * sumB) / columns,
        a - (sumA * sumA) / columns,
        b - (sumB * sumB) / columns,
      );
    }
  }
}

/** 1 - dot / (|a| |b|); a row of length 0 is at distance 1 from every other. */
function oneMinus(dot: number, squareA: number, squareB: number): number {
  const lengths = Math.sqrt(squareA * squareB);
  return lengths > 0 ? Math.max(0, 1 - dot / lengths) : 1;
}

function sumsOf({ rows, indptr, values }: SparseRows): Sums {
  const plain = new Float64Array(rows);
  const squares = new Float64Array(rows);
  const absolute = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const value = values[e]!;
      plain[i]! += value;
      squares[i]! += value * value;
      absolute[i]! += Math.abs(value);
    }
  }
  return { plain, squares, absolute };
}

function columnsOf({ rows, columns, indptr, indices, values }: SparseRows): {
  start: Int32Array;
  rows: Int32Array;
  values: Float32Array;
} {
  const start = new Int32Array(columns + 1);
  for (const column of indices) start[column + 1]!++;
  for (let c = 0; c < columns; c++) start[c + 1]! += start[c]!;
  const next = start.slice(0, columns);
  const rowOf = new Int32Array(indices.length);
  const moved = new Float32Array(indices.length);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const at = next[indices[e]!]!++;
      rowOf[at] = i;
      moved[at] = values[e]!;
    }
  }
  return { start, rows: rowOf, values: moved };
}
