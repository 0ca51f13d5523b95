import { KERNEL_NAME } from '../install/kernel-json.ts';
import { cellNames, isRun } from './cell-names.ts';
import { machinePaths, machinePathsInBundle, type MachinePath } from './machine-paths.ts';
import { notebookText } from './notebook-text.ts';
import {
  cellTags,
  type CodeCell,
  type Notebook,
  type NotebookCell,
  type NotebookOutput,
} from './notebook-types.ts';

/** Bytes that a committed notebook may have. */
export const MOST_NOTEBOOK_BYTES: number = 2 ** 20;

/** Something about a notebook that must be put right before it is committed, or that a reader may wonder at. */
export interface NotebookProblem {
  readonly path: string;
  /** The cell as {@link cellNames} calls it; none where the whole notebook is meant. */
  readonly cell?: string;
  /** Line of the cell's source, from 1. */
  readonly line?: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

type Finding = Pick<NotebookProblem, 'line' | 'message'> & {
  readonly severity?: NotebookProblem['severity'];
};

function kernelFindings({ metadata }: Notebook): Finding[] {
  const fields = metadata as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  const name = fields['kernelspec']?.['name'];
  const languages = [fields['kernelspec']?.['language'], fields['language_info']?.['name']];
  const named = languages.filter((language) => typeof language === 'string');
  const known = named.find((language) => language.toLowerCase() !== 'typescript') ?? named[0];
  const findings: Finding[] = [];
  if (name !== KERNEL_NAME) {
    const got = typeof name === 'string' ? `asks for the kernel ${name}` : 'names no kernel';
    findings.push({ message: `${got}, where ${KERNEL_NAME} is expected; choose it in Jupyter and save` });
  }
  if (known?.toLowerCase() !== 'typescript') {
    findings.push({ message: `its language is ${known ?? 'not named'}, where typescript is expected` });
  }
  return findings;
}

function notebookFindings(notebook: Notebook): Finding[] {
  const findings = kernelFindings(notebook);
  const bytes = Buffer.byteLength(notebookText(notebook));
  if (bytes > MOST_NOTEBOOK_BYTES) {
    const size = `${(bytes / 2 ** 20).toFixed(1)} MB`;
    findings.push({ message: `has ${size}, where 1 MB is the most; show smaller pictures or fewer points` });
  }
  if (notebook.metadata['widgets'] !== undefined) {
    findings.push({ message: 'holds the state of widgets; strip the notebook, run it again and save' });
  }
  return findings;
}

function countFindings(cell: CodeCell, expected: number | null): Finding[] {
  const { execution_count: count, outputs } = cell;
  if (expected === null) {
    if (cellTags(cell).includes('skip-execution')) return []; // a run leaves it as it is
    const message = 'is empty but has a count or outputs; strip the notebook and run it again';
    return count !== null || outputs.length > 0 ? [{ message }] : [];
  }
  const findings: Finding[] = [];
  if (count !== expected) {
    const got = count === null ? 'has not been run' : `has the execution count ${count}`;
    const advice = 'restart the kernel and run all cells';
    findings.push({ message: `${got}, where ${expected} is expected; ${advice}` });
  }
  const other = outputs.find(
    (output) => output.output_type === 'execute_result' && output.execution_count !== count,
  );
  if (other !== undefined) findings.push({ message: 'has a result of another run; run all cells again' });
  return findings;
}

function outputPaths(output: NotebookOutput): MachinePath[] {
  if (output.output_type === 'stream') return machinePaths(output.text, 'text');
  if (output.output_type === 'error') return machinePaths(output.traceback.join('\n'), 'text');
  return machinePathsInBundle(output.data);
}

function outputFindings(output: NotebookOutput, number: number): Finding[] {
  const findings: Finding[] = outputPaths(output)
    .slice(0, 1)
    .map(({ found, line }) => ({
      message: `output ${number}, line ${line}: shows a path of a machine, ${found}`,
    }));
  if (output.output_type === 'error') {
    findings.push({ message: `failed with ${output.ename}: ${output.evalue.split('\n', 1).join('')}` });
  }
  if (output.output_type === 'stream' && output.name === 'stderr') {
    const [first = ''] = output.text.split('\n', 1);
    findings.push({
      message: `output ${number}: wrote to stderr: ${first.slice(0, 80)}`,
      severity: 'warning',
    });
  }
  return findings;
}

function cellFindings(cell: NotebookCell): Finding[] {
  const findings: Finding[] = machinePaths(cell.source, cell.cell_type === 'code' ? 'code' : 'text').map(
    ({ found, line }) => ({ line, message: `names a path of a machine, ${found}; use a relative one` }),
  );
  if (cell.cell_type !== 'code') return findings;
  if (cell.metadata['execution'] !== undefined) {
    findings.push({ message: 'says when it ran (metadata "execution"); wt-dfn notebook strip removes that' });
  }
  return [...findings, ...cell.outputs.flatMap((output, i) => outputFindings(output, i + 1))];
}

/**
 * Checks that a notebook is fit to be committed: run from top to bottom by our kernel without an error, and nothing in
 * it that tells of the machine or changes from run to run.
 * @param notebook - as read
 * @param path - of the file, for the problems
 * @returns problems in the order of the cells, those of the whole notebook first; only errors forbid to commit
 */
export function checkNotebook(notebook: Notebook, path: string): NotebookProblem[] {
  const problem = ({ line, message, severity = 'error' }: Finding, cell?: string): NotebookProblem => ({
    path,
    ...(cell === undefined ? {} : { cell }),
    ...(line === undefined ? {} : { line }),
    severity,
    message,
  });
  const problems = notebookFindings(notebook).map((finding) => problem(finding));
  const names = cellNames(notebook.cells);
  const ids = new Map<string, string>();
  let run = 0;
  for (const [i, cell] of notebook.cells.entries()) {
    const name = names[i] ?? '';
    const findings: Finding[] = [];
    const twin = ids.get(cell.id);
    if (twin !== undefined) findings.push({ message: `has the id of ${twin}, ${cell.id}` });
    ids.set(cell.id, twin ?? name);
    if (cell.cell_type === 'code') {
      findings.push(...countFindings(cell, isRun(cell) ? ++run : null));
    }
    problems.push(...[...findings, ...cellFindings(cell)].map((finding) => problem(finding, name)));
  }
  return problems;
}

/** A problem as one line for a person: notebook, cell, line, what is wrong. */
export function problemText({ path, cell, line, severity, message }: NotebookProblem): string {
  const place = [...(cell === undefined ? [] : [cell]), ...(line === undefined ? [] : [`line ${line}`])].join(
    ', ',
  );
  const flag = severity === 'warning' ? 'warning: ' : '';
  return `${path}: ${place === '' ? '' : `${place}: `}${flag}${message}`;
}
