import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';

/**
 * Reads neighbours that the caller has computed, as umap-js takes them: a list of indices and one of distances for each
 * point, ascending, the point itself usually first. The point itself is left out wherever it is; where a row has it, no
 * more than the others are kept. An index of −1 says that there is no such neighbour.
 * @param indices - `[n][k]`
 * @param distances - `[n][k]`
 * @returns `[n, k - 1]`, or `[n, k]` where no row lists its own point
 * @throws {ParameterError} if the lists do not fit together, or a value cannot be an index or a distance
 */
export function readPrecomputedNeighbours(
  indices: readonly ArrayLike<number>[],
  distances: readonly ArrayLike<number>[],
): Neighbours {
  const rows = indices.length;
  const width = indices[0]?.length ?? 0;
  if (rows === 0 || width === 0) {
    fail(
      'knnIndices',
      `must have at least one row and one neighbour, got ${String(rows)} x ${String(width)}`,
    );
  }
  if (distances.length !== rows) {
    fail(
      'knnDistances',
      `must have a row for each of ${String(rows)} points, got ${String(distances.length)}`,
    );
  }
  const listsItself = indices.some((row, i) => Array.prototype.includes.call(row, i));
  const k = listsItself ? width - 1 : width;
  const found = new Int32Array(rows * k).fill(-1);
  const lengths = new Float32Array(rows * k).fill(Infinity);
  for (let i = 0; i < rows; i++) {
    const row = indices[i]!;
    const lengthsOfRow = distances[i]!;
    if (row.length !== width)
      fail('knnIndices', `must have rows of ${String(width)}, got ${String(row.length)} in row ${String(i)}`);
    if (lengthsOfRow.length !== width) {
      fail(
        'knnDistances',
        `must have rows of ${String(width)}, got ${String(lengthsOfRow.length)} in row ${String(i)}`,
      );
    }
    for (let j = 0, to = 0; j < width && to < k; j++) {
      const [index, distance] = [row[j]!, lengthsOfRow[j]!];
      if (index === i || index === -1) continue;
      if (!Number.isInteger(index) || index < 0 || index >= rows) {
        fail('knnIndices', `must be indices below ${String(rows)}, got ${String(index)} in row ${String(i)}`);
      }
      if (!(distance >= 0 && distance < Infinity)) {
        fail('knnDistances', `must be finite and at least 0, got ${String(distance)} in row ${String(i)}`);
      }
      found[i * k + to] = index;
      lengths[i * k + to++] = distance;
    }
  }
  if (k === 0) fail('knnIndices', 'must list other points than the point itself, got none');
  return { indices: found, distances: lengths, rows, k };
}

function fail(name: string, what: string): never {
  throw new ParameterError(name, `UMAP.setPrecomputedKNN: ${name} ${what}`);
}
