import { ParameterError } from '../core/errors/parameter-error.ts';

/** Scores of the positive class and the truth, cell by cell. */
export interface LabelledScores {
  /** The higher, the more like class 1; finite, `[N]`. */
  readonly scores: ArrayLike<number>;
  /** True labels, 0 or 1, `[N]`. */
  readonly labels: ArrayLike<number>;
}

/**
 * Refuses scores that cannot be judged.
 * @param where - the function that asks, for the message
 * @param data - scores and labels
 * @param options - `probabilities`: whether scores must also lie in 0 to 1
 * @throws {ParameterError} where N = 0, lengths differ, a label is not 0 or 1, or a score is not a finite number
 */
export function checkScores(
  where: string,
  { scores, labels }: LabelledScores,
  { probabilities = false }: { readonly probabilities?: boolean } = {},
): void {
  if (scores.length === 0) {
    throw new ParameterError('scores', `${where}: there must be at least one cell to judge, got none`);
  }
  if (labels.length !== scores.length) {
    throw new ParameterError(
      'labels',
      `${where}: there must be one label a score, got ${labels.length} labels for ${scores.length} scores`,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1) {
      throw new ParameterError('labels', `${where}: labels must be 0 or 1, got ${labels[i]!} at cell ${i}`);
    }
    const score = scores[i]!;
    if (!Number.isFinite(score)) {
      throw new ParameterError(
        'scores',
        `${where}: scores must be finite numbers, got ${score} at cell ${i}`,
      );
    }
    if (probabilities && (score < 0 || score > 1)) {
      throw new ParameterError('scores', `${where}: probabilities must be 0 to 1, got ${score} at cell ${i}`);
    }
  }
}

/**
 * Refuses a list whose length is not the number of cells.
 * @param where - the function that asks, for the message
 * @param name - the list's name
 * @param actual - its length
 * @param expected - the number of cells
 * @throws {ParameterError} where the two differ
 */
export function checkLength(where: string, name: string, actual: number, expected: number): void {
  if (actual === expected) return;
  throw new ParameterError(
    name,
    `${where}: ${name} must have one entry a cell, got ${actual} for ${expected} cells`,
  );
}

/**
 * Refuses a number outside of an open or closed range.
 * @param where - the function and parameter that ask, for the message
 * @param value - the number
 * @param range - lowest and highest value allowed, and whether it must be whole
 * @throws {ParameterError} where the number is out of range, not whole where it must be, or NaN
 */
export function checkNumber(
  where: string,
  value: number,
  { low, high, whole = false }: { readonly low: number; readonly high: number; readonly whole?: boolean },
): void {
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return;
  const kind = whole ? 'a whole number' : 'a number';
  const name = where.slice(where.indexOf(':') + 1).trim();
  throw new ParameterError(name, `${where} must be ${kind} from ${low} to ${high}, got ${value}`);
}
