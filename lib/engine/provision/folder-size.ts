import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Bytes of all files below a folder; what vanishes meanwhile counts as nothing.
 * @param folder - any folder
 */
export async function bytesBelow(folder: string): Promise<number> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const sizes = entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
    const known = await Promise.allSettled(sizes);
    return known.reduce((sum, size) => sum + (size.status === 'fulfilled' ? size.value : 0), 0);
  } catch {
    return 0;
  }
}
