import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { sourceOf, type Notebook } from '../kernel/client/notebook.ts';
import { cellTags } from '../kernel/notebook/notebook-types.ts';

/** What TypeScript writes `.js` for. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};
const ENDINGS = ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/**
 * A fingerprint of what a person has written in a notebook; outputs and what a run puts in do not count.
 * @param notebook - any
 */
export function sourcesFingerprint(notebook: Notebook): string {
  const written = notebook.cells
    .filter((cell) => !cellTags(cell).includes('injected-parameters'))
    .map((cell) => [cell.cell_type, sourceOf(cell), cell.metadata.tags ?? []]);
  return createHash('sha256').update(JSON.stringify(written)).digest('hex');
}

/**
 * The local modules that a notebook's cells import, and those that these import in turn.
 * @param notebook - any
 * @param path - of its file
 * @returns absolute paths
 */
export async function localModules(notebook: Notebook, path: string): Promise<string[]> {
  const { default: ts } = await import('typescript');
  const imports = (source: string): string[] =>
    ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code').map(sourceOf);
  const found = new Set<string>();
  const waiting = cells.flatMap(imports).map((name) => ({ name, from: dirname(resolve(path)) }));
  for (const { name, from } of waiting) {
    if (!/^\.{0,2}\//.test(name)) continue; // a package
    const module = await moduleFile(resolve(from, name));
    if (module === undefined || found.has(module)) continue;
    found.add(module);
    if (extname(module) === '.json') continue;
    const source = await readFile(module, 'utf8').catch(() => '');
    waiting.push(...imports(source).map((next) => ({ name: next, from: dirname(module) }))); // the loop goes on to them
  }
  return [...found];
}

async function moduleFile(path: string): Promise<string | undefined> {
  const ending = extname(path);
  const written = (WRITTEN_AS[ending] ?? []).map((other) => path.slice(0, -ending.length) + other);
  for (const candidate of [...written, path, ...ENDINGS.map((other) => path + other)]) {
    if ((await stat(candidate).catch(() => undefined))?.isFile() === true) return candidate;
  }
  return undefined;
}
