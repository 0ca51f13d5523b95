import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KernelError } from '../../core/errors/kernel-error.ts';
import { jupyterDataFolders } from '../install/jupyter-folders.ts';

/** How a kernel is started: the content of its kernel.json. */
export interface KernelSpec {
  /** Command and parameters; `{connection_file}` and `{resource_dir}` stand for paths. */
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: 'signal' | 'message';
  /** Environment variables to add; `${NAME}` stands for a variable of the environment that there is. */
  readonly env: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const schema: z.ZodType<KernelSpec> = z.object({
  argv: z.array(z.string()).min(1),
  display_name: z.string(),
  language: z.string().default(''),
  interrupt_mode: z.enum(['signal', 'message']).default('signal'),
  env: z.record(z.string(), z.string()).default({}),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

/** A kernelspec and the folder it was found in. */
export interface FoundKernelSpec {
  readonly name: string;
  readonly folder: string;
  readonly spec: KernelSpec;
}

/**
 * Reads the text of a kernel.json.
 * @param text - JSON
 * @param path - for the message
 * @throws {KernelError} if it is no kernelspec
 */
export function parseKernelSpec(text: string, path: string): KernelSpec {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KernelError('start', `kernelspec ${path}: is no JSON; install the kernel again`);
  }
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const problem = found.error.issues[0];
  throw new KernelError(
    'start',
    `kernelspec ${path}: ${problem?.path.join('.') ?? 'content'}: ${problem?.message ?? 'not understood'}; install the kernel again`,
  );
}

/**
 * Finds an installed kernel by its name, in the folders and the order in which Jupyter looks.
 * @param name - as `jupyter kernelspec list` shows it
 * @param folders - Jupyter's data folders
 * @throws {KernelError} if there is none, or its kernel.json is broken
 */
export async function findKernelSpec(
  name: string,
  folders: readonly string[] = jupyterDataFolders(),
): Promise<FoundKernelSpec> {
  // Jupyter's own rule; it also keeps a name from being a path.
  const usable = /^[\w.-]+$/.test(name) && !/^\.+$/.test(name);
  for (const data of usable ? folders : []) {
    const folder = join(data, 'kernels', name.toLowerCase());
    const path = join(folder, 'kernel.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return { name, folder, spec: parseKernelSpec(text, path) };
  }
  throw new KernelError(
    'start',
    `kernel ${JSON.stringify(name)}: is not installed; looked for it in ${folders.map((data) => join(data, 'kernels')).join(', ')}`,
  );
}
