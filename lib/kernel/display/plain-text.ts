import { inspect, types, type InspectOptions } from 'node:util';
import { affordableDepth } from './affordable-depth.ts';
import { shortenText } from './shorten-text.ts';
import { isTensor } from './tensor-like.ts';
import { tensorText } from './tensor-text.ts';

const DEPTH = 3;
const MAX_ITEMS = 100;
const MAX_STRING = 10_000;
const MAX_KEYS = 200;
/** Values that are laid out at most; beyond, nested objects are shown by their names only. */
const MOST_VALUES = 20_000;
/** As `console.log` has it: the width of a classic terminal. */
const LINE_WIDTH = 80;

/** How a value becomes text. */
export interface TextOptions {
  /** Levels of nested objects that are shown; default 3. */
  readonly depth?: number;
  /** Items of each array, map and set; default 100. */
  readonly maxItems?: number;
  /** Characters of each string; default 10,000. */
  readonly maxString?: number;
  /** Whether a string by itself stands in quotes, as a cell's result does and `console.log` does not. Default true. */
  readonly quote?: boolean;
  /** Whether ANSI colours are used; default false. */
  readonly colours?: boolean;
  /** Characters to lay a line out to; default 80. */
  readonly lineWidth?: number;
}

/**
 * A value as text, shortened to at most about 200 lines and 20,000 characters, with how much was left out.
 * Never throws: proxies, throwing getters and damaged objects get a line that says what they are.
 * @param value - anything
 * @param options - depth, items, quotes, colours; a string without quotes is given whole
 */
export function plainText(value: unknown, options: TextOptions = {}): string {
  const whole = wholeText(value, options);
  return typeof value === 'string' && options.quote === false ? whole : shortenText(whole);
}

/**
 * As {@link plainText}, but not shortened as a whole: for text that is folded.
 * @param value - anything
 * @param options - as there
 */
export function wholeText(value: unknown, options: TextOptions = {}): string {
  if (typeof value === 'string' && options.quote === false) return value;
  const known = tensorOr(value);
  if (known !== undefined) return known;
  const { depth = DEPTH, maxItems = MAX_ITEMS, maxString = MAX_STRING } = options;
  try {
    const subject = withFewKeys(value);
    const settings: InspectOptions = {
      depth: affordableDepth(subject, { depth, maxItems, maxValues: MOST_VALUES }),
      maxArrayLength: maxItems,
      maxStringLength: maxString,
      colors: options.colours ?? false,
      breakLength: options.lineWidth ?? LINE_WIDTH,
    };
    try {
      return inspect(subject, settings);
    } catch {
      return inspect(subject, { ...settings, customInspect: false }); // its own way of showing itself fails
    }
  } catch {
    return `[${typeof value} that cannot be shown: reading it throws]`;
  }
}

// util.inspect would show a tensor's bookkeeping and none of its values.
function tensorOr(value: unknown): string | undefined {
  try {
    return isTensor(value) ? tensorText(value) : undefined;
  } catch {
    return undefined; // reading it throws, or its engine gives no values at once
  }
}

// util.inspect limits items of arrays, maps and sets, but not the keys of an object.
function withFewKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return value;
  const keys = Object.keys(value);
  if (keys.length <= MAX_KEYS || inspect.custom in value) return value;
  const few: object = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const key of keys.slice(0, MAX_KEYS)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property !== undefined) Object.defineProperty(few, key, property);
  }
  const more = `${(keys.length - MAX_KEYS).toLocaleString('en-US')} more properties`;
  Object.defineProperty(few, '…', { enumerable: true, value: { [inspect.custom]: () => more } });
  return few;
}
