/**
 * Jupyter counts code points, JavaScript UTF-16 units.
 * @param text - the cell
 * @param points - a position in code points
 * @returns the same in UTF-16 units, within the text
 */
export function unitsOf(text: string, points: number): number {
  let units = 0;
  for (let i = 0; i < points && units < text.length; i++)
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

/**
 * The other way round.
 * @param text - the cell
 * @param units - a position in UTF-16 units
 */
export function pointsOf(text: string, units: number): number {
  let points = 0;
  for (let i = 0; i < units; points++) i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  return points;
}

/**
 * The name that a cell asks help for, as `?name` or `name?`.
 * @param code - the cell
 */
export function helpWanted(code: string): string | undefined {
  const found = /^\s*(?:\?{1,2}\s*([\w$.]+)|([\w$.]+)\?{1,2})\s*$/.exec(code);
  return found?.[1] ?? found?.[2];
}
