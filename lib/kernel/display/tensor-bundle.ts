import { escapeMarkup } from '../../figures/escape-markup.ts';
import type { DisplayBundle } from './display-bundle.ts';
import { heatMapHtml } from './heat-map.ts';
import type { NumberSummary } from './number-summary.ts';
import { pixelsBundle } from './picture-bundle.ts';
import { plural } from './readable-numbers.ts';
import { preformatted } from './shorten-text.ts';
import { sizeOf, tensorTitle, type TensorLike } from './tensor-like.ts';
import { tensorPicture } from './tensor-pictures.ts';
import { tensorFacts, tensorSummary, tensorValues } from './tensor-text.ts';

/** Larger tensors are not fetched: it would take seconds and gigabytes. */
const MOST_VALUES = 100_000_000;
/** Values that are shown below a heat map without a click. */
const FEW_VALUES = 100;

/**
 * A tensor as a bundle: pictures where it holds some, a heat map for one or two axes, facts and values as text.
 * @param tensor - disposed or not; not changed
 */
export async function tensorBundle(tensor: TensorLike): Promise<DisplayBundle> {
  if (tensor.isDisposed === true) return textBundle(tensorTitle(tensor));
  const size = sizeOf(tensor.shape);
  if (size > MOST_VALUES)
    return textBundle(`${tensorTitle(tensor)}, too large for its values to be read here`);
  const values = await tensor.data();
  const summary = tensorSummary(tensor, values);
  const facts = tensorFacts(tensor, summary);
  const text = `${facts}\n${tensorValues(tensor, values)}`;
  if (summary === undefined) return textBundle(text);
  const numbers = values as ArrayLike<number>;
  const picture = tensorPicture(numbers, tensor.shape, summary);
  if (picture !== undefined) {
    const { pictures, shown, pixels } = picture;
    const count =
      pictures === shown ? plural(pictures, 'picture') : `first ${shown} of ${plural(pictures, 'picture')}`;
    return pixelsBundle(pixels, `${facts} · ${count}`);
  }
  const html = matrixHtml(tensor, { numbers, summary, facts });
  return html === undefined
    ? textBundle(text)
    : { data: { 'text/html': html, 'text/plain': text }, metadata: {} };
}

interface MatrixFacts {
  readonly numbers: ArrayLike<number>;
  readonly summary: NumberSummary;
  readonly facts: string;
}

function matrixHtml(tensor: TensorLike, { numbers, summary, facts }: MatrixFacts): string | undefined {
  const { shape } = tensor;
  if (shape.length < 1 || shape.length > 2 || numbers.length < 2 || summary.finite === 0) return undefined;
  const [rows, columns] = shape.length === 1 ? [1, numbers.length] : [shape[0] ?? 0, shape[1] ?? 0];
  const heatMap = heatMapHtml({ values: numbers, rows, columns }, summary);
  const values = preformatted(tensorValues(tensor, numbers));
  return (
    `<div><div style="padding:0 0 4px 0;font-family:monospace">${escapeMarkup(facts)}</div>${heatMap}` +
    `<details${numbers.length <= FEW_VALUES ? ' open' : ''}><summary style="cursor:pointer;opacity:0.75">values</summary>${values}</details></div>`
  );
}

function textBundle(text: string): DisplayBundle {
  return { data: { 'text/plain': text }, metadata: {} };
}
