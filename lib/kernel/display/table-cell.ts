import { types } from 'node:util';
import { numberText } from './readable-numbers.ts';
import { wholeText } from './plain-text.ts';

const MAX_LENGTH = 80;
const DIGITS = 6;

/** One field of a table. */
export interface Cell {
  /** One line, not escaped. */
  readonly text: string;
  /** Whether it stands at the right. */
  readonly numeric: boolean;
}

/** Stands in a table where a getter would have to be called. */
export const GETTER = '[getter]';

/**
 * A value as one line of a table: numbers with six digits, strings without quotes, anything else in short.
 * @param value - anything; undefined gives an empty cell
 */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'number') return { text: numberText(value, DIGITS), numeric: true };
  if (typeof value === 'bigint') return { text: String(value), numeric: true };
  return { text: oneLine(cellText(value)), numeric: false };
}

/**
 * An own property as data; getters are not called.
 * @param owner - an object
 * @param key - of the property
 */
export function ownValue(owner: object, key: PropertyKey): unknown {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  return property?.get === undefined ? property?.value : GETTER;
}

function cellText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (types.isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString();
  return wholeText(value, { depth: 1, maxItems: 6, maxString: MAX_LENGTH, lineWidth: Infinity });
}

function oneLine(text: string): string {
  const line = text.slice(0, 2 * MAX_LENGTH).replace(/[\s\p{Cc}]+/gu, ' ');
  const characters = Array.from(line);
  if (characters.length <= MAX_LENGTH && text.length <= 2 * MAX_LENGTH) return line;
  return `${characters.slice(0, MAX_LENGTH - 1).join('')}…`;
}
