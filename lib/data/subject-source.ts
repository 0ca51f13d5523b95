import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { readCsv, type CsvTable } from './read-csv.ts';

/** Where the subject of an image in plain class folders comes from. */
export type SubjectSource =
  /** A regular expression over the path below the root, with a group named `subject`: `/^(?<subject>[^_]+)_/`. */
  | { readonly pattern: RegExp | string }
  /** A CSV file with columns `file` (path below the root, or a file name) and `subject`. */
  | { readonly csv: string };

/**
 * Makes the function that tells each image's subject.
 * @param source - nothing means that no subject is known
 * @throws {ParameterError} where the pattern is none or has no group named `subject`
 * @throws {DataError} where the CSV file cannot be read or lacks its columns
 */
export async function subjectReader(
  source: SubjectSource | undefined,
): Promise<(id: string) => string | undefined> {
  if (source === undefined) return () => undefined;
  return 'csv' in source ? await fromTable(source.csv) : fromPattern(source.pattern);
}

function fromPattern(pattern: RegExp | string): (id: string) => string | undefined {
  let expression: RegExp;
  try {
    // Without the flags g and y, which would make the answer depend on the call before.
    expression =
      typeof pattern === 'string'
        ? new RegExp(pattern)
        : new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  } catch (cause) {
    throw new ParameterError(
      'subjects',
      `openDataset: the subject pattern ${String(pattern)} is not a regular expression`,
      { cause },
    );
  }
  if (!expression.source.includes('(?<subject>')) {
    throw new ParameterError(
      'subjects',
      `openDataset: the subject pattern ${String(expression)} needs a group named subject: (?<subject>[^_]+)`,
    );
  }
  return (id) => expression.exec(id)?.groups?.['subject'] ?? undefined;
}

async function fromTable(path: string): Promise<(id: string) => string | undefined> {
  let table: CsvTable;
  try {
    table = await readCsv(path);
  } catch (cause) {
    throw new DataError(`openDataset: cannot read the subject table ${path}`, [], { cause });
  }
  const { header, rows } = table;
  const file = header.indexOf('file');
  const subject = header.indexOf('subject');
  if (file < 0 || subject < 0) {
    throw new DataError(
      `openDataset: the subject table ${path} needs columns named file and subject, has: ${header.join(', ')}`,
    );
  }
  const subjects = new Map<string, string>();
  for (const record of rows) {
    const name = record[file]?.replaceAll('\\', '/').replace(/^\.\//, '') ?? '';
    const key = record[subject] ?? '';
    const before = subjects.get(name);
    if (before !== undefined && before !== key) {
      throw new DataError(`openDataset: ${path} gives ${name} to two subjects, ${before} and ${key}`);
    }
    if (name !== '' && key !== '') subjects.set(name, key);
  }
  return (id) => subjects.get(id) ?? subjects.get(id.slice(id.lastIndexOf('/') + 1));
}
