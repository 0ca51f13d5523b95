import { types } from 'node:util';

/** How far {@link affordableDepth} looks. */
export interface DepthLimits {
  /** The deepest that is wanted. */
  readonly depth: number;
  /** Items counted of each array, map and set. */
  readonly maxItems: number;
  /** Values that may be shown in all. */
  readonly maxValues: number;
}

/**
 * How many levels of nested objects can be shown without showing too many values; no getter, proxy or method is called.
 * @param value - anything
 * @param limits - what is wanted, and how much is too much
 */
export function affordableDepth(value: unknown, { depth, maxItems, maxValues }: DepthLimits): number {
  let level: unknown[] = [value];
  let count = 0;
  for (let shown = 0; shown <= depth; shown++) {
    const below: unknown[] = [];
    for (const item of level) {
      for (const inner of contents(item, maxItems)) {
        below.push(inner);
        if (++count > maxValues) return Math.max(0, shown - 1);
      }
    }
    if (below.length === 0) return depth;
    level = below;
  }
  return depth;
}

function* contents(item: unknown, maxItems: number): Generator {
  if (typeof item !== 'object' || item === null || types.isProxy(item) || ArrayBuffer.isView(item)) return;
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
