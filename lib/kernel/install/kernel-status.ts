import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KernelError } from '../../core/errors/kernel-error.ts';
import { parseKernelSpec } from '../client/kernel-spec.ts';
import { commandScript, KERNEL_NAME } from './kernel-json.ts';
import { kernelFolder } from './kernel-place.ts';

/** One place where our kernel is installed. */
export interface InstalledKernel {
  readonly folder: string;
  /** Program and script that it starts; empty where its kernel.json is broken. */
  readonly node: string;
  readonly script: string;
  readonly nodeExists: boolean;
  readonly scriptExists: boolean;
  /** Whether it starts the very script that this command belongs to. */
  readonly isThis: boolean;
  /** Whether Jupyter looks there. */
  readonly isSearched: boolean;
  /** Whether Jupyter takes this one: the first in its order. */
  readonly isFirst: boolean;
  /** What is wrong with it, and what to do; empty where nothing is. */
  readonly problem: string;
}

/**
 * Where our kernel is installed, in the order of the folders.
 * @param folders - Jupyter's data folders to look into
 * @param searched - those that Jupyter itself looks into, in its order
 */
export async function kernelStatus(
  folders: readonly string[],
  searched: readonly string[] = folders,
): Promise<InstalledKernel[]> {
  const specOf = (data: string): string => join(kernelFolder(data, KERNEL_NAME), 'kernel.json');
  const first = searched.find((data) => existsSync(specOf(data)));
  const found: InstalledKernel[] = [];
  for (const data of folders) {
    const folder = kernelFolder(data, KERNEL_NAME);
    const path = specOf(data);
    if (!existsSync(path)) continue;
    const place = { folder, isSearched: searched.includes(data), isFirst: data === first };
    try {
      const { argv } = parseKernelSpec(await readFile(path, 'utf8'), path);
      const [node = '', script = ''] = argv;
      const [nodeExists, scriptExists] = [existsSync(node), existsSync(script)];
      const gone = !nodeExists ? `${node} is gone` : !scriptExists ? `${script} is gone` : '';
      const problem = gone === '' ? '' : `${gone}; run "wt-dfn kernel install" again`;
      const isThis = script === commandScript();
      found.push({ ...place, node, script, nodeExists, scriptExists, isThis, problem });
    } catch (error) {
      const problem = error instanceof KernelError ? error.message : 'kernel.json cannot be read';
      const nothing = { node: '', script: '', nodeExists: false, scriptExists: false, isThis: false };
      found.push({ ...place, ...nothing, problem });
    }
  }
  return found;
}
