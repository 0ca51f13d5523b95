/** Ranks from 1 on; ties share their mean rank. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]!,
  );
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) out[order[i]!] = (start + end + 1) / 2;
    start = end;
  }
  return out;
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, ties sharing their mean rank.
 * @param x - finite numbers, `[N]`
 * @param y - finite numbers, `[N]`
 * @returns -1 to 1; NaN where x or y does not vary
 */
export function rankCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = [ranks(x), ranks(y)];
  const mean = (a.length + 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [dx, dy] = [a[i]! - mean, b[i]! - mean];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx === 0 || yy === 0 ? Number.NaN : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
