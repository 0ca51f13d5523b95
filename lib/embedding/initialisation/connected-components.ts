import type { SparseMatrix } from '../affinities/sparse-matrix.ts';

/**
 * The connected components of a symmetric sparse matrix's graph, each as its rows in ascending order; the components in
 * the order of their first row. An edge is an entry other than zero.
 */
export function connectedComponents({ rows, indptr, indices, values }: SparseMatrix): Int32Array[] {
  const component = new Int32Array(rows).fill(-1);
  const queue = new Int32Array(rows);
  const sizes: number[] = [];
  for (let start = 0; start < rows; start++) {
    if (component[start] !== -1) continue;
    const label = sizes.length;
    component[start] = label;
    queue[0] = start;
    let end = 1;
    for (let at = 0; at < end; at++) {
      const row = queue[at]!;
      for (let e = indptr[row]!; e < indptr[row + 1]!; e++) {
        const other = indices[e]!;
        if (component[other] !== -1 || values[e] === 0) continue;
        component[other] = label;
        queue[end++] = other;
      }
    }
    sizes.push(end);
  }
  const members = sizes.map((size) => new Int32Array(size));
  const filled = new Int32Array(sizes.length);
  for (let row = 0; row < rows; row++) {
    const label = component[row]!;
    members[label]![filled[label]!++] = row;
  }
  return members;
}
