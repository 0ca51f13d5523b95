import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AbortError } from '../../core/errors/abort-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import type { EngineAttempt } from '../engine.ts';
import { engineCacheFolder, engineFolder, type NativeFlavour } from './cache-folder.ts';
import { withCacheLock } from './cache-lock.ts';
import { CannotProvision, reasonOf } from './cannot-provision.ts';
import { forgetFailure, recentFailure, rememberFailure } from './failure-memory.ts';
import { findBindings, type FoundBinding } from './find-binding.ts';
import { writeManifest } from './manifest.ts';
import { wheelsFor, type WheelSet } from './pinned-wheels.ts';
import { fetchPrebuiltBinding, type FetchedEngine, type FetchOptions } from './prebuilt-binding.ts';
import { probeBinding, probeOnce, type Probe, type ProbeResult } from './probe-binding.ts';
import { makeBindingFromWheel } from './wheel-binding.ts';

/** A binding that ran in a process of its own on this machine. */
export interface ReadyBinding extends FoundBinding, ProbeResult {}

/** What to provision, and how. */
export interface ProvisionOptions {
  readonly flavour: NativeFlavour;
  /** Receives one entry for each way that was tried, in order. */
  readonly tried: EngineAttempt[];
  /** Download where nothing is there; default true. */
  readonly download?: boolean;
  /** Make it anew even where one is there; default false. */
  readonly force?: boolean;
  /** Try again what failed a while ago; default: only with `force`. */
  readonly retry?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Other wheels than the pinned ones, for tests. */
  readonly wheels?: WheelSet | undefined;
  /** Another probe, for tests. */
  readonly probe?: Probe;
}

/**
 * Provides the native binding: one that is there, else upstream's prebuilt one, else the official wheel and one compiler
 * call. A new engine is made in a folder beside, checked by loading it in a process of its own, and renamed into place.
 * @param options - flavour, what may be done, whom to tell
 * @returns nothing where no way is open; `tried` then says why
 * @throws {AbortError} once the signal is aborted
 */
export async function provisionNative(options: ProvisionOptions): Promise<ReadyBinding | undefined> {
  const { flavour, tried, download = true, force = false, retry = force, signal, onProgress } = options;
  if (!force) {
    const ready = await firstThatRuns(options);
    if (ready !== undefined) return ready;
    if (!download) {
      const reason = 'not there; "wt-dfn engine install" makes it';
      if (flavour === 'cpu') tried.push({ what: 'native TensorFlow', ok: false, reason, seconds: 0 });
      return undefined;
    }
    const failure = retry ? undefined : await recentFailure(flavour);
    if (failure !== undefined) {
      tried.push({ what: 'provision the native engine', ok: false, reason: failure, seconds: 0 });
      return undefined;
    }
  }
  const begin = performance.now();
  const before = tried.length;
  const ready = await attempt(options, 'engine cache', () =>
    withCacheLock((held) => provisionLocked({ ...options, signal: held }), { signal, onProgress }),
  );
  if (ready !== undefined) await forgetFailure(flavour);
  else {
    const reasons = tried.slice(before).map((entry) => `${entry.what}: ${entry.reason}`);
    await rememberFailure(flavour, {
      reason: reasons.join('; '),
      seconds: (performance.now() - begin) / 1000,
    });
  }
  return ready;
}

async function provisionLocked(options: ProvisionOptions): Promise<ReadyBinding | undefined> {
  const { flavour, tried, force = false, wheels = wheelsFor(flavour) } = options;
  await removeLeftovers();
  // Another process may have made it while we waited.
  const made = force ? undefined : await firstThatRuns({ ...options, tried: [] });
  if (made !== undefined) {
    tried.push({ what: made.what, ok: true, reason: '', seconds: 0 });
    return made;
  }
  // Upstream's GPU build asks for the CUDA 11.2 of 2021, which hardly any machine has.
  const prebuilt =
    flavour === 'gpu'
      ? undefined
      : await attempt(options, "upstream's prebuilt binding", () =>
          make('upstream', options, fetchPrebuiltBinding),
        );
  if (prebuilt !== undefined) return prebuilt;
  return attempt(options, 'official wheel through pip', () =>
    make('wheel', options, (fetch) => makeBindingFromWheel({ ...fetch, wheels })),
  );
}

/** Makes one engine in a folder beside its place and renames it there when it has run. */
async function make(
  source: 'upstream' | 'wheel',
  options: ProvisionOptions,
  fetch: (options: FetchOptions) => Promise<FetchedEngine>,
): Promise<ReadyBinding> {
  const { flavour, signal, onProgress, probe = probeBinding } = options;
  const place = engineFolder(source, flavour);
  const folder = await mkdtemp(`${place}.partial-`);
  try {
    const { binding, paths, downloads } = await fetch({ folder, signal, onProgress });
    onProgress?.({ phase: 'try the new engine', done: 0, total: 1, unit: 'runs' });
    const { library } = await probe(join(folder, binding), signal);
    await writeManifest(folder, { source, binding, library, downloads: [...downloads] }, paths);
    // What stood there before is damaged or was to be replaced. A process that uses it keeps its open files.
    const old = `${place}.old`;
    await rm(old, { recursive: true, force: true });
    await rename(place, old).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
    await rename(folder, place);
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const ready = await firstThatRuns({ ...options, tried: [] });
  if (ready === undefined) throw new CannotProvision('the new engine does not run from its place');
  onProgress?.({ phase: 'try the new engine', done: 1, total: 1, unit: 'runs' });
  return ready;
}

async function firstThatRuns(options: ProvisionOptions): Promise<ReadyBinding | undefined> {
  const { flavour, signal, probe = probeBinding } = options;
  for (const found of await findBindings(flavour)) {
    const ready = await attempt(options, found.what, async () => ({
      ...found,
      ...(await probeOnce(found.path, { probe, signal })),
    }));
    if (ready !== undefined) return ready;
  }
  return undefined;
}

/** Half-done folders of processes that were killed; whoever holds the lock is the only one who makes any. */
async function removeLeftovers(): Promise<void> {
  const folder = engineCacheFolder();
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (/\.partial-[^.]+$|\.old$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Runs one way and notes how it went; only a stop on request passes through as an error. */
async function attempt<T>(
  { tried, signal }: Pick<ProvisionOptions, 'tried' | 'signal'>,
  what: string,
  run: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const begin = performance.now();
  const before = tried.length;
  const note = (ok: boolean, reason: string): void => {
    // An attempt that consists of others is told by them.
    if (reason === '' && tried.length > before) return;
    tried.push({ what, ok, reason, seconds: Math.round((performance.now() - begin) / 10) / 100 });
  };
  try {
    const result = await run();
    if (result !== undefined) note(true, '');
    return result;
  } catch (error) {
    if (signal?.aborted === true) throw new AbortError('engine: stopped on request', { cause: error });
    note(false, reasonOf(error));
    return undefined;
  }
}
