import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';

/**
 * Memory that new processes can have, in MiB: what the system says is available, or what the control group leaves, whichever
 * is less.
 */
export async function availableMemoryMiB(): Promise<number> {
  const system = await numberIn('/proc/meminfo', /^MemAvailable:\s+(\d+) kB/m);
  const free = system === undefined ? freemem() / 2 ** 20 : system / 1024;
  const limit = await numberIn('/sys/fs/cgroup/memory.max', /^(\d+)/); // "max" where there is none
  const used = await numberIn('/sys/fs/cgroup/memory.current', /^(\d+)/);
  if (limit === undefined || used === undefined) return free;
  // The files in the page cache count as used there, and give way.
  const cached = (await numberIn('/sys/fs/cgroup/memory.stat', /^inactive_file (\d+)/m)) ?? 0;
  return Math.min(free, (limit - used + cached) / 2 ** 20);
}

async function numberIn(path: string, pattern: RegExp): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
