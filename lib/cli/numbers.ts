import { ParameterError } from '../core/errors/parameter-error.ts';

/**
 * Reads a whole number that a person typed.
 * @param flag - for the message
 * @param text - what was typed
 * @param low - the least that is allowed; -Infinity where any will do
 * @throws {ParameterError} if it is none, or too small
 */
export function wholeNumber(flag: string, text: string, low = 0): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= low) return value;
  const range = Number.isFinite(low) ? ` from ${low} on` : '';
  throw new ParameterError(flag, `${flag}: must be a whole number${range}, got ${JSON.stringify(text)}`);
}

/**
 * Reads a share between 0 and 1 that a person typed.
 * @param flag - for the message
 * @param text - what was typed
 * @throws {ParameterError} if it is none
 */
export function share(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new ParameterError(flag, `${flag}: must be a share above 0 and below 1, got ${JSON.stringify(text)}`);
}

/**
 * Reads which part of how many is meant, as a person typed it: 1/3, 2/3 or 3/3.
 * @param text - what was typed after --part
 * @throws {ParameterError} if it is no such thing
 */
export function partOf(text: string): { part: number; of: number } {
  const [, part, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const found = { part: Number(part), of: Number(of) };
  if (found.part >= 1 && found.part <= found.of) return found;
  throw new ParameterError('--part', `--part: must be like 1/3, 2/3 or 3/3, got ${text}`);
}
