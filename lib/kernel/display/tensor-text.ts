import { nestedValues } from './nested-values.ts';
import { summariseNumbers, summaryText, type NumberSummary } from './number-summary.ts';
import { countText } from './readable-numbers.ts';
import { sizeOf, tensorTitle, type TensorLike } from './tensor-like.ts';

/** Values that are fetched at most for a text that must be there at once. */
const MOST_SYNC = 1_000_000;

/**
 * The facts of a tensor in one line: kind, shape, number of values, range.
 * @param tensor - not disposed
 * @param summary - of its values; nothing where they are no numbers
 */
export function tensorFacts(tensor: TensorLike, summary: NumberSummary | undefined): string {
  const size = sizeOf(tensor.shape);
  const range = summary === undefined || size === 1 ? '' : summaryText(summary);
  const count = size === 1 ? '' : ` · ${countText(size)} values`;
  return `${tensorTitle(tensor)}${count}${range === '' ? '' : ` · ${range}`}`;
}

/**
 * A tensor's values in nested brackets, long axes shortened; complex numbers as `1+2i`.
 * @param tensor - for dtype and shape
 * @param values - as it gave them
 */
export function tensorValues(tensor: TensorLike, values: ArrayLike<unknown>): string {
  if (tensor.dtype !== 'complex64') return nestedValues(values, tensor.shape);
  const pairs = Array.from({ length: sizeOf(tensor.shape) }, (_, i) => {
    const imaginary = Number(values[2 * i + 1]);
    return `${Number(values[2 * i])}${imaginary < 0 ? '-' : '+'}${Math.abs(imaginary)}i`;
  });
  // Written without the quotes of strings.
  return nestedValues(pairs, tensor.shape).replaceAll('"', '');
}

/**
 * The range of a tensor's values, or nothing where they are no real numbers.
 * @param tensor - for its dtype
 * @param values - as it gave them
 */
export function tensorSummary(tensor: TensorLike, values: ArrayLike<unknown>): NumberSummary | undefined {
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') return undefined;
  return summariseNumbers(values as ArrayLike<number>);
}

/**
 * A tensor as text at once, for `console.log`: facts and values; large ones without.
 * @param tensor - disposed or not
 */
export function tensorText(tensor: TensorLike): string {
  if (tensor.isDisposed === true || sizeOf(tensor.shape) > MOST_SYNC) return tensorTitle(tensor);
  const values = tensor.dataSync();
  return `${tensorFacts(tensor, tensorSummary(tensor, values))}\n${tensorValues(tensor, values)}`;
}
