import { basename, join } from 'node:path';
import type { FileProblem } from '../core/errors/data-error.ts';
import { classReader, type ClassFolderNames } from './class-names.ts';
import type { CellDataset, CellImage, Label } from './dataset.ts';
import type { FileListing } from './list-files.ts';
import { subjectReader, type SubjectSource } from './subject-source.ts';

/**
 * Lists plain class folders: the innermost folder on an image's path that is named like a class gives its label, the
 * folders above it (train, test) its fold.
 * @param root - absolute path of the folder
 * @param listing - its files
 * @param names - folder names of each class
 * @param subjects - where subjects come from
 */
export async function listClassFolders(
  root: string,
  listing: FileListing,
  names: ClassFolderNames,
  subjects: SubjectSource | undefined,
): Promise<Omit<CellDataset, 'kind' | 'drawn'>> {
  const labelOf = classReader(names);
  const subjectOf = await subjectReader(subjects);
  const images: CellImage[] = [];
  const problems: FileProblem[] = [...listing.problems];
  for (const id of listing.images) {
    const path = join(root, id);
    const folders = id.split('/').slice(0, -1);
    const at = folders.findLastIndex((folder) => labelOf(folder) !== undefined);
    if (at < 0) {
      problems.push({ path, reason: 'no label: lies in no folder named like a class' });
      continue;
    }
    const label: Label = labelOf(folders[at]!)!;
    const fold = at === 0 ? undefined : folders.slice(0, at).join('/');
    images.push({ id, path, label, subject: subjectOf(id), fold });
  }
  return { root, images, problems, unlabelled: [], notes: notesOf(images, root) };
}

function notesOf(images: readonly CellImage[], root: string): string[] {
  const unknown = images.filter(({ subject }) => subject === undefined).length;
  if (unknown === 0) return [];
  return [
    unknown === images.length
      ? `${basename(root)} says nothing about subjects: give a pattern or a CSV file, or cells of one person may lie on both sides of a split.`
      : `${String(unknown)} of ${String(images.length)} images have no subject by the given pattern or CSV file.`,
  ];
}
