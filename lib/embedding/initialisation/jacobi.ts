const MOST_SWEEPS = 60;

/** All eigenpairs of a small symmetric matrix, largest eigenvalue first. */
export interface Eigensystem {
  /** `[size]`, descending. */
  readonly values: Float64Array;
  /** `[size, size]` row-major; column c belongs to `values[c]` and has length 1. */
  readonly vectors: Float64Array;
}

/**
 * Eigenpairs of a small symmetric matrix by Jacobi's rotations: each one makes a pair of off-diagonal entries zero, until
 * all of them are. O(size³) a sweep and about eight sweeps, so for some dozens of rows; exact to rounding.
 * @param matrix - `[size, size]` row-major; left as it is
 * @param size - rows
 */
export function symmetricEigensystem(matrix: Float64Array, size: number): Eigensystem {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const rotate = (p: number, q: number): void => {
    const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * a[p * size + q]!);
    const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    const c = 1 / Math.sqrt(t * t + 1);
    const s = t * c;
    for (let k = 0; k < size; k++) {
      const akp = a[k * size + p]!;
      const akq = a[k * size + q]!;
      a[k * size + p] = c * akp - s * akq;
      a[k * size + q] = s * akp + c * akq;
      const vkp = v[k * size + p]!;
      const vkq = v[k * size + q]!;
      v[k * size + p] = c * vkp - s * vkq;
      v[k * size + q] = s * vkp + c * vkq;
    }
    for (let k = 0; k < size; k++) {
      const apk = a[p * size + k]!;
      const aqk = a[q * size + k]!;
      a[p * size + k] = c * apk - s * aqk;
      a[q * size + k] = s * apk + c * aqk;
    }
    a[p * size + q] = 0;
    a[q * size + p] = 0;
  };
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q]!;
        const app = a[p * size + p]!;
        const aqq = a[q * size + q]!;
        // Below rounding of both diagonal entries the rotation would change nothing.
        if (Math.abs(off) <= 1e-17 * (Math.abs(app) + Math.abs(aqq)) || off === 0) continue;
        rotated = true;
        rotate(p, q);
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (i, j) => a[j * size + j]! - a[i * size + i]! || i - j,
  );
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let i = 0; i < size; i++) vectors[i * size + to] = v[i * size + from]!;
  });
  return { values: Float64Array.from(order, (i) => a[i * size + i]!), vectors };
}
