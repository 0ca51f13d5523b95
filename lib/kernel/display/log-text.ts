import { formatWithOptions } from 'node:util';
import { plainText } from './plain-text.ts';

/**
 * What `console.log` prints of its arguments, without the line end: `%s`, `%d` and so on in a first text are filled in.
 * Never throws; texts are printed whole.
 * @param values - the arguments
 */
export function logText(values: readonly unknown[]): string {
  const [first] = values;
  if (typeof first === 'string' && first.includes('%') && values.length > 1) {
    try {
      return formatWithOptions({ depth: 3 }, ...values);
    } catch {
      // A value that cannot be read: each is shown by itself.
    }
  }
  return values.map((value) => plainText(value, { quote: false })).join(' ');
}
