import { fileURLToPath } from 'node:url';
import type { KernelSpec } from '../client/kernel-spec.ts';

/** Name of our kernel's folder, by which notebooks ask for it. */
export const KERNEL_NAME = 'wt-dfn';

/** Absolute path of the command line's script, in a checkout and in the published package. */
export function commandScript(): string {
  return fileURLToPath(new URL('../../../bin/wt-dfn.mjs', import.meta.url));
}

/** The kernelspec of our kernel, run by this Node. */
export function wtDfnKernelSpec(): KernelSpec {
  return {
    argv: [process.execPath, commandScript(), 'kernel', 'start', '--connection-file', '{connection_file}'],
    display_name: 'TypeScript (WT-DFN)',
    language: 'typescript',
    interrupt_mode: 'message',
    env: {},
    metadata: { debugger: false },
  };
}
