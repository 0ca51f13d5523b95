import type { Estimate } from './report-types.ts';

/**
 * A number for a person: three decimals, "–" where there is none.
 * @param value - any number
 * @param digits - decimals
 */
export function formatNumber(value: number | null, digits = 3): string {
  if (value === null) return '–';
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text; // not -0.00
}

/**
 * A score with its interval: "0.812 [0.781, 0.843]"; "undefined" where it is not defined.
 * @param estimate - the score
 */
export function formatEstimate({ value, low, high }: Estimate): string {
  if (value === null) return 'undefined';
  if (low === null || high === null) return `${formatNumber(value)} (no interval)`;
  return `${formatNumber(value)} [${formatNumber(low)}, ${formatNumber(high)}]`;
}

/**
 * A difference with its sign: "+0.031 [-0.012, +0.070]".
 * @param estimate - the difference
 */
export function formatDifference({ value, low, high }: Estimate): string {
  const signed = (number: number | null): string => `${(number ?? 0) >= 0 ? '+' : ''}${formatNumber(number)}`;
  if (value === null) return 'undefined';
  if (low === null || high === null) return `${signed(value)} (no interval)`;
  return `${signed(value)} [${signed(low)}, ${signed(high)}]`;
}

/**
 * A share for a person: "12.5 %"; "–" where there is none.
 * @param share - 0 to 1
 */
export function formatShare(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
