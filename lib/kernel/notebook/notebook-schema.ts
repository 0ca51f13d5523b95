import { z } from 'zod';
import { DataError } from '../../core/errors/data-error.ts';
import type { JsonObject } from '../protocol/message.ts';
import type { CodeCell, MarkdownCell, NotebookOutput, RawCell, StreamOutput } from './notebook-types.ts';

/** The newest minor version of nbformat 4 that is read, and the one that is written. */
export const NBFORMAT_MINOR = 5;

const text = z.union([z.string(), z.array(z.string())], { error: 'must be text or a list of lines' });
const object = z.record(z.string(), z.unknown());
const count = z.int().min(0).nullable();

/** Whether a format holds JSON and not text. */
export function isJsonType(mime: string): boolean {
  return /^application\/(.*\+)?json$/.test(mime);
}

const bundle = object.superRefine((data, context) => {
  for (const [mime, value] of Object.entries(data)) {
    if (isJsonType(mime) || text.safeParse(value).success) continue;
    context.addIssue({ code: 'custom', path: [mime], message: 'must be text or a list of lines' });
  }
});

const output = z.discriminatedUnion(
  'output_type',
  [
    z.looseObject({ output_type: z.literal('stream'), name: z.string(), text }),
    z.looseObject({ output_type: z.literal('display_data'), data: bundle, metadata: object }),
    z.looseObject({
      output_type: z.literal('execute_result'),
      data: bundle,
      metadata: object,
      execution_count: count,
    }),
    z.looseObject({
      output_type: z.literal('error'),
      ename: z.string(),
      evalue: z.string(),
      traceback: z.array(z.string()),
    }),
  ],
  { error: 'must have the output_type stream, display_data, execute_result or error' },
);

const id = z.string().regex(/^[\w-]{1,64}$/, { error: 'must be 1 to 64 letters, digits, - or _' });
const common = { id: id.optional(), source: text, metadata: object };
const attachments = z.record(z.string(), bundle).optional();
const cell = z.discriminatedUnion(
  'cell_type',
  [
    z.looseObject({
      ...common,
      cell_type: z.literal('code'),
      execution_count: count,
      outputs: z.array(output),
    }),
    z.looseObject({ ...common, cell_type: z.literal('markdown'), attachments }),
    z.looseObject({ ...common, cell_type: z.literal('raw'), attachments }),
  ],
  { error: 'must have the cell_type code, markdown or raw' },
);

const schema = z.looseObject({ metadata: object, cells: z.array(cell) });
const version = z.looseObject({ nbformat: z.int(), nbformat_minor: z.int().min(0) });

/** Text as it stands in a file. */
export type StoredText = string | readonly string[];

/** A checked output as it stands in a file. */
export type StoredOutput =
  (Omit<StreamOutput, 'text'> & { readonly text: StoredText }) | Exclude<NotebookOutput, StreamOutput>;

interface StoredFields {
  readonly id?: string;
  readonly source: StoredText;
}

/** A checked cell as it stands in a file; before nbformat 4.5 cells have no id. */
export type StoredCell =
  | (Omit<CodeCell, 'id' | 'source' | 'outputs'> &
      StoredFields & { readonly outputs: readonly StoredOutput[] })
  | (Omit<MarkdownCell, 'id' | 'source'> & StoredFields)
  | (Omit<RawCell, 'id' | 'source'> & StoredFields);

/** A checked notebook as it stands in a file. */
export interface StoredNotebook {
  readonly metadata: JsonObject;
  readonly cells: readonly StoredCell[];
}

function broken(path: string, reason: string): DataError {
  return new DataError(`${path}: ${reason}`, [{ path, reason }]);
}

function checkVersion(value: unknown, path: string): void {
  const found = version.safeParse(value);
  if (!found.success) {
    throw broken(path, 'is no notebook: it must be an object with nbformat and nbformat_minor');
  }
  const { nbformat, nbformat_minor: minor } = found.data;
  if (nbformat < 4) {
    const advice = 'convert it with "jupyter nbconvert --to notebook"';
    throw broken(path, `is a notebook of nbformat ${nbformat}, where 4.0 to 4.5 can be read; ${advice}`);
  }
  if (nbformat > 4 || minor > NBFORMAT_MINOR) {
    const name = `${nbformat}.${minor}`;
    throw broken(path, `is a notebook of nbformat ${name}, where 4.0 to 4.5 can be read; save it as 4.5`);
  }
}

/**
 * Checks a notebook's content against nbformat 4.0 to 4.5; unknown fields pass.
 * @param value - JSON as parsed
 * @param path - for the message
 * @throws {DataError} with the first thing that is wrong: which field, as a path into the JSON, and what was expected
 */
export function checkStoredNotebook(value: unknown, path: string): StoredNotebook {
  checkVersion(value, path);
  const found = schema.safeParse(value);
  if (found.success) return value as StoredNotebook;
  const [issue] = found.error.issues;
  const [first, index, ...rest] = issue?.path ?? [];
  const inCell = first === 'cells' && typeof index === 'number';
  const place = inCell ? [`cells[${index}]`] : [];
  const field = (inCell ? rest : (issue?.path ?? [])).join('.');
  const message = (issue?.message ?? 'is not understood').replace('Invalid input: ', '');
  const where = [...place, ...(field === '' ? [] : [field])].join('.');
  throw broken(path, `is a broken notebook: ${where}: ${message}`);
}
