import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles the kernels where that has not been done: a test file run alone then looks at them, not at a twin twice. */
export function needKernels(): void {
  const script = fileURLToPath(new URL('../../scripts/build-kernels.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
