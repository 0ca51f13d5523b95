// Runs in Node's loader thread: says which file an import in a cell means, and makes changed files load anew.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { ResolveFnOutput, ResolveHookContext } from 'node:module';
import { dirname, resolve as resolvePath } from 'node:path';
import { SOURCE_ENDING } from '../../core/worker.ts';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Next = (specifier: string, context?: Partial<ResolveHookContext>) => Promise<ResolveFnOutput>;

interface KnownFile {
  readonly stamp: string;
  readonly hash: string;
  readonly imports: readonly string[];
}

const OURS: Readonly<Record<string, URL>> = {
  'wt-dfn': new URL(`../../index${SOURCE_ENDING}`, import.meta.url),
  'wt-dfn/embedding': new URL(`../../embedding/index${SOURCE_ENDING}`, import.meta.url),
  tslab: new URL(`./tslab${SOURCE_ENDING}`, import.meta.url),
};
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g;
/** Code of a cell imports something: time to look at the files again. */
const IN_CELL = /(?:\[|%5B)cell(?: |%20)\d+(?:\]|%5D)$/;
const CODE = /\.[cm]?[jt]s$/;

const known = new Map<string, KnownFile>();
/** Files whose state on disk is known for the import that a cell is doing now. */
const looked = new Set<string>();
/**
 * The content of each file that this session has loaded last, and how often it had changed by then; the first is loaded
 * under the file's own name. A file that is changed back is loaded anew too, as a person who edits it expects.
 */
const versions = new Map<string, { readonly hash: string; readonly number: number }>();

/** Node's hook: from what an import says to the URL that is loaded. */
export async function resolve(
  specifier: string,
  context: ResolveHookContext,
  next: Next,
): Promise<ResolveFnOutput> {
  if (IN_CELL.test(context.parentURL ?? '')) looked.clear();
  const ours = OURS[specifier];
  if (ours !== undefined) {
    return { url: versioned(ours.href), format: 'module', shortCircuit: true };
  }
  // TypeScript files are found here rather than by tsx, which would load some of them by `require`; what that loads is
  // kept by its file's name and could not change.
  const file = localFile(specifier, context.parentURL);
  if (file !== undefined && /\.m?ts$/.test(file)) {
    return { url: versioned(pathToFileURL(file).href), format: 'module', shortCircuit: true };
  }
  const found = await next(specifier, context);
  if (!isLocal(found.url)) return found;
  const isJson = /\.json(?:\?|$)/.test(found.url);
  return {
    ...found,
    url: versioned(found.url),
    ...(isJson && context.importAttributes.type === undefined ? { importAttributes: { type: 'json' } } : {}),
  };
}

/** The file outside of packages that a relative import means. */
function localFile(specifier: string, parent: string | undefined): string | undefined {
  if (!/^\.{1,2}\//.test(specifier) || parent === undefined || !isLocal(parent)) return undefined;
  const target = resolvePath(dirname(fileURLToPath(parent.replace(/[?#].*$/, ''))), specifier);
  const candidates = [target, target.replace(/\.js$/, '.ts'), `${target}.ts`, `${target}.js`];
  return candidates.find((each) => (CODE.test(each) || each.endsWith('.json')) && existsSync(each));
}

function isLocal(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/');
}

/** The URL of a file's present content, that of all files that it imports included. */
function versioned(url: string): string {
  const path = fileURLToPath(url.replace(/[?#].*$/, ''));
  const hash = contentHash(path);
  if (hash === undefined) return url;
  const before = versions.get(path);
  const number = before === undefined ? 0 : before.number + (before.hash === hash ? 0 : 1);
  versions.set(path, { hash, number });
  if (number === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}version=${number}`;
}

/** A fingerprint of a file and of all that it imports, directly or not, outside of packages. */
function contentHash(path: string): string | undefined {
  if (readKnown(path) === undefined) return undefined;
  const reached = new Set([path]);
  for (const each of reached) {
    for (const imported of readKnown(each)?.imports ?? []) reached.add(imported);
  }
  const whole = createHash('sha256');
  for (const each of [...reached].sort()) whole.update(readKnown(each)?.hash ?? '');
  return whole.digest('hex');
}

function readKnown(path: string): KnownFile | undefined {
  const before = known.get(path);
  if (looked.has(path)) return before;
  looked.add(path);
  let stamp: string;
  try {
    const { mtimeMs, size } = statSync(path);
    stamp = `${mtimeMs} ${size}`;
  } catch {
    known.delete(path);
    return undefined;
  }
  if (before?.stamp === stamp) return before;
  const text = readFileSync(path, 'utf8');
  const imports = CODE.test(path) ? localImports(text, path) : [];
  const file = { stamp, hash: createHash('sha256').update(text).digest('hex'), imports };
  known.set(path, file);
  return file;
}

function localImports(text: string, path: string): string[] {
  const found = new Set<string>();
  for (const [, specifier = ''] of text.matchAll(IMPORT)) {
    const ours = specifier === 'tslab' ? undefined : OURS[specifier];
    if (ours !== undefined) found.add(fileURLToPath(ours));
    const file = localFile(specifier, pathToFileURL(path).href);
    if (file !== undefined) found.add(file);
  }
  return [...found];
}
