import { types } from 'node:util';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { JUPYTER_DISPLAY, mimeValue, type DisplayBundle } from './display-bundle.ts';
import { bytesText, countText } from './readable-numbers.ts';
import { plainText } from './plain-text.ts';
import { shortenText } from './shorten-text.ts';

/** Content of a MIME type of its own; a cell that ends with one shows it. */
export interface RichText {
  /** MIME type. */
  readonly type: string;
  /** Text, bytes, or plain data for JSON types. */
  readonly content: string | Uint8Array | object;
  /** The content as a bundle, with a text for front ends that cannot show it. */
  readonly [JUPYTER_DISPLAY]: () => DisplayBundle;
}

class Content implements RichText {
  readonly type: string;
  readonly content: string | Uint8Array | object;

  constructor(type: string, content: string | Uint8Array | object) {
    this.type = type;
    this.content = content;
  }

  [JUPYTER_DISPLAY](): DisplayBundle {
    const { type, content } = this;
    const held = mimeValue(type, content);
    const fallback =
      typeof content === 'string' && isReadable(type) ? shortenText(content) : describe(type, content);
    // Only what the person gave as plain text is passed on whole.
    return {
      data: { 'text/plain': fallback, ...(held === undefined ? {} : { [type]: held }) },
      metadata: {},
    };
  }
}

/**
 * HTML, as a page shows it; what is put in from elsewhere must be escaped before.
 * @throws {ParameterError} for anything but a string
 */
export function html(text: string): RichText {
  return new Content('text/html', checkedText('html', text));
}

/**
 * An SVG document.
 * @throws {ParameterError} for anything but a string
 */
export function svg(text: string): RichText {
  return new Content('image/svg+xml', checkedText('svg', text));
}

/**
 * Markdown, with formulas between `$` signs.
 * @throws {ParameterError} for anything but a string
 */
export function markdown(text: string): RichText {
  return new Content('text/markdown', checkedText('markdown', text));
}

/**
 * LaTeX, formulas between `$` or `$$` signs.
 * @throws {ParameterError} for anything but a string
 */
export function latex(text: string): RichText {
  return new Content('text/latex', checkedText('latex', text));
}

/**
 * A script that the front end runs, where it trusts the notebook.
 * @throws {ParameterError} for anything but a string
 */
export function javascript(text: string): RichText {
  return new Content('text/javascript', checkedText('javascript', text));
}

/**
 * Text without quotes, as it stands.
 * @throws {ParameterError} for anything but a string
 */
export function text(content: string): RichText {
  return new Content('text/plain', checkedText('text', content));
}

/**
 * Plain data as a tree that can be opened; NaN and infinities become null.
 * @param value - an object or an array; anything else is shown as its JSON text
 */
export function json(value: unknown): RichText {
  return typeof value === 'object' && value !== null
    ? new Content('application/json', value)
    : new Content('text/plain', plainText(value));
}

/**
 * The bytes of a PNG file.
 * @throws {ParameterError} for anything but a Uint8Array
 */
export function png(bytes: Uint8Array): RichText {
  return new Content('image/png', checkedBytes('png', bytes));
}

/**
 * The bytes of a JPEG file.
 * @throws {ParameterError} for anything but a Uint8Array
 */
export function jpeg(bytes: Uint8Array): RichText {
  return new Content('image/jpeg', checkedBytes('jpeg', bytes));
}

/**
 * The bytes of a GIF file.
 * @throws {ParameterError} for anything but a Uint8Array
 */
export function gif(bytes: Uint8Array): RichText {
  return new Content('image/gif', checkedBytes('gif', bytes));
}

/**
 * The bytes of a PDF file.
 * @throws {ParameterError} for anything but a Uint8Array
 */
export function pdf(bytes: Uint8Array): RichText {
  return new Content('application/pdf', checkedBytes('pdf', bytes));
}

/**
 * Content of any MIME type.
 * @param type - such as `application/geo+json`
 * @param content - text, or bytes
 * @throws {ParameterError} for another type or content
 */
export function raw(type: string, content: string | Uint8Array): RichText {
  if (typeof type !== 'string' || !/^[\w.-]+\/[\w.+-]+$/.test(type)) {
    throw new ParameterError('type', `raw: type must be a MIME type such as text/html, got ${nameOf(type)}`);
  }
  if (typeof content !== 'string' && !types.isUint8Array(content)) {
    throw new ParameterError(
      'content',
      `raw: content must be a string or a Uint8Array, got ${nameOf(content)}`,
    );
  }
  return new Content(type, content);
}

function checkedText(caller: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new ParameterError('text', `${caller}: text must be a string, got ${nameOf(value)}`);
}

function checkedBytes(caller: string, value: unknown): Uint8Array {
  if (types.isUint8Array(value)) return value;
  throw new ParameterError('bytes', `${caller}: bytes must be a Uint8Array, got ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

// The source of these is what a person would write by hand.
function isReadable(type: string): boolean {
  return ['text/plain', 'text/markdown', 'text/latex', 'text/csv'].includes(type);
}

function describe(type: string, content: string | Uint8Array | object): string {
  if (typeof content === 'string') return `[${type}, ${countText(content.length)} characters]`;
  if (types.isUint8Array(content)) return `[${type}, ${bytesText(content.length)}]`;
  return shortenText(JSON.stringify(mimeValue(type, content), null, 2));
}
