import type { CellEvent, NotebookRun } from '../kernel/client/run-notebook.ts';
import { sourceOf } from '../kernel/client/notebook.ts';
import { outputText } from './output-text.ts';
import { duration } from './progress-printer.ts';

/** Characters of a cell's first line in its progress. */
const LONGEST = 60;

/**
 * Shows a notebook that runs: outputs on the output stream as they come, progress per cell and errors on the error
 * stream.
 * @param path - of the notebook, as the person gave it
 */
export function runPrinter(path: string): (event: CellEvent) => void {
  let atLineStart = true;
  const print = (stream: NodeJS.WriteStream, text: string): void => {
    if (text === '') return;
    stream.write(text);
    atLineStart = text.endsWith('\n');
  };
  const printLine = (stream: NodeJS.WriteStream, text: string): void => {
    print(stream, `${atLineStart ? '' : '\n'}${text}\n`);
  };
  return (event) => {
    const { cell, total, index, notebook } = event;
    const where = `${path}, cell ${cell} of ${total}`;
    switch (event.kind) {
      case 'begin':
        printLine(
          process.stderr,
          `${where}: ${firstLine(sourceOf(notebook.cells[index] ?? { source: '' }))}`,
        );
        break;
      case 'end':
        if (event.seconds >= 1) printLine(process.stderr, `${where}: ${duration(event.seconds)}`);
        else if (!atLineStart) print(process.stdout, '\n');
        break;
      case 'output': {
        const { event: change } = event;
        if (change.kind === 'text') {
          print(change.name === 'stderr' ? process.stderr : process.stdout, change.text);
        } else if (change.kind === 'output') {
          const stream = change.output.output_type === 'error' ? process.stderr : process.stdout;
          printLine(stream, outputText(change.output, stream.isTTY));
        }
      }
    }
  };
}

/**
 * What ended a notebook's run, for a person: `notebooks/01-data.ipynb, cell 7, line 3: TypeError: …`.
 * @param path - of the notebook, as the person gave it
 * @param failure - of its run
 */
export function failureText(path: string, failure: NonNullable<NotebookRun['failure']>): string {
  const { cell, line, ename, evalue, reason } = failure;
  const place = `${path}, cell ${cell}${line === undefined ? '' : `, line ${line}`}`;
  const first = evalue.trim().split('\n')[0] ?? '';
  const message = line === undefined ? first : first.replace(new RegExp(`^line ${line}: `), ''); // told already
  return reason === 'kernel' ? `${place}: ${message}` : `${place}: ${ename}: ${message}`;
}

function firstLine(source: string): string {
  const lines = source.split('\n').map((line) => line.trim());
  const line = lines.find((text) => text !== '') ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
