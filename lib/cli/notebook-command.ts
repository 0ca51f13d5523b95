import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { writeAtomically } from '../core/write-atomically.ts';
import { checkNotebook, problemText, type NotebookProblem } from '../kernel/notebook/check-notebook.ts';
import { readNotebook, writeNotebook } from '../kernel/notebook/notebook-file.ts';
import { notebookText } from '../kernel/notebook/notebook-text.ts';
import { stripNotebook } from '../kernel/notebook/strip-notebook.ts';

/** Foot of every page of notebooks. */
export const PAGE_NOTE = 'Research software: it makes no diagnosis and must not be used to make one.';
const PATHS = 'notebooks, or folders of notebooks';

interface HtmlFlags {
  readonly out?: string;
  readonly title?: string;
}

/** Adds `wt-dfn notebook` with its subcommands. */
export function addNotebookCommand(program: Command): void {
  const notebook = program.command('notebook').description('check, strip or show notebooks; nothing is run');
  notebook
    .command('check')
    .description('whether notebooks are fit to be committed: run in order, no errors, no paths of a machine')
    .argument('<path...>', PATHS)
    .addHelpText(
      'after',
      '\nWarnings (such as output on stderr) do not fail; every problem exits with 1.\n\nExample:\n  $ wt-dfn notebook check notebooks',
    )
    .action(check);
  notebook
    .command('strip')
    .description('take away outputs, execution counts and what changes from run to run')
    .argument('<path...>', PATHS)
    .option('--check', 'write nothing; exit with 1 where there is something to take away')
    .addHelpText('after', '\nExample:\n  $ wt-dfn notebook strip notebooks/01-data.ipynb')
    .action(strip);
  notebook
    .command('html')
    .description('executed notebooks as one offline page with live figures; several get contents')
    .argument('<path...>', PATHS)
    .option(
      '--out <file>',
      'page to write (default: PAGE_NOTEBOOK.html; for several index.html in the folder of the first)',
    )
    .option('--title <text>', 'title of the page')
    .addHelpText(
      'after',
      `
Examples:
  $ wt-dfn notebook html out/workbook/02-attention.ipynb
  $ wt-dfn notebook html out/workbook --title "WT-DFN workbook" --out out/workbook/index.html`,
    )
    .action(html);
}

/** The notebooks that are meant: files as given, and those that lie in folders, by name. */
async function notebookPaths(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (entry) => entry.isDirectory(),
      (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false; // reading it tells
        throw new DataError(
          `${path}: there is no such file or folder; give notebooks, or folders of notebooks`,
        );
      },
    );
    if (!isFolder) {
      found.push(path);
      continue;
    }
    const names = (await readdir(path)).filter((name) => name.endsWith('.ipynb')).sort();
    if (names.length === 0) throw new DataError(`${path}: has no notebooks; give the folder that holds them`);
    found.push(...names.map((name) => join(path, name)));
  }
  return found.filter((path, i) => found.indexOf(path) === i);
}

async function check(given: readonly string[]): Promise<void> {
  const paths = await notebookPaths(given);
  const problems: NotebookProblem[] = [];
  for (const path of paths) problems.push(...(await problemsOf(path)));
  for (const problem of problems) process.stdout.write(`${problemText(problem)}\n`);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  process.stdout.write(
    `${counted(paths.length, 'notebook')}: ${counted(errors, 'problem')}, ${counted(warnings, 'warning')}\n`,
  );
  if (errors > 0) process.exitCode = 1;
}

/** A notebook that cannot be read is a problem among others: the rest is still checked. */
async function problemsOf(path: string): Promise<NotebookProblem[]> {
  try {
    return checkNotebook(await readNotebook(path), path);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const [{ reason } = { reason: error.message }] = error.problems;
    return [{ path, severity: 'error', message: reason }];
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

async function strip(given: readonly string[], flags: { readonly check?: true }): Promise<void> {
  // All are read before the first is written: a broken one leaves everything as it was.
  const notebooks = await Promise.all(
    (await notebookPaths(given)).map(async (path) => ({ path, notebook: await readNotebook(path) })),
  );
  for (const { path, notebook } of notebooks) {
    const stripped = stripNotebook(notebook);
    if (notebookText(stripped) === notebookText(notebook)) continue;
    process.stdout.write(`${path}: ${flags.check === true ? 'has something to strip' : 'stripped'}\n`);
    if (flags.check === true) process.exitCode = 1;
    else await writeNotebook(path, stripped);
  }
}

async function html(given: readonly string[], { out, title }: HtmlFlags): Promise<void> {
  if (out?.endsWith('.ipynb') === true) {
    throw new ParameterError('--out', `--out: must be a page, such as index.html, got the notebook ${out}`);
  }
  const paths = await notebookPaths(given);
  const notebooks = await Promise.all(
    paths.map(async (path) => ({ path, notebook: await readNotebook(path) })),
  );
  const { notebookPage, workbookPage } = await import('../kernel/notebook/notebook-html.ts');
  const options = { note: PAGE_NOTE, ...(title === undefined ? {} : { title }) };
  const [first, ...more] = notebooks;
  if (first === undefined) throw new ParameterError('path', 'notebook html: give one notebook or more');
  const page = more.length === 0 ? notebookPage(first, options) : workbookPage(notebooks, options);
  const ownPage =
    more.length === 0
      ? `${first.path.replace(/\.ipynb$/i, '')}.html`
      : join(dirname(first.path), 'index.html');
  await writeAtomically(out ?? ownPage, page);
  process.stdout.write(`${out ?? ownPage}\n`);
}
