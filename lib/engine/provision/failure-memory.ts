import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineCacheFolder, type NativeFlavour } from './cache-folder.ts';
import { findCompilers } from './compile-binding.ts';
import { findExecutable } from './run-program.ts';

/** For so long a failed provisioning is not tried again unasked. */
const MEMORY_MINUTES = 60;
/** What failed faster than this costs nothing to try again. */
const WORTH_REMEMBERING_SECONDS = 2;

interface Failure {
  readonly when: number;
  readonly reason: string;
  readonly tools: readonly (string | undefined)[];
}

/** The programs on which success depends: where one comes or goes, the memory no longer counts. */
function tools(): (string | undefined)[] {
  return [...['python3', 'python', 'pip3', 'pip', 'tar'].map(findExecutable), ...findCompilers()];
}

function memoryFile(flavour: NativeFlavour): string {
  return join(engineCacheFolder(), `last-failure-${flavour}.json`);
}

/**
 * Why provisioning failed within the last hour, so that commands on a machine without network do not wait each time.
 * @param flavour - processor only, or GPU
 */
export async function recentFailure(flavour: NativeFlavour): Promise<string | undefined> {
  try {
    const failure = JSON.parse(await readFile(memoryFile(flavour), 'utf8')) as Failure;
    const minutes = (Date.now() - failure.when) / 60_000;
    const same = JSON.stringify(failure.tools) === JSON.stringify(JSON.parse(JSON.stringify(tools())));
    if (minutes < 0 || minutes > MEMORY_MINUTES || !same) return undefined;
    return `failed ${Math.round(minutes)} min ago (${failure.reason}); "wt-dfn engine install" tries again`;
  } catch {
    return undefined;
  }
}

/**
 * Remembers a failure that took a while.
 * @param flavour - processor only, or GPU
 * @param failure - why, and how long it took
 */
export async function rememberFailure(
  flavour: NativeFlavour,
  { reason, seconds }: { readonly reason: string; readonly seconds: number },
): Promise<void> {
  if (seconds < WORTH_REMEMBERING_SECONDS) return;
  const failure: Failure = { when: Date.now(), reason, tools: tools() };
  await mkdir(engineCacheFolder(), { recursive: true })
    .then(() => writeFile(memoryFile(flavour), JSON.stringify(failure)))
    .catch(() => undefined); // only saves time
}

/**
 * Forgets a failure, after a success.
 * @param flavour - processor only, or GPU
 */
export async function forgetFailure(flavour: NativeFlavour): Promise<void> {
  await rm(memoryFile(flavour), { force: true }).catch(() => undefined);
}
