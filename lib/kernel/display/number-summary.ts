import { countText, numberText } from './readable-numbers.ts';

/** The range of some numbers; NaN and infinities are counted apart. */
export interface NumberSummary {
  readonly count: number;
  /** How many are neither NaN nor infinite. */
  readonly finite: number;
  /** Of the finite ones; NaN where there is none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly nan: number;
  readonly infinite: number;
}

/**
 * Least, greatest and mean of the finite numbers, and how many are not.
 * @param values - numbers or big integers
 */
export function summariseNumbers(values: ArrayLike<number | bigint>): NumberSummary {
  let [min, max, mean, finite, nan] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (Number.isFinite(value)) {
      finite++;
      if (value < min) min = value;
      if (value > max) max = value;
      mean += (value - mean) / finite; // a running mean cannot overflow
    } else if (Number.isNaN(value)) nan++;
  }
  const count = values.length;
  const infinite = count - finite - nan;
  if (finite === 0) [min, max, mean] = [NaN, NaN, NaN];
  return { count, finite, min, max, mean, nan, infinite };
}

/**
 * A summary in words: "min 0 · max 255 · mean 12.3 · 2 NaN".
 * @param summary - of at least no number
 */
export function summaryText({ finite, min, max, mean, nan, infinite }: NumberSummary): string {
  return [
    ...(finite === 0 ? [] : [`min ${numberText(min)}`, `max ${numberText(max)}`, `mean ${numberText(mean)}`]),
    ...(nan === 0 ? [] : [`${countText(nan)} NaN`]),
    ...(infinite === 0 ? [] : [`${countText(infinite)} infinite`]),
  ].join(' · ');
}
