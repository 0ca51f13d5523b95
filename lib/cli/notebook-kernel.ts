import { dirname, resolve } from 'node:path';
import type { KernelClientOptions } from '../kernel/client/kernel-client-options.ts';
import { findKernelSpec } from '../kernel/client/kernel-spec.ts';
import type { Notebook } from '../kernel/client/notebook.ts';
import { KERNEL_NAME, wtDfnKernelSpec } from '../kernel/install/kernel-json.ts';
import { notebookLanguage } from '../kernel/notebook/notebook-types.ts';

/**
 * The kernel that runs a notebook, in the notebook's own folder and with its path in JPY_SESSION_NAME as Jupyter does: the one that the person names; ours for
 * TypeScript, JavaScript and what does not say, installed or not; for other languages the one that the notebook names.
 * @param notebook - to be run
 * @param path - of its file
 * @param name - what the person asked for
 * @throws {KernelError} if that kernel is not installed
 */
export async function notebookKernel(
  notebook: Notebook,
  path: string,
  name: string | undefined,
): Promise<KernelClientOptions> {
  const file = resolve(path);
  const cwd = dirname(file);
  const env = { JPY_SESSION_NAME: file };
  const { kernelspec } = notebook.metadata as { kernelspec?: { name?: unknown } | null };
  const own = ['', 'typescript', 'javascript'].includes(notebookLanguage(notebook));
  const its = !own && typeof kernelspec?.name === 'string' ? kernelspec.name : KERNEL_NAME;
  const wanted = name ?? its;
  if (wanted === KERNEL_NAME) return { spec: wtDfnKernelSpec(), cwd, env };
  const { spec, folder } = await findKernelSpec(wanted);
  return { spec, resourceFolder: folder, cwd, env };
}
