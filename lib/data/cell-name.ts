import type { Label } from './dataset.ts';

/** What C-NMC writes into a file's name. */
export interface CellName {
  /** Subject key: the number, with an H in front for a healthy one; H and h are the same person. */
  readonly subject: string;
  readonly label: Label;
  /** Picture of that subject, and cell in that picture. */
  readonly image: string;
  readonly cell: string;
}

const PATTERN = /^UID_(h?)(\d+)_(\d+)_(\d+)_(all|hem)$/i;

/**
 * Reads a C-NMC name: `UID_<n>_<image>_<cell>_all`, `UID_H<n>_<image>_<cell>_hem`, with any extension.
 * @param fileName - the name without folders
 * @returns nothing where the name is of another kind
 */
export function parseCellName(fileName: string): CellName | undefined {
  const match = PATTERN.exec(fileName.replace(/\.[^.]*$/, ''));
  if (match === null) return undefined;
  const [, healthy, number, image, cell, kind] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    subject: `${healthy.toUpperCase()}${String(Number(number))}`,
    label: kind.toLowerCase() === 'all' ? 1 : 0,
    image,
    cell,
  };
}

/**
 * The label that a C-NMC folder name stands for: `all` is 1, `hem` 0.
 * @param folder - one part of a path
 */
export function labelOfFolder(folder: string): Label | undefined {
  const name = folder.toLowerCase();
  return name === 'all' ? 1 : name === 'hem' ? 0 : undefined;
}
