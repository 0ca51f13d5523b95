import { types } from 'node:util';
import { jsonSafe } from './json-safe.ts';

/** Jupyter's MIME bundle: text as strings, binary as base64, JSON types as objects. */
export type MimeData = Record<string, string | object>;

/** What a front end gets to show one value; it takes the richest type that it knows. */
export interface DisplayBundle {
  readonly data: MimeData;
  /** By MIME type; for pictures `width` and `height` in CSS pixels. */
  readonly metadata: Record<string, object>;
}

/** The name of the method by which an object says how it is shown (a convention of Deno's Jupyter kernel). */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for('Jupyter.display') as typeof JUPYTER_DISPLAY;

const MIME_TYPE = /^[\w.-]+\/[\w.+-]+$/;

/**
 * One value of a MIME bundle in the form that a message can hold.
 * @param type - MIME type
 * @param value - text, bytes (become base64), or plain data for a JSON type
 * @returns nothing where the value cannot stand in a bundle
 */
export function mimeValue(type: string, value: unknown): string | object | undefined {
  if (typeof value === 'string') return isJsonType(type) ? parsed(value) : value;
  if (types.isUint8Array(value)) return base64(value);
  if (typeof value !== 'object' || value === null) return undefined;
  // Notebook files hold long text as a list of lines.
  if (!isJsonType(type) && Array.isArray(value) && value.every((line) => typeof line === 'string')) {
    return value.join('');
  }
  if (!isJsonType(type)) return undefined; // notebook files refuse it
  const plain = jsonSafe(value);
  return typeof plain === 'object' && plain !== null ? plain : undefined;
}

/**
 * Bytes as base64 text.
 * @param bytes - not copied
 */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * Reads what a display method gave: a MIME bundle, or one beside its metadata as `{ data, metadata }`.
 * @param value - anything
 * @returns nothing where it is neither
 */
export function readBundle(value: unknown): DisplayBundle | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const data = readData(value);
  if (data !== undefined) return { data, metadata: {} };
  const { data: inner, metadata } = value as { readonly data?: unknown; readonly metadata?: unknown };
  if (typeof inner !== 'object' || inner === null) return undefined;
  const innerData = readData(inner);
  return innerData === undefined ? undefined : { data: innerData, metadata: readMetadata(metadata) };
}

function readData(value: object): MimeData | undefined {
  const data: MimeData = {};
  for (const [type, content] of Object.entries(value)) {
    if (!MIME_TYPE.test(type)) continue;
    const held = mimeValue(type, content);
    if (held !== undefined) data[type] = held;
  }
  return Object.keys(data).length === 0 ? undefined : data;
}

function readMetadata(value: unknown): Record<string, object> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, object] => typeof entry[1] === 'object' && entry[1] !== null,
  );
  return jsonSafe(Object.fromEntries(entries)) as Record<string, object>;
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}

// Front ends want JSON types as values; text that is none is left for them to refuse.
function parsed(text: string): string | object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    return text;
  }
}
