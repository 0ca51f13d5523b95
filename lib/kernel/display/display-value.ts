import { types } from 'node:util';
import { WtDfnError } from '../../core/errors/wt-dfn-error.ts';
import { bytesBundle } from './bytes-bundle.ts';
import { JUPYTER_DISPLAY, readBundle, type DisplayBundle } from './display-bundle.ts';
import { errorText, thrownText } from './error-text.ts';
import { functionSignature } from './function-signature.ts';
import { pictureValueBundle } from './picture-values.ts';
import { plainText, wholeText, type TextOptions } from './plain-text.ts';
import { isPlotlyFigure, plotlyBundle } from './plotly-bundle.ts';
import { foldedHtml, shortenText } from './shorten-text.ts';
import { tableHtml } from './table-html.ts';
import { tableSource } from './table-source.ts';
import { tableText } from './table-text.ts';
import { layOutTable } from './table.ts';
import { tensorBundle } from './tensor-bundle.ts';
import { isTensor } from './tensor-like.ts';
import { within } from './time-limit.ts';

/** How a value is shown. */
export interface DisplayOptions extends TextOptions {
  /** Milliseconds that an object's own methods may take; default 10,000. */
  readonly timeout?: number;
}

const TIMEOUT_MS = 10_000;
/** Drawing a figure ends before the whole does, so that the live figure is sent without a picture. */
const DRAWING_SHARE = 0.8;
/** Text beyond what is shown, for folding. */
const MAX_STRING = 400_000;

/**
 * What a front end gets to show a value: by the object's own `Jupyter.display` method, else by what kind of value it is
 * (figure, picture, tensor, table, bytes, error), else as text. Text is always there. Never throws, and never waits
 * longer than the time limit; only a method of the value that loops for ever can hold it up.
 * @param value - anything
 * @param options - time limit, and how text is laid out
 */
export async function displayBundle(value: unknown, options: DisplayOptions = {}): Promise<DisplayBundle> {
  const milliseconds = options.timeout ?? TIMEOUT_MS;
  const started = performance.now();
  let note = '';
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
    try {
      const bundle = await within(ownBundle(value), milliseconds, 'the method');
      if (bundle !== undefined) return withText(bundle, value, options);
    } catch (error) {
      const reason = error instanceof WtDfnError ? error.message : thrownText(error);
      note = `\n(its Jupyter.display method failed: ${reason})`;
    }
    try {
      // One limit for both, so that a hanging method is not followed by a second wait.
      const left = Math.max(0, milliseconds - (performance.now() - started));
      const bundle = await within(knownBundle(value, left), left, 'drawing it');
      if (bundle !== undefined) return withText(bundle, value, options);
    } catch (error) {
      // Our own errors say what cannot be drawn and what to do; of others, it is no such value after all.
      if (error instanceof WtDfnError) note += `\n(${error.message})`;
    }
  }
  return textBundle(fallbackText(value, options) + note);
}

async function ownBundle(value: object): Promise<DisplayBundle | undefined> {
  const method = displayMethod(value);
  return typeof method === 'function' ? readBundle(await method.call(value)) : undefined;
}

function displayMethod(value: object): unknown {
  try {
    // Proxies that answer to every name are asked whether they have this one.
    if (types.isProxy(value) && !(JUPYTER_DISPLAY in value)) return undefined;
    return (value as { readonly [JUPYTER_DISPLAY]?: unknown })[JUPYTER_DISPLAY];
  } catch {
    return undefined; // a proxy that throws, or one that is revoked
  }
}

async function knownBundle(value: object, milliseconds: number): Promise<DisplayBundle | undefined> {
  if (typeof value === 'function') return undefined;
  if (types.isNativeError(value)) return textBundle(errorText(value));
  const bytes = await bytesBundle(value);
  if (bytes !== undefined) return bytes;
  if (isTensor(value)) return tensorBundle(value);
  if (isPlotlyFigure(value)) return plotlyBundle(value, milliseconds * DRAWING_SHARE);
  const source = tableSource(value);
  if (source !== undefined) {
    const table = layOutTable(source);
    return { data: { 'text/html': tableHtml(table), 'text/plain': tableText(table) }, metadata: {} };
  }
  return pictureValueBundle(value);
}

function fallbackText(value: unknown, options: DisplayOptions): string {
  if (typeof value === 'function' && !types.isProxy(value)) {
    try {
      return functionSignature(value as (...args: never[]) => unknown);
    } catch {
      // Its text cannot be read: as any other value.
    }
  }
  return wholeText(value, { maxString: MAX_STRING, ...options });
}

function textBundle(text: string): DisplayBundle {
  const folded = foldedHtml(text);
  return {
    data: { ...(folded === undefined ? {} : { 'text/html': folded }), 'text/plain': shortenText(text) },
    metadata: {},
  };
}

function withText(bundle: DisplayBundle, value: unknown, options: DisplayOptions): DisplayBundle {
  if ('text/plain' in bundle.data) return bundle;
  return { ...bundle, data: { ...bundle.data, 'text/plain': plainText(value, options) } };
}
