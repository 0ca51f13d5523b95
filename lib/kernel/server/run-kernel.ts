import { readFileSync } from 'node:fs';
import { readConnectionFile } from '../protocol/connection.ts';
import { Kernel } from './kernel.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** How often the kernel looks whether the process that started it still lives; in milliseconds. */
const LOOK = 1000;

/** What a front end may say about a kernel when it starts it. */
export interface RunKernelOptions {
  /** Environment of the process that runs the cells, beside this one's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether type errors fail a cell. */
  readonly check?: boolean;
}

/**
 * Runs a kernel until its front end ends it, or is gone itself.
 * @param connectionFile - written by the front end
 * @param options - of the session
 * @throws {ProtocolError} if the connection file cannot be used
 */
export async function runKernel(connectionFile: string, options: RunKernelOptions = {}): Promise<void> {
  const connection = await readConnectionFile(connectionFile);
  const kernel = await Kernel.start({ connection, folder: process.cwd(), version, ...options });
  process.on('SIGINT', () => {
    kernel.interrupt();
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void kernel.close());
  const parent = process.ppid;
  setInterval(() => {
    if (parent !== 1 && process.ppid !== parent) void kernel.close();
  }, LOOK).unref();
  await kernel.ended;
}
