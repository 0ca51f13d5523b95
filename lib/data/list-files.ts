import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileProblem } from '../core/errors/data-error.ts';
import { formatOfName } from './image-format.ts';

/** The files below a folder that matter here. */
export interface FileListing {
  /** Paths below the root with forward slashes, of files named as images; sorted. */
  readonly images: readonly string[];
  /** The same for CSV files. */
  readonly tables: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** What systems leave behind in folders, beside everything that starts with a dot. */
const LEFTOVERS = new Set(['thumbs.db', 'ehthumbs.db', 'desktop.ini', '__macosx', '$recycle.bin']);

/**
 * Lists the images and tables below a folder. Hidden files and system leftovers are passed over; links are followed,
 * each folder once.
 * @param root - absolute path of the folder
 */
export async function listFiles(root: string): Promise<FileListing> {
  const images: string[] = [];
  const tables: string[] = [];
  const problems: FileProblem[] = [];
  const seen = new Set<string>();
  const visit = async (below: string): Promise<void> => {
    const folder = join(root, below);
    let entries: Dirent[];
    try {
      const real = await realpath(folder);
      if (seen.has(real)) return;
      seen.add(real);
      entries = await readdir(folder, { withFileTypes: true });
    } catch {
      problems.push({ path: folder, reason: 'a folder that cannot be opened' });
      return;
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') || LEFTOVERS.has(entry.name.toLowerCase())) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const isImage = formatOfName(entry.name) !== undefined;
      const kind = await kindOf(entry, join(root, path));
      if (kind === 'folder') {
        if (isImage) problems.push({ path: join(root, path), reason: 'a folder named like an image' });
        await visit(path);
      } else if (kind === 'broken') {
        if (isImage) problems.push({ path: join(root, path), reason: 'a link that leads nowhere' });
      } else if (isImage) images.push(path);
      else if (entry.name.toLowerCase().endsWith('.csv')) tables.push(path);
    }
  };
  await visit('');
  return { images: images.sort(inOrder), tables: tables.sort(inOrder), problems };
}

/** By code units, not by any language's rules: the same on every machine. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'broken'> {
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return 'file';
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'broken';
  }
}
