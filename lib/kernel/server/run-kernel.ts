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
  const parent = parentProcess();
  const connection = await readConnectionFile(connectionFile);
  const kernel = await Kernel.start({ connection, folder: process.cwd(), version, ...options });
  process.on('SIGINT', () => {
    kernel.interrupt();
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void kernel.close());
  setInterval(() => {
    if (parent !== undefined && process.ppid !== parent) void kernel.close();
  }, LOOK).unref();
  await kernel.ended;
}

/**
 * The process that this kernel must not outlive. A front end says its number, for it may be gone before we can look; whose
 * parent is the first process of the machine was meant to run alone.
 */
function parentProcess(): number | undefined {
  const said = Number(process.env.JPY_PARENT_PID);
  if (Number.isInteger(said) && said > 1) return said;
  return process.ppid === 1 ? undefined : process.ppid;
}
