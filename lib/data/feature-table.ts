import { DataError } from '../core/errors/data-error.ts';
import type { NumberTable } from './npy.ts';
import { readCsv, type CsvTable } from './read-csv.ts';

/** What a CSV tells of its rows, as written; an empty value is nothing. */
export type CellNotes = Readonly<Partial<Record<NoteColumn, readonly (string | undefined)[]>>>;

/** Rows of features with what else a CSV says of them. */
export interface FeatureTable extends NumberTable {
  /** Names of the feature columns. */
  readonly names: readonly string[];
  readonly notes: CellNotes;
}

/** Columns that tell of a row rather than being features of it. */
export const NOTE_COLUMNS = ['label', 'subject', 'fold', 'image', 'stain', 'area'] as const;

/** A column that tells of a row. */
export type NoteColumn = (typeof NOTE_COLUMNS)[number];

/** What a CSV may also say, in columns of other names. */
const IGNORED: ReadonlySet<string> = new Set(['', 'index', 'id', 'x', 'y', 'placed']);

/**
 * Reads features from a CSV file with a header line. Columns named `label`, `subject`, `fold`, `image`, `stain` and
 * `area` tell of a row (for colours and hover); `id`, `index`, `x`, `y` and `placed` are passed over; every other column
 * must be numbers and is a feature.
 * @param path - the file
 * @throws {DataError} in one sentence: no rows, no feature, a value that is no number (with its row and column)
 */
export async function readFeatureTable(path: string): Promise<FeatureTable> {
  const { header, rows, notes } = await readTable(path);
  const features = header.flatMap((name, column) =>
    IGNORED.has(name) || (NOTE_COLUMNS as readonly string[]).includes(name) ? [] : [{ name, column }],
  );
  if (features.length === 0) {
    throw unusable(
      path,
      `has no feature: beside ${NOTE_COLUMNS.join(', ')} there must be columns of numbers`,
    );
  }
  const data = new Float32Array(rows.length * features.length);
  for (const [r, row] of rows.entries()) {
    for (const [f, { name, column }] of features.entries()) {
      const text = row[column] ?? '';
      const value = text === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) {
        throw unusable(path, `row ${r + 2}, column "${name}" must be a number, got ${JSON.stringify(text)}`);
      }
      data[r * features.length + f] = value;
    }
  }
  const names = features.map(({ name }) => name);
  return { data, rows: rows.length, columns: features.length, names, notes };
}

/**
 * Reads from a CSV file what it tells of cells whose features lie elsewhere.
 * @param path - the file, with at least one of the columns `label`, `subject`, `fold`, `image`, `stain`, `area`
 * @throws {DataError} in one sentence: no rows, none of the columns
 */
export async function readCellNotes(
  path: string,
): Promise<{ readonly rows: number; readonly notes: CellNotes }> {
  const { rows, notes } = await readTable(path);
  if (Object.keys(notes).length === 0) {
    throw unusable(path, `has none of the columns ${NOTE_COLUMNS.join(', ')}`);
  }
  return { rows: rows.length, notes };
}

async function readTable(path: string): Promise<CsvTable & { readonly notes: CellNotes }> {
  const { header, rows } = await readCsv(path).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    const line = message.split('\n')[0]!;
    throw unusable(path, code === 'ENOENT' ? 'there is no such file' : `cannot be read as CSV (${line})`);
  });
  if (rows.length === 0) throw unusable(path, 'holds no rows below its header');
  const twice = header.find((name, i) => header.indexOf(name) !== i && !IGNORED.has(name));
  if (twice !== undefined) throw unusable(path, `has two columns named "${twice}"`);
  const notes = Object.fromEntries(
    NOTE_COLUMNS.flatMap((name) => {
      const column = header.indexOf(name);
      return column < 0 ? [] : [[name, rows.map((row) => textOf(row[column]))] as const];
    }),
  );
  return { header, rows, notes };
}

function unusable(path: string, reason: string): DataError {
  return new DataError(`${path}: ${reason}`, [{ path, reason }]);
}

function textOf(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
