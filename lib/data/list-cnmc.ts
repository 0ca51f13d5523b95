import { basename, join } from 'node:path';
import type { FileProblem } from '../core/errors/data-error.ts';
import { labelOfFolder, parseCellName } from './cell-name.ts';
import { readLabelTable, type LabelRow } from './cnmc-labels.ts';
import type { CellDataset, CellImage } from './dataset.ts';
import type { FileListing } from './list-files.ts';

const FINAL_PHASE = /testing_data|final_phase/i;

/** Where `data synth` puts pictures of whole smears, for figures. */
const SMEARS = /(^|\/)smears\//i;

/** A label file found in the folder, with where it lies. */
interface FoundTable {
  readonly folder: string;
  readonly rows: ReadonlyMap<string, LabelRow>;
  /** Rows whose image was found. */
  readonly used: Set<string>;
}

/**
 * Whether a folder is C-NMC: a file is named like one of its cells, or one of its label files is there.
 * @param listing - the folder's files
 */
export function looksLikeCnmc(listing: FileListing): boolean {
  return (
    listing.images.some((id) => parseCellName(basename(id)) !== undefined) ||
    listing.tables.some((id) => /prelim_phase_data_labels/i.test(id)) ||
    listing.images.some((id) => FINAL_PHASE.test(id))
  );
}

/**
 * Lists C-NMC 2019: cells of the training phase by their names, of the preliminary phase by its label file; the final
 * phase has no public labels. Any part of the official layout may be the root.
 * @param root - absolute path of the folder
 * @param listing - its files
 */
export async function listCnmc(
  root: string,
  listing: FileListing,
): Promise<Omit<CellDataset, 'kind' | 'drawn'>> {
  const images: CellImage[] = [];
  const problems: FileProblem[] = [...listing.problems];
  const unlabelled: string[] = [];
  const tables = await readTables(root, listing.tables, problems);
  const smears = listing.images.filter((id) => SMEARS.test(id));
  for (const id of listing.images) {
    if (SMEARS.test(id)) continue;
    const path = join(root, id);
    const found = describe(id, root, tables);
    if (typeof found === 'string') problems.push({ path, reason: found });
    else if (found === undefined) unlabelled.push(path);
    else images.push({ id, path, ...found });
  }
  return { root, images, problems, unlabelled, notes: notesOf(tables, unlabelled, smears) };
}

/** The cell's label, subject and fold; a reason why it has none; or nothing where none is public. */
function describe(
  id: string,
  root: string,
  tables: readonly FoundTable[],
): Pick<CellImage, 'label' | 'subject' | 'fold'> | string | undefined {
  const parts = id.split('/');
  const name = parts.at(-1)!;
  const stem = name.replace(/\.[^.]*$/, '').toLowerCase();
  const cell = parseCellName(name);
  if (cell !== undefined) {
    const healthy = cell.subject.startsWith('H');
    if (healthy !== (cell.label === 0)) {
      return `contradicts itself: ${healthy ? 'a healthy subject (H)' : 'a patient (no H)'} but named _${cell.label === 1 ? 'all' : 'hem'}`;
    }
    const folder = parts.at(-2) ?? basename(root);
    const folderLabel = labelOfFolder(folder);
    if (folderLabel !== undefined && folderLabel !== cell.label) {
      return `named _${cell.label === 1 ? 'all' : 'hem'} but lies in the folder ${folder}`;
    }
    return { label: cell.label, subject: cell.subject, fold: foldOf(parts, root) };
  }
  const table = tables.find(
    ({ folder, rows }) => (folder === '' || id.startsWith(`${folder}/`)) && rows.has(stem),
  );
  if (table !== undefined && !FINAL_PHASE.test(id)) {
    table.used.add(stem);
    const { label, subject } = table.rows.get(stem)!;
    return { label, subject, fold: 'preliminary' };
  }
  if (FINAL_PHASE.test(id) || FINAL_PHASE.test(root)) return undefined;
  return tables.length > 0
    ? 'no label: neither named UID_… nor in the label file'
    : 'no label: not named UID_<subject>_<image>_<cell>_all or _hem';
}

/** The official fold: a folder fold_<n> on the way, or the root itself being one. */
function foldOf(parts: readonly string[], root: string): string | undefined {
  const candidates = [...root.split(/[\\/]/).slice(-2), ...parts.slice(0, -1)];
  return candidates.findLast((part) => /^fold_\d+$/i.test(part))?.toLowerCase();
}

async function readTables(
  root: string,
  ids: readonly string[],
  problems: FileProblem[],
): Promise<FoundTable[]> {
  const tables: FoundTable[] = [];
  for (const id of ids) {
    const path = join(root, id);
    try {
      const table = await readLabelTable(path);
      if (table === undefined) continue;
      for (const reason of table.faults) problems.push({ path, reason });
      tables.push({ folder: id.split('/').slice(0, -1).join('/'), rows: table.rows, used: new Set() });
    } catch (error) {
      problems.push({ path, reason: `not readable as CSV: ${error instanceof Error ? error.message : ''}` });
    }
  }
  return tables;
}

function notesOf(
  tables: readonly FoundTable[],
  unlabelled: readonly string[],
  smears: readonly string[],
): string[] {
  const notes: string[] = [];
  for (const { rows, used } of tables) {
    const missing = rows.size - used.size;
    if (missing > 0) {
      notes.push(
        `The preliminary phase's label file has ${String(rows.size)} rows; ${missing === rows.size ? 'none of their' : `${String(missing)} of their`} images ${missing === rows.size ? 'is' : 'are missing'} here.`,
      );
    }
  }
  if (unlabelled.length > 0) {
    notes.push(
      `Without public labels, so left out of training and scores: ${String(unlabelled.length)} (C-NMC's final phase).`,
    );
  }
  if (smears.length > 0) {
    notes.push(`Pictures of whole smears, not of single cells, so left out: ${String(smears.length)}.`);
  }
  return notes;
}
