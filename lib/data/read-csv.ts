import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';

/** A CSV file with a header line. */
export interface CsvTable {
  /** Column names in lower case. */
  readonly header: readonly string[];
  /** The lines below the header; short ones stay short. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a CSV file: any line ends, with or without a byte-order mark, blanks around values cut.
 * @param path - the file
 * @throws {Error} with the reason where it cannot be read or is not CSV
 */
export async function readCsv(path: string): Promise<CsvTable> {
  const records: string[][] = parse(await readFile(path, 'utf8'), {
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'], // also mixed, as files become that several people edit
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  const [header = [], ...rows] = records;
  return { header: header.map((column) => column.toLowerCase()), rows };
}
