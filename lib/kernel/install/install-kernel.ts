import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataError } from '../../core/errors/data-error.ts';
import { makeFolder } from '../../core/make-folder.ts';
import { refusalReason } from '../../core/write-atomically.ts';
import { KERNEL_NAME, wtDfnKernelSpec } from './kernel-json.ts';
import { kernelFolder, type KernelPlaceOption } from './kernel-place.ts';
import { LOGO, logoPng } from './logo.ts';

/**
 * Installs our kernel for Jupyter; an older one is replaced. Whenever this is stopped, there is the old one or the new
 * one, or none: never a part.
 * @param data - Jupyter's data folder
 * @param option - by which the person chose it
 * @returns the kernel's folder
 * @throws {DataError} if the folder cannot be written
 */
export async function installKernel(data: string, option: KernelPlaceOption = '--user'): Promise<string> {
  const folder = kernelFolder(data, KERNEL_NAME);
  let temporary: string | undefined;
  try {
    await makeFolder(dirname(folder));
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
    throw installError(folder, option, error);
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The system's refusal as a sentence for a person; other errors come back as they are. */
function installError(folder: string, option: KernelPlaceOption, error: unknown): unknown {
  const reason = refusalReason(error);
  if (reason === undefined) return error;
  const other = option === '--prefix' ? '--user or another --prefix DIR' : '--prefix DIR';
  return new DataError(
    `${option}: must lead to a folder that can be written to, got ${folder}, but ${reason}; choose another with ${other}`,
    [{ path: folder, reason }],
    { cause: error },
  );
}
