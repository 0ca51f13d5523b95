import { ParameterError } from '../../core/errors/parameter-error.ts';

/** A perplexity is a number above 0. */
export function checkPerplexity(perplexity: unknown, where: string): asserts perplexity is number {
  if (typeof perplexity === 'number' && Number.isFinite(perplexity) && perplexity > 0) return;
  throw new ParameterError(
    'perplexity',
    `${where}: perplexity must be a number above 0, got ${String(perplexity)}`,
  );
}

/** A count of neighbours is a whole number from 1 to what there are. */
export function checkK(k: unknown, most: number, where: string): asserts k is number {
  if (typeof k === 'number' && Number.isInteger(k) && k >= 1 && k <= most) return;
  throw new ParameterError('k', `${where}: k must be a whole number from 1 to ${most}, got ${String(k)}`);
}

/**
 * A perplexity that so many neighbours allow, with a notice where it had to be lowered: to a third of the neighbours, as
 * openTSNE does.
 */
export function allowedPerplexity(perplexity: number, k: number, notices: string[]): number {
  if (perplexity <= k || k === 0) return perplexity;
  const allowed = k / 3;
  notices.push(
    `perplexity ${perplexity} is too large for ${k} neighbours: ${allowed.toFixed(2)} is used in its place`,
  );
  return allowed;
}

/**
 * The perplexities that so many points allow, ascending: each at most a third of the other points, as openTSNE does it,
 * and none twice through being lowered.
 */
export function allowedPerplexities(
  perplexities: number | readonly number[],
  points: number,
  { where, notices }: { where: string; notices: string[] },
): number[] {
  const list = typeof perplexities === 'number' ? [perplexities] : [...perplexities];
  if (list.length === 0) {
    throw new ParameterError('perplexities', `${where}: perplexities must be one number or more, got none`);
  }
  const most = (points - 1) / 3;
  const allowed: number[] = [];
  for (const perplexity of list) checkPerplexity(perplexity, where);
  for (const perplexity of list.sort((a, b) => a - b)) {
    if (3 * perplexity <= points - 1) {
      allowed.push(perplexity);
      continue;
    }
    const lowered = !allowed.includes(most);
    if (lowered) allowed.push(most);
    notices.push(
      `perplexity ${perplexity} is too large for ${points} points: ${lowered ? `${most.toFixed(2)} is used in its place` : 'it is left out'}`,
    );
  }
  return allowed;
}

/** How many neighbours stand for a perplexity: three times as many, but at least one and at most those there are. */
export function neighboursFor(perplexity: number, most: number): number {
  return Math.min(most, Math.max(1, Math.floor(3 * perplexity)));
}
