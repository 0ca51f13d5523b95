/**
 * Holm's step-down correction: with the m p-values in rising order, p'_(i) = max over j <= i of (m - j + 1) · p_(j), at
 * most 1. Refusing what has p' <= α keeps the chance of any false claim in the whole family at α, however the p-values
 * hang together.
 * @param pValues - of one family; null where there is none, which counts for nothing
 * @returns the corrected ones, in the order given
 *
 * Source: Holm 1979, Scandinavian Journal of Statistics 6, 65-70; as statsmodels' multipletests(method='holm').
 */
export function holmAdjust(pValues: readonly (number | null)[]): (number | null)[] {
  const known = pValues.flatMap((p, i) => (p === null ? [] : [{ p, i }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let highest = 0;
  for (const [rank, { p, i }] of known.entries()) {
    highest = Math.max(highest, Math.min(1, (known.length - rank) * p));
    adjusted[i] = highest;
  }
  return adjusted;
}
