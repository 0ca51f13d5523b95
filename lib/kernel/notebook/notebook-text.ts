import { createHash } from 'node:crypto';
import { DataError } from '../../core/errors/data-error.ts';
import { jupyterJson } from './jupyter-json.ts';
import {
  checkStoredNotebook,
  isJsonType,
  NBFORMAT_MINOR,
  type StoredCell,
  type StoredOutput,
  type StoredText,
} from './notebook-schema.ts';
import type { MimeBundle, Notebook, NotebookCell, NotebookOutput } from './notebook-types.ts';

type Fields = Readonly<Record<string, unknown>>;

const joined = (text: StoredText): string => (typeof text === 'string' ? text : text.join(''));

// What Python's str.splitlines takes for the end of a line, for Jupyter splits by it.
// eslint-disable-next-line no-control-regex -- they are Python's
const AFTER_LINE_END = /(?<=\r\n|[\n\v\f\x1c-\x1e\x85\u2028\u2029])|(?<=\r)(?!\n)/;

const split = (text: string): string[] => (text === '' ? [] : text.split(AFTER_LINE_END));

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

const joinedBundle = (data: Fields): MimeBundle =>
  mapValues(data, (value, mime) => (isJsonType(mime) ? value : joined(value as StoredText)));

const isSplit = (mime: string): boolean =>
  mime.startsWith('text/') || mime === 'image/svg+xml' || mime === 'application/javascript';

const splitBundle = (data: MimeBundle): Fields =>
  mapValues(data, (value, mime) => (typeof value === 'string' && isSplit(mime) ? split(value) : value));

function decodedOutput(output: StoredOutput): NotebookOutput {
  if (output.output_type === 'stream') return { ...output, text: joined(output.text) };
  return output.output_type === 'error' ? output : { ...output, data: joinedBundle(output.data) };
}

/** An id for a cell that has none: the same whenever the same file is read. */
function madeId(source: string, taken: ReadonlySet<string>): string {
  for (let turn = 0; ; turn++) {
    const id = createHash('sha256').update(`${turn}\n${source}`).digest('hex').slice(0, 8);
    if (!taken.has(id)) return id;
  }
}

function decodedCell(cell: StoredCell, taken: Set<string>): NotebookCell {
  const source = joined(cell.source);
  const id = cell.id ?? madeId(source, taken);
  taken.add(id);
  if (cell.cell_type === 'code') {
    return { ...cell, id, source, outputs: cell.outputs.map(decodedOutput) };
  }
  const { attachments, ...rest } = cell;
  const pictures =
    attachments === undefined ? {} : { attachments: mapValues(attachments, (data) => joinedBundle(data)) };
  return { ...rest, id, source, ...pictures };
}

/** Why a text is no JSON, for a person. */
function jsonProblem(text: string, error: unknown): string {
  if (text.trim() === '') return 'is empty, where a notebook is needed';
  if (/^(<{7}|>{7}) /m.test(text)) return 'has merge conflicts in it; resolve them first';
  return `is no notebook, for it is no JSON (${(error as Error).message.replace(/\s+/g, ' ')})`;
}

/**
 * Reads the text of a notebook of nbformat 4.0 to 4.5.
 * @param text - JSON
 * @param path - for messages
 * @returns the notebook as nbformat 4.5: cells without an id have got one
 * @throws {DataError} if it is no such notebook
 */
export function parseNotebook(text: string, path: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    const reason = jsonProblem(text, cause);
    throw new DataError(`${path}: ${reason}`, [{ path, reason }], { cause });
  }
  const stored = checkStoredNotebook(value, path);
  const taken = new Set(stored.cells.flatMap(({ id }) => id ?? []));
  const cells = stored.cells.map((cell) => decodedCell(cell, taken));
  return { ...stored, nbformat: 4, nbformat_minor: NBFORMAT_MINOR, cells };
}

function encodedOutput(output: NotebookOutput): Fields {
  if (output.output_type === 'stream') return { ...output, text: split(output.text) };
  return output.output_type === 'error' ? { ...output } : { ...output, data: splitBundle(output.data) };
}

function encodedCell(cell: NotebookCell): Fields {
  const source = split(cell.source);
  if (cell.cell_type === 'code') return { ...cell, source, outputs: cell.outputs.map(encodedOutput) };
  const { attachments } = cell;
  return {
    ...cell,
    source,
    ...(attachments === undefined ? {} : { attachments: mapValues(attachments, splitBundle) }),
  };
}

/**
 * A notebook as the text of a file, the same bytes that Jupyter writes: nbformat 4.5, sources split in lines, keys
 * sorted, indented by one space.
 */
export function notebookText(notebook: Notebook): string {
  return `${jupyterJson({ ...notebook, cells: notebook.cells.map(encodedCell) })}\n`;
}
