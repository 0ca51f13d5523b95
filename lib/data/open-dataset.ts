import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { CLASS_FOLDER_NAMES, type ClassFolderNames } from './class-names.ts';
import type { CellDataset, CellImage } from './dataset.ts';
import { listClassFolders } from './list-class-folders.ts';
import { listCnmc, looksLikeCnmc } from './list-cnmc.ts';
import { listFiles } from './list-files.ts';
import { knownSharedSubjects, mergeSubjects } from './merge-subjects.ts';
import type { SubjectSource } from './subject-source.ts';
import { isSynthetic } from './synth/output-folder.ts';

/** Options of {@link openDataset}. */
export interface OpenDatasetOptions {
  /** Only these folds: `['fold_0']`. Default: all. */
  readonly folds?: readonly string[] | undefined;
  /** Folder names of each class, for plain class folders. Default {@link CLASS_FOLDER_NAMES}. */
  readonly classes?: ClassFolderNames | undefined;
  /** Where subjects come from, for plain class folders; C-NMC says it in its names. */
  readonly subjects?: SubjectSource | undefined;
  /**
   * Groups of subject keys that are one person; see {@link mergeSubjects}. Default: {@link knownSharedSubjects}, since
   * the official keys of C-NMC leak pictures between folds.
   */
  readonly sameSubject?: readonly (readonly string[])[] | undefined;
}

/**
 * Lists the labelled cell images of a folder without decoding them: C-NMC 2019 in its official layout or any part of
 * it (`training_data`, one `fold_0`, `{all,hem}`, `validation_data` with its label file), or plain class folders
 * (`normal/`, `lymphoblast/` and what else people call them). BMP, PNG, JPEG, TIFF and WebP, by extension in any case.
 *
 * Files that cannot be taken in are in `problems`, each with its reason; nothing is left out in silence.
 * @param root - the folder
 * @returns images in the order of their ids
 * @throws {DataError} where the folder is missing, holds no images, or none with a label
 * @throws {ParameterError} where an option cannot be used, such as a fold that is not there
 *
 * Source: Method 9.
 */
export async function openDataset(root: string, options: OpenDatasetOptions = {}): Promise<CellDataset> {
  const folder = resolve(root);
  await checkFolder(folder);
  const listing = await listFiles(folder);
  const { classes = CLASS_FOLDER_NAMES, subjects } = options;
  const isCnmc = options.classes === undefined && subjects === undefined && looksLikeCnmc(listing);
  const listed = isCnmc
    ? await listCnmc(folder, listing)
    : await listClassFolders(folder, listing, classes, subjects);
  checkImages(listed, listing.images.length);
  const images = onlyFolds(listed.images, options.folds);
  const drawn = await isDrawn(folder);
  const kind = isCnmc ? 'c-nmc' : 'class-folders';
  const groups = options.sameSubject ?? knownSharedSubjects({ kind, drawn });
  return {
    ...listed,
    kind,
    drawn,
    images: mergeSubjects(images, groups),
    notes:
      options.sameSubject === undefined ? [...listed.notes, ...mergeNotes(images, groups)] : listed.notes,
  };
}

/** Drawn cells have C-NMC's names, but not its people. Their manifest lies at most three folders up. */
async function isDrawn(folder: string): Promise<boolean> {
  if (await isSynthetic(join(folder, 'C-NMC_Leukemia'))) return true;
  for (let level = 0, at = folder; level < 4; level++, at = dirname(at)) {
    if (await isSynthetic(at)) return true;
  }
  return false;
}

function mergeNotes(images: readonly CellImage[], groups: readonly (readonly string[])[]): string[] {
  const here = new Set(images.map(({ subject }) => subject));
  const met = groups.map((group) => group.filter((key) => here.has(key))).filter(({ length }) => length > 1);
  if (met.length === 0) return [];
  return [
    `Counted as one person each, since they share pictures: ${met.map((group) => group.join(' = ')).join(', ')}.`,
  ];
}

async function checkFolder(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => undefined);
  if (info === undefined) throw new DataError(`openDataset: there is no folder ${folder}`);
  if (!info.isDirectory())
    throw new DataError(`openDataset: ${folder} is a file; give the folder that holds the images`);
}

function checkImages(listed: Omit<CellDataset, 'kind' | 'drawn'>, found: number): void {
  const { images, root, problems, unlabelled } = listed;
  if (images.length > 0) return;
  if (found === 0) {
    throw new DataError(
      `openDataset: ${root} holds no images (.bmp, .png, .jpg, .tif, .webp), neither directly nor in its folders`,
      problems,
    );
  }
  if (unlabelled.length === found) {
    throw new DataError(
      `openDataset: the ${String(found)} images in ${root} have no labels (C-NMC's final phase): they can be predicted, not trained on or scored`,
    );
  }
  throw new DataError(
    `openDataset: none of the ${String(found)} images in ${root} has a label: expected C-NMC names (UID_11_10_1_all.bmp), or folders named like the classes (normal/ and lymphoblast/, hem/ and all/)`,
    problems,
  );
}

function onlyFolds(images: readonly CellImage[], folds: readonly string[] | undefined): readonly CellImage[] {
  if (folds === undefined) return images;
  const known = new Set(images.map(({ fold }) => fold));
  for (const fold of folds) {
    if (!known.has(fold)) {
      const names = [...known].filter((name) => name !== undefined);
      throw new ParameterError(
        'folds',
        `openDataset: there is no fold ${fold}; ${names.length === 0 ? 'this data set has none' : `there are ${names.join(', ')}`}`,
      );
    }
  }
  return images.filter(({ fold }) => fold !== undefined && folds.includes(fold));
}
