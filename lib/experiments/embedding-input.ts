import { access, readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { CLASS_FOLDER_NAMES, classReader } from '../data/class-names.ts';
import { CLASS_NAMES } from '../data/dataset.ts';
import { readCellNotes, readFeatureTable, type CellNotes } from '../data/feature-table.ts';
import { decodeNpy, type NumberTable } from '../data/npy.ts';
import type { MapCells } from '../figures/embedding-cells.ts';

/** Features of cells, and what is known of the cells. */
export interface EmbeddingInput {
  /** What it is, for a title: "raw features of 120 test cells, run runs/first". */
  readonly title: string;
  /** `[cells, features]`. */
  readonly features: NumberTable;
  readonly cells: Omit<MapCells, 'x' | 'y'>;
  /** Image files of the cells, `[cells]`, where they are known. */
  readonly paths?: readonly (string | undefined)[] | undefined;
  /** Whole sentences that a reader of the map must know. */
  readonly warnings: readonly string[];
}

/**
 * Reads features from a file: `.npy` (cells by features) or `.csv` (see {@link readFeatureTable}).
 * @param path - the file
 * @param notes - a CSV with a row for each of a `.npy`: label, subject, fold, image, stain, area
 * @throws {DataError} if a file cannot be used
 * @throws {ParameterError} if it is of another kind, or the notes do not go with it
 */
export async function readEmbeddingFile(path: string, notes?: string): Promise<EmbeddingInput> {
  const ending = extname(path).toLowerCase();
  if (ending === '.csv') {
    if (notes !== undefined) {
      throw new ParameterError('--cells', '--cells: goes with a .npy file; a .csv has its own columns');
    }
    const table = await readFeatureTable(path);
    return inputOf(path, table, table.notes, dirname(resolve(path)));
  }
  if (ending !== '.npy') {
    throw new ParameterError('source', `embed: ${path} must be the folder of a run, a .npy or a .csv file`);
  }
  const table = decodeNpy(await bytesOf(path), path);
  const wrong = table.data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new DataError(
      `${path}: numbers must be finite, got ${String(table.data[wrong])} in row ${Math.floor(wrong / table.columns)}, column ${wrong % table.columns}`,
    );
  }
  if (notes === undefined) return inputOf(path, table, {}, dirname(resolve(path)));
  const told = await readCellNotes(notes);
  if (told.rows !== table.rows) {
    throw new ParameterError(
      '--cells',
      `--cells: ${notes} must have one row a cell (${table.rows}), got ${told.rows}`,
    );
  }
  return inputOf(path, table, told.notes, dirname(resolve(notes)));
}

async function bytesOf(path: string): Promise<Buffer> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined)
    throw new DataError(`${path}: there is no such file`, [{ path, reason: 'no such file' }]);
  return readFile(path);
}

async function inputOf(
  path: string,
  features: NumberTable,
  notes: CellNotes,
  folder: string,
): Promise<EmbeddingInput> {
  const { label, subject, fold, image, stain, area } = notes;
  const files = image?.map((name) => (name === undefined ? undefined : resolve(folder, name)));
  return {
    title: `${features.rows} cells of ${path}`,
    features,
    cells: {
      ...(label === undefined ? {} : labelsOf(label)),
      subjects: subject,
      folds: fold,
      images: image?.map((name, i) => name ?? `row ${i + 1}`),
      stain: numbersOf(path, 'stain', stain),
      area: numbersOf(path, 'area', area),
    },
    paths: files === undefined ? undefined : await existing(files),
    warnings:
      subject === undefined
        ? ['No subjects are known: whether this map separates classes or people, nobody can say.']
        : [],
  };
}

/** Labels as they are written: 0 and 1 or the usual names of the two classes, else classes of the file's own. */
function labelsOf(values: readonly (string | undefined)[]): Pick<MapCells, 'labels' | 'classes'> {
  const read = classReader(CLASS_FOLDER_NAMES);
  if (values.every((value) => value === undefined || read(value) !== undefined)) {
    return {
      labels: values.map((value) => (value === undefined ? undefined : read(value))),
      classes: CLASS_NAMES,
    };
  }
  const classes = [...new Set(values)]
    .filter((value) => value !== undefined)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return {
    labels: values.map((value) => (value === undefined ? undefined : classes.indexOf(value))),
    classes,
  };
}

function numbersOf(
  path: string,
  name: string,
  values: readonly (string | undefined)[] | undefined,
): Float64Array | undefined {
  if (values === undefined) return undefined;
  return Float64Array.from(values, (text, i) => {
    const value = text === undefined || /^nan$/i.test(text) ? Number.NaN : Number(text);
    if (Number.isNaN(value) && text !== undefined && !/^nan$/i.test(text)) {
      throw new DataError(
        `${path}: row ${i + 2}, column "${name}" must be a number, got ${JSON.stringify(text)}`,
      );
    }
    return value;
  });
}

async function existing(
  files: readonly (string | undefined)[],
): Promise<readonly (string | undefined)[] | undefined> {
  const there = await Promise.all(
    files.map(async (file) => {
      if (file === undefined) return undefined;
      return access(file).then(
        () => file,
        () => undefined,
      );
    }),
  );
  return there.some((file) => file !== undefined) ? there : undefined;
}
