import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotProvision } from './cannot-provision.ts';
import { compileBinding, findCompilers, isNeededHeader, libraryNames } from './compile-binding.ts';
import { requireDiskSpace } from './disk-space.ts';
import { findPip, pipDownload } from './pip-download.ts';
import type { PinnedWheel, WheelSet } from './pinned-wheels.ts';
import type { FetchedEngine, FetchOptions } from './prebuilt-binding.ts';
import { glibcVersion } from './probe-binding.ts';
import { unpackWheel } from './unpack-wheel.ts';

/**
 * Makes an engine from TensorFlow's official wheel (and NVIDIA's, for a GPU): download through pip, unpack the shared
 * libraries, compile the binding. What it needs is checked before the download begins. No Python package gets installed.
 * @param options - folder, wheels, signal, progress
 * @throws {CannotProvision} if pip, a compiler, space or a fitting wheel is missing, or one of the steps fails
 */
export async function makeBindingFromWheel(
  options: FetchOptions & { readonly wheels: WheelSet | undefined },
): Promise<FetchedEngine> {
  const { folder, wheels, signal, onProgress } = options;
  if (wheels === undefined) {
    throw new CannotProvision(
      `no official wheel with separate libraries for ${process.platform} ${process.arch}`,
    );
  }
  if (process.platform === 'linux' && glibcVersion() === undefined) {
    throw new CannotProvision('the official wheels need the GNU C library, and this system has another one');
  }
  if (findCompilers().length === 0) {
    throw new CannotProvision('no C++ compiler found (g++, clang++, c++)');
  }
  const pip = await findPip(signal);
  if (pip === undefined) throw new CannotProvision('no pip found (python3 -m pip, python -m pip, pip3, pip)');
  const all = [wheels.tensorflow, ...wheels.companions];
  const largest = Math.max(...all.map((wheel) => wheel.megabytes));
  // pip keeps the file in its own cache as well, unless it was told not to.
  await requireDiskSpace(folder, wheels.unpackedMegabytes + 2 * largest);
  const paths: string[] = [];
  for (const wheel of all) {
    const file = await pipDownload(pip, wheel, { folder, signal, onProgress });
    const phase = `unpack ${wheel.name}`;
    const total = wheels.companions.length === 0 ? wheels.unpackedMegabytes : 0;
    let reported = 0;
    const names = await unpackWheel(file, {
      folder,
      wanted: wheel === wheels.tensorflow ? isPartOfTensorFlow : isNvidiaLibrary,
      signal,
      onBytes: (bytes) => {
        if (bytes < reported + 2e7) return;
        reported = bytes;
        onProgress?.({ phase, done: Math.round(bytes / 1e6), total, unit: 'MB' });
      },
    });
    paths.push(...names.filter((name) => !name.endsWith('.h')));
    await rm(file);
  }
  const libraries = libraryNames();
  const missing = libraries.find((name) => !paths.includes(`tensorflow/${name}`));
  if (missing !== undefined) {
    throw new CannotProvision(`the wheel ${wheels.tensorflow.name} holds no ${missing}`);
  }
  onProgress?.({ phase: 'compile the binding', done: 0, total: 1, unit: 'files' });
  await compileBinding({ folder, libraries, signal });
  onProgress?.({ phase: 'compile the binding', done: 1, total: 1, unit: 'files' });
  await removeRemains(folder);
  return {
    binding: 'tfjs_binding.node',
    paths: ['tfjs_binding.node', ...paths],
    downloads: all.map((wheel: PinnedWheel) => ({
      name: `${wheel.name} ${wheel.version}`,
      sha256: wheel.sha256,
    })),
  };
}

function isPartOfTensorFlow(name: string): boolean {
  // `*.libs/` holds what some wheels bring along for their libraries (libomp on Linux arm64).
  return (
    libraryNames().some((library) => name === `tensorflow/${library}`) ||
    isNeededHeader(name) ||
    /^tensorflow[^/]*\.libs\/[^/]+$/.test(name)
  );
}

function isNvidiaLibrary(name: string): boolean {
  // The libraries look for each other by these relative places, so they keep them.
  return /^nvidia\/[^/]+\/lib\/[^/]+\.so[^/]*$/.test(name);
}

async function removeRemains(folder: string): Promise<void> {
  await rm(join(folder, 'tensorflow', 'include'), { recursive: true, force: true });
  for (const name of await readdir(folder)) {
    if (name.startsWith('pip-')) await rm(join(folder, name), { recursive: true, force: true });
  }
}
