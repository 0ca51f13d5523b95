import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { SOURCE_ENDING } from '../../core/worker.ts';
import { parseSweep } from './parse-sweep.ts';
import type { SweepSpec } from './sweep-spec.ts';

/**
 * Reads a spec: JSON, or a TypeScript or JavaScript module whose default export is one (`defineSweep`).
 * @param path - the file
 * @throws {ParameterError} if it cannot be read or run, or is no spec
 */
export async function loadSweep(path: string): Promise<SweepSpec> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ParameterError('spec', `sweep: ${path} cannot be read; give a spec in JSON or TypeScript`, {
      cause: error,
    });
  }
  if (/\.[cm]?[jt]s$/.test(path)) return parseSweep(await exported(path), path);
  try {
    return parseSweep(JSON.parse(text) as unknown, path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ParameterError('spec', `sweep: ${path} is not JSON (${error.message})`, { cause: error });
  }
}

let prepared = false;

/**
 * Lets this process import specs: TypeScript is compiled, the package's own name means this very package wherever the spec
 * lies, and a spec is a module also where no package.json says so.
 */
async function prepareImports(): Promise<void> {
  if (prepared) return;
  prepared = true;
  if (SOURCE_ENDING === '.js') (await import('tsx/esm/api')).register(); // from sources, tsx is there already
  const index = new URL(`../../index${SOURCE_ENDING}`, import.meta.url).href;
  const hook = `export async function resolve(name, context, next) {
    if (name === 'wt-dfn') return { url: ${JSON.stringify(index)}, format: 'module', shortCircuit: true };
    const found = await next(name, context);
    const own = /^file:.*\\.m?ts(?:\\?|$)/.test(found.url) && !found.url.includes('/node_modules/');
    return own ? { ...found, format: 'module' } : found;
  }`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

async function exported(path: string): Promise<unknown> {
  await prepareImports();
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as typeof module;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ParameterError('spec', `sweep: ${path} cannot be run (${reason})`, { cause: error });
  }
  const spec = module.default;
  if (spec === undefined) {
    throw new ParameterError(
      'spec',
      `sweep: ${path} has no default export; end it with export default defineSweep({ … })`,
    );
  }
  return spec;
}
