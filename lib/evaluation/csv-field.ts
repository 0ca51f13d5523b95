/** What a spreadsheet would take for a formula, after any number of quotes of ours. */
const FORMULA = /^'*[=+\-@\t\r\n]/;

/**
 * A text as a field of CSV (RFC 4180). One that a spreadsheet would run as a formula gets a quote before it, which
 * {@link plainCsvField} takes away again.
 * @param value - any text
 */
export function csvField(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The text that {@link csvField} was given, from the field that a reader of CSV found.
 * @param value - without the quotes of CSV
 */
export function plainCsvField(value: string): string {
  return value.startsWith("'") && FORMULA.test(value) ? value.slice(1) : value;
}
