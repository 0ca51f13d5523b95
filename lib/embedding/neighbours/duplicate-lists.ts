import type { DenseRows } from '../rows.ts';

/**
 * The first points at distance 0 of a row, looked for once for all rows with the same values: of many duplicates each would
 * otherwise look through all points.
 * @param queries - `[n, columns]`
 * @param points - how many there are to look through
 * @param most - how many are wanted
 * @param rank - of a query and a point; the same for queries with the same values
 * @returns for a query, indices of points in ascending order, the query itself among them where it is a point
 */
export function duplicateLists(
  queries: DenseRows,
  points: number,
  most: number,
  rank: (i: number, j: number) => number,
): (i: number) => readonly number[] {
  const { data, columns } = queries;
  const words = new Int32Array(data.buffer, data.byteOffset, data.length);
  const known = new Map<number, { readonly row: number; readonly list: readonly number[] }[]>();
  const same = (a: number, b: number): boolean => {
    for (let c = 0; c < columns; c++) if (words[a * columns + c] !== words[b * columns + c]) return false;
    return true;
  };
  return (i) => {
    let hash = 0;
    for (let e = i * columns; e < (i + 1) * columns; e++) hash = (Math.imul(hash, 31) + words[e]!) | 0;
    const there = known.get(hash) ?? [];
    const found = there.find(({ row }) => same(row, i));
    if (found !== undefined) return found.list;
    const list: number[] = [];
    for (let j = 0; j < points && list.length < most; j++) if (rank(i, j) === 0) list.push(j);
    known.set(hash, [...there, { row: i, list }]);
    return list;
  };
}
