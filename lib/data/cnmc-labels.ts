import { parseCellName } from './cell-name.ts';
import type { Label } from './dataset.ts';
import { readCsv } from './read-csv.ts';

/** One row of C-NMC's label file for the preliminary phase. */
export interface LabelRow {
  /** File name in the phase's folder, without its extension. */
  readonly name: string;
  readonly label: Label;
  readonly subject: string;
}

/** A label file, read. */
export interface LabelTable {
  readonly rows: ReadonlyMap<string, LabelRow>;
  /** What is wrong with single rows, a phrase each. */
  readonly faults: readonly string[];
}

/**
 * Reads C-NMC's label file (`Patient_ID,new_names,labels`, 1 = ALL; any line ends). The subject comes from
 * Patient_ID, which holds the image's original name.
 * @param path - the CSV file
 * @returns nothing where the file's header is another one
 * @throws {Error} with the reason where the file cannot be read as CSV
 */
export async function readLabelTable(path: string): Promise<LabelTable | undefined> {
  const { header, rows: records } = await readCsv(path);
  const columns = ['patient_id', 'new_names', 'labels'].map((name) => header.indexOf(name));
  if (columns.includes(-1)) return undefined;
  const rows = new Map<string, LabelRow>();
  const faults: string[] = [];
  for (const [i, record] of records.entries()) {
    const [original, name, value] = columns.map((column) => record[column] ?? '') as [string, string, string];
    const where = `row ${String(i + 2)} (${name})`;
    const parsed = parseCellName(original);
    const stem = name.replace(/\.[^.]*$/, '').toLowerCase();
    const label = value === '1' ? 1 : value === '0' ? 0 : undefined;
    if (stem === '') faults.push(`${where}: no file name`);
    else if (label === undefined) faults.push(`${where}: label is "${value}", expected 0 or 1`);
    else if (parsed === undefined) faults.push(`${where}: no subject in "${original}"`);
    else if (parsed.label !== label) faults.push(`${where}: labelled ${value} but called ${original}`);
    else if (rows.has(stem)) faults.push(`${where}: named twice`);
    else rows.set(stem, { name: stem, label, subject: parsed.subject });
  }
  return { rows, faults };
}
