/** What a point belongs to: a label, a subject, a fold. Nothing where that is not known. */
export type Category = string | number | undefined;

/** Categories as numbers from 0, in the order of their first appearance. */
export interface CategoryCodes {
  /** Of each point, `[rows]`; -1 where it is not known. */
  readonly codes: Int32Array;
  /** The categories by code. */
  readonly names: readonly (string | number)[];
  /** Points of each category. */
  readonly counts: Int32Array;
}

/**
 * Numbers the categories of a list.
 * @param values - one a point
 */
export function codesOf(values: ArrayLike<Category>): CategoryCodes {
  const known = new Map<string | number, number>();
  const codes = new Int32Array(values.length).fill(-1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    codes[i] = code;
  }
  const counts = new Int32Array(known.size);
  for (const code of codes) if (code >= 0) counts[code]! += 1;
  return { codes, names: [...known.keys()], counts };
}
