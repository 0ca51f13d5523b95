import { ParameterError } from '../core/errors/parameter-error.ts';
import type { Label } from './dataset.ts';

/** Folder names by class, in place of the usual ones; upper and lower case are the same. */
export interface ClassFolderNames {
  readonly normal: readonly string[];
  readonly lymphoblast: readonly string[];
}

/** What people call the folders of the two classes. Only names that leave no doubt. */
export const CLASS_FOLDER_NAMES: ClassFolderNames = {
  normal: [
    'normal',
    'normals',
    'hem',
    'healthy',
    'benign',
    'negative',
    'control',
    'non-all',
    'lymphocyte',
    '0',
  ],
  lymphoblast: [
    'lymphoblast',
    'lymphoblasts',
    'blast',
    'blasts',
    'all',
    'leukemia',
    'leukaemia',
    'leukemic',
    'leukaemic',
    'malignant',
    'positive',
    '1',
  ],
};

/**
 * Makes the function that tells a folder's class by its name.
 * @param names - folder names of each class
 * @throws {ParameterError} where a class has no name, or a name stands for both
 */
export function classReader(names: ClassFolderNames): (folder: string) => Label | undefined {
  const labels = new Map<string, Label>();
  for (const [label, list] of [
    [0, names.normal],
    [1, names.lymphoblast],
  ] as const) {
    if (list.length === 0) {
      throw new ParameterError(
        'classes',
        'openDataset: classes must name at least one folder for each class',
      );
    }
    for (const name of list) {
      const key = plain(name);
      if (labels.has(key) && labels.get(key) !== label) {
        throw new ParameterError(
          'classes',
          `openDataset: classes gives the folder "${name}" to both classes`,
        );
      }
      labels.set(key, label);
    }
  }
  return (folder) => labels.get(plain(folder));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '-');
}
