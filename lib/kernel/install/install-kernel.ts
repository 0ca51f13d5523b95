import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError } from '../../core/errors/data-error.ts';
import { KERNEL_NAME, wtDfnKernelSpec } from './kernel-json.ts';
import { kernelFolder } from './kernel-place.ts';
import { LOGO, logoPng } from './logo.ts';

/**
 * Installs our kernel for Jupyter; an older one is replaced. Whenever this is stopped, there is the old one or the new
 * one, or none: never a part.
 * @param data - Jupyter's data folder
 * @returns the kernel's folder
 * @throws {DataError} if the folder cannot be written
 */
export async function installKernel(data: string): Promise<string> {
  const folder = kernelFolder(data, KERNEL_NAME);
  let temporary: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    // Beside the folder of kernels, where Jupyter would list it half made.
    temporary = await mkdtemp(join(data, '.wt-dfn-kernel-'));
    const made = join(temporary, 'new');
    await mkdir(made);
    await Promise.all([
      writeFile(join(made, 'kernel.json'), `${JSON.stringify(wtDfnKernelSpec(), undefined, 1)}\n`),
      writeFile(join(made, 'logo-svg.svg'), LOGO),
      ...[32, 64].map(async (size) => {
        await writeFile(join(made, `logo-${size}x${size}.png`), await logoPng(size));
      }),
    ]);
    await rename(folder, join(temporary, 'old')).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
    await rename(made, folder);
    return folder;
  } catch (error) {
    throw installError(folder, error);
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file stands where a folder is needed',
  ENAMETOOLONG: 'the name is too long',
};

/**
 * Turns the system's refusal into a sentence for a person; other errors come back as they are.
 * @param folder - the kernel's
 * @param error - what the system threw
 */
export function installError(folder: string, error: unknown): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
  if (reason === undefined) return error;
  return new DataError(
    `${folder}: the kernel cannot be installed or removed there, ${reason}; choose another place with --user or --prefix DIR`,
    [{ path: folder, reason }],
    { cause: error },
  );
}
