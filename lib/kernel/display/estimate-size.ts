import { types } from 'node:util';

/** How far {@link estimateSize} looks. */
export interface SizeLimits {
  /** Levels of nested objects. */
  readonly depth: number;
  /** Items counted of each array, map and set. */
  readonly maxItems: number;
  /** Counting ends here. */
  readonly enough: number;
}

/**
 * About how many values would be shown of a value, without calling any getter, proxy or method of it.
 * @param value - anything
 * @param limits - where counting stops
 */
export function estimateSize(value: unknown, { depth, maxItems, enough }: SizeLimits): number {
  let count = 0;
  const walk = (item: unknown, level: number): void => {
    count++;
    if (typeof item !== 'object' || item === null || count >= enough || level > depth) return;
    if (types.isProxy(item) || ArrayBuffer.isView(item)) return;
    for (const inner of contents(item, maxItems)) {
      walk(inner, level + 1);
      if (count >= enough) return;
    }
  };
  walk(value, 0);
  return count;
}

function* contents(item: object, maxItems: number): Generator {
  if (types.isMap(item) || types.isSet(item)) {
    const entries: Iterable<unknown> = types.isMap(item)
      ? (Map.prototype.values.call(item) as Iterable<unknown>)
      : (Set.prototype.values.call(item) as Iterable<unknown>);
    let left = maxItems;
    for (const inner of entries) {
      if (left-- <= 0) return;
      yield inner;
    }
    return;
  }
  const keys = Array.isArray(item)
    ? Array.from({ length: Math.min(item.length, maxItems) }, (_, i) => String(i))
    : Object.keys(item);
  for (const key of keys) yield Object.getOwnPropertyDescriptor(item, key)?.value;
}
