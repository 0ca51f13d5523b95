import { types } from 'node:util';
import { ParameterError } from '../../core/errors/parameter-error.ts';

const MOST_VALUES = 2_000_000;
const DEEPEST = 200;

/** How much {@link jsonSafe} takes. */
export interface JsonLimits {
  /** Numbers, texts and containers in all; default 2,000,000. */
  readonly maxValues?: number;
}

/**
 * A copy of a value that JSON can hold: NaN and infinities become null, typed arrays plain arrays, dates ISO texts,
 * big integers numbers; functions and symbols are left out; a circle ends with the word `[circular]`.
 * @param value - anything; not changed
 * @param limits - default as stated there
 * @throws {ParameterError} for more values than the limit, or deeper nesting than 200
 */
export function jsonSafe(value: unknown, { maxValues = MOST_VALUES }: JsonLimits = {}): unknown {
  let values = 0;
  const above = new Set<object>();

  const take = (count: number): void => {
    values += count;
    if (values > maxValues) {
      throw new ParameterError(
        'value',
        `more than ${maxValues} values are too many for one output; show fewer, or every n-th`,
      );
    }
  };

  const list = (items: ArrayLike<unknown>): unknown[] => {
    take(items.length);
    return Array.from(items, (item) => copy(item) ?? null);
  };

  const container = (item: object): unknown => {
    if (above.has(item)) return '[circular]';
    if (above.size >= DEEPEST) {
      throw new ParameterError('value', `nesting deeper than ${DEEPEST} levels cannot be sent as JSON`);
    }
    above.add(item);
    try {
      if (Array.isArray(item)) return list(item);
      const { toJSON } = item as { readonly toJSON?: unknown };
      if (typeof toJSON === 'function') return copy(toJSON.call(item, ''));
      const kept: [string, unknown][] = [];
      for (const [key, inner] of Object.entries(item)) {
        take(1);
        const safe = copy(inner);
        if (safe !== undefined) kept.push([key, safe]);
      }
      return Object.fromEntries(kept); // unlike an assignment, a key __proto__ stays a key
    } finally {
      above.delete(item);
    }
  };

  const copy = (item: unknown): unknown => {
    if (typeof item === 'number') return Number.isFinite(item) ? item + 0 : null; // JSON has no -0
    if (typeof item === 'bigint') return copy(Number(item));
    if (typeof item === 'function' || typeof item === 'symbol') return undefined;
    if (typeof item !== 'object' || item === null) return item;
    if (types.isDate(item)) return Number.isNaN(item.getTime()) ? null : item.toISOString();
    if (types.isTypedArray(item)) return list(item);
    return container(item);
  };

  return copy(value);
}
