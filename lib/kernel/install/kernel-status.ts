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
  /** Whether Jupyter takes this one: the first in its order. */
  readonly isFirst: boolean;
  /** What is wrong with it, and what to do; empty where nothing is. */
  readonly problem: string;
}

/**
 * Where our kernel is installed, in the order in which Jupyter looks.
 * @param folders - Jupyter's data folders
 */
export async function kernelStatus(folders: readonly string[]): Promise<InstalledKernel[]> {
  const found: InstalledKernel[] = [];
  for (const data of folders) {
    const folder = kernelFolder(data, KERNEL_NAME);
    const path = join(folder, 'kernel.json');
    if (!existsSync(path)) continue;
    const isFirst = found.length === 0;
    try {
      const { argv } = parseKernelSpec(await readFile(path, 'utf8'), path);
      const [node = '', script = ''] = argv;
      const [nodeExists, scriptExists] = [existsSync(node), existsSync(script)];
      const gone = !nodeExists ? `${node} is gone` : !scriptExists ? `${script} is gone` : '';
      const problem = gone === '' ? '' : `${gone}; run "wt-dfn kernel install" again`;
      const isThis = script === commandScript();
      found.push({ folder, node, script, nodeExists, scriptExists, isThis, isFirst, problem });
    } catch (error) {
      const problem = error instanceof KernelError ? error.message : 'kernel.json cannot be read';
      const nothing = { node: '', script: '', nodeExists: false, scriptExists: false, isThis: false };
      found.push({ folder, ...nothing, isFirst, problem });
    }
  }
  return found;
}
