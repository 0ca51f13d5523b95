import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { DataError } from '../core/errors/data-error.ts';
import { writeAtomically } from '../core/write-atomically.ts';
import { notebookParameters } from '../kernel/client/inject-parameters.ts';
import { parseParameter } from '../kernel/client/parse-parameter.ts';
import type { NamedNotebook } from '../kernel/notebook/notebook-html.ts';
import { readNotebook } from '../kernel/notebook/notebook-file.ts';
import { interruptible } from './interruptible.ts';
import { makeOutFolder } from './out-folder.ts';
import { duration } from './progress-printer.ts';

/** What the notebooks take where nobody says otherwise. */
const DEFAULT_OUT = '../out/workbook';

interface WorkbookFlags {
  readonly data?: string;
  readonly out: string;
  readonly parameter: readonly string[];
  readonly only?: string;
  readonly quiet?: true;
}

/** Adds `wt-dfn workbook`. */
export function addWorkbookCommand(program: Command): void {
  program
    .command('workbook')
    .description(
      'execute the workbook at quick scale: what WT-DFN is, data, attention, training, evaluation, maps of cells, on one page',
    )
    .option('--data <dir>', 'a C-NMC folder of your own (default: cells are drawn)')
    .option('--out <dir>', 'folder for everything that is made', 'out')
    .option('--only <names>', 'only these notebooks, such as 00,03')
    .option(
      '-p, --parameter <name=value>',
      'set a variable in each notebook that declares it; may be repeated',
      collect,
      [],
    )
    .option('--quiet', 'show neither progress nor outputs')
    .addHelpText(
      'after',
      `
The executed notebooks and index.html, one page with live figures that needs no network, go to DIR/workbook.

Examples:
  $ npm start
  $ npm start -- --data C-NMC_Leukemia --out out/real`,
    )
    .action(workbook);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

async function workbook(flags: WorkbookFlags): Promise<void> {
  const begun = performance.now();
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const sources = await notebooksOf(flags.only);
  const out = resolve(flags.out, 'workbook');
  await makeOutFolder(out);
  const given = {
    ...Object.fromEntries(flags.parameter.map(parseParameter)),
    // As the notebooks say it themselves, from their own folder: their pages name no folder of this machine.
    ...(folderFrom(sources, out) === DEFAULT_OUT ? {} : { out: folderFrom(sources, out) }),
    ...(flags.data === undefined ? {} : { data: resolve(flags.data) }),
  };
  const { runFile } = await import('./run-file.ts');
  const stopping = 'stopping: the cell is interrupted, and what ran is saved';
  const finished: string[] = [];
  const problem = await interruptible(say, stopping, async (signal) => {
    for (const path of sources) {
      const saveTo = join(out, basename(path));
      const declared = await notebookParameters(await readNotebook(path));
      const parameters = Object.fromEntries(Object.entries(given).filter(([name]) => declared.has(name)));
      const options = { saveTo, parameters, timeout: undefined, kernel: undefined, signal, html: false };
      const ended = await runFile(path, { ...options, quiet: flags.quiet === true });
      finished.push(saveTo);
      if (ended.status !== 'done') return ended.problem ?? 'stopped';
    }
    return undefined;
  });
  const page = join(out, 'index.html');
  await writePage(page, finished);
  if (problem === undefined) {
    const count = `${finished.length} notebooks in ${duration((performance.now() - begun) / 1000)}`;
    process.stdout.write(`${count}\nworkbook: ${join(flags.out, 'workbook', 'index.html')}\n`);
    return;
  }
  say(`wt-dfn: ${problem}\nwhat ran is in ${join(flags.out, 'workbook')}`);
  process.exitCode = problem === 'stopped' ? 130 : 1;
}

function folderFrom([first = '']: readonly string[], out: string): string {
  return relative(dirname(first), out).replaceAll('\\', '/');
}

/** The workbook's notebooks, in order. */
async function notebooksOf(only: string | undefined): Promise<string[]> {
  const folder = fileURLToPath(new URL('../../notebooks/', import.meta.url));
  const wanted = only?.split(',').map((name) => name.trim());
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.ipynb'))
    .filter((name) => wanted?.some((each) => name.startsWith(each)) !== false)
    .sort();
  if (names.length === 0) throw new DataError(`--only: no notebook begins with ${only ?? ''}`);
  return names.map((name) => join(folder, name));
}

async function writePage(page: string, paths: readonly string[]): Promise<void> {
  const { workbookPage } = await import('../kernel/notebook/notebook-html.ts');
  const { PAGE_NOTE } = await import('./notebook-command.ts');
  const notebooks: NamedNotebook[] = [];
  for (const path of paths) notebooks.push({ path, notebook: await readNotebook(path) });
  await writeAtomically(page, workbookPage(notebooks, { title: 'The WT-DFN workbook', note: PAGE_NOTE }));
}
