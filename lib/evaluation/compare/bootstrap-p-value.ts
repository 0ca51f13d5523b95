/** Differences nearer to 0 than this are rounding: means of the same seeds in another order differ by as much. */
const ROUNDING = 1e-12;

/**
 * Two-sided p-value of "no difference" from the replicates behind a percentile interval, by turning the interval round:
 * p = 2 · min(1 + #{d* <= 0}, 1 + #{d* >= 0}) / (B + 1), at most 1. It is about the smallest α at which the percentile
 * interval leaves 0 out, and never 0: B replicates cannot show less than 2 / (B + 1).
 * @param differences - of the replicates; NaN ones are left out
 * @returns null where no replicate is defined
 *
 * Source: Davison and Hinkley 1997, Bootstrap Methods and their Application, 4.4 (the + 1) and 5.5.
 */
export function bootstrapPValue(differences: ArrayLike<number>): number | null {
  let defined = 0;
  let below = 0;
  let above = 0;
  for (let b = 0; b < differences.length; b++) {
    const difference = differences[b]!;
    if (Number.isNaN(difference)) continue;
    defined++;
    if (difference <= ROUNDING) below++;
    if (difference >= -ROUNDING) above++;
  }
  return defined === 0 ? null : Math.min(1, (2 * (1 + Math.min(below, above))) / (defined + 1));
}
