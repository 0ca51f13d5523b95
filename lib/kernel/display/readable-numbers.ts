/**
 * A whole number for a person: "1,234".
 * @param value - any number
 */
export function countText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/**
 * A count with its unit, in the singular where it is one: "1 row", "1,234 rows".
 * @param value - a whole number
 * @param unit - in the singular; its plural has an s
 */
export function plural(value: number, unit: string): string {
  return `${countText(value)} ${unit}${value === 1 ? '' : 's'}`;
}

/**
 * An amount of bytes for a person: "12 bytes", "3.4 kB", "1.2 MB" (powers of 1,000).
 * @param value - bytes
 */
export function bytesText(value: number): string {
  if (value < 1000) return plural(value, 'byte');
  const [size, unit] =
    value < 1e6 ? [value / 1e3, 'kB'] : value < 1e9 ? [value / 1e6, 'MB'] : [value / 1e9, 'GB'];
  return `${size.toFixed(1)} ${unit}`;
}

/**
 * A measured number with few digits: "0.33333", "-12", "1.2e-7".
 * @param value - any number
 * @param digits - significant digits of what is no whole number
 */
export function numberText(value: number, digits = 5): string {
  return Number.isInteger(value) && !Object.is(value, -0)
    ? String(value)
    : String(Number(value.toPrecision(digits)));
}

/**
 * A length of time for a person: "42 s", "3 min 20 s", "2 h 5 min".
 * @param seconds - at least 0
 */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${countText(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
