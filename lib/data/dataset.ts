import type { FileProblem } from '../core/errors/data-error.ts';

/** The class names by label: 0 is a normal leukocyte, 1 a lymphoblast (C-NMC's "1 = ALL"). */
export const CLASS_NAMES = ['normal', 'lymphoblast'] as const;

/** Number of classes, K. */
export const CLASS_COUNT: number = CLASS_NAMES.length;

/** A class label: the index into {@link CLASS_NAMES}. */
export type Label = 0 | 1;

/** One image of one cell. */
export interface CellImage {
  /** Path below the data set's root with forward slashes: unique, the same on every machine. */
  readonly id: string;
  /** Absolute path of the file. */
  readonly path: string;
  readonly label: Label;
  /** The person the cell came from, as a key ("11", "H11"); nothing where the source does not say. */
  readonly subject: string | undefined;
  /** The folder or phase that the source itself splits by ("fold_0", "preliminary"); nothing where there is none. */
  readonly fold: string | undefined;
}

/** A folder of labelled cell images, listed but not decoded. */
export interface CellDataset {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly kind: 'c-nmc' | 'class-folders';
  /** Whether `wt-dfn data synth` has drawn these cells: no people, and no number about them says anything of people. */
  readonly drawn: boolean;
  /** In a stable order (by id). */
  readonly images: readonly CellImage[];
  /** Files that look like images but could not be taken in, each with its reason. */
  readonly problems: readonly FileProblem[];
  /** Absolute paths of images that the source gives no label to (C-NMC's final phase): left out of `images`. */
  readonly unlabelled: readonly string[];
  /** What a person should know about how the folder was read, one sentence each. */
  readonly notes: readonly string[];
}
