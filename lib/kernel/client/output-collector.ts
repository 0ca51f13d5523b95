import type { JsonObject, JupyterMessage } from '../protocol/message.ts';
import type { CellOutput, Growing, OutputEvent } from './cell-output.ts';
import type { DisplayOutput, MimeBundle, ResultOutput, StreamOutput } from '../notebook/notebook-types.ts';

/** A longer text keeps its beginning and its end; in characters. A notebook of endless text could not be opened. */
const MOST_TEXT = 500_000;
const KEPT_TEXT = 100_000;

interface CollectedCell {
  readonly outputs: CellOutput[];
  readonly listener: ((event: OutputEvent) => void) | undefined;
  /** The next output takes the place of all before it. */
  clearNext: boolean;
}

type ShownOutput = Growing<DisplayOutput> | Growing<ResultOutput>;

/** Sorts what comes on iopub into the outputs of the cells that caused it, as front ends do. */
export class OutputCollector {
  readonly #cells = new Map<string, CollectedCell>();
  /** Everything displayed under an id, over all cells, with the cell that shows it. */
  readonly #displays = new Map<string, Map<ShownOutput, CollectedCell>>();
  readonly #ids = new WeakMap<object, string>();
  readonly #leftOut = new WeakMap<
    StreamOutput,
    { readonly head: string; readonly folded: string; readonly count: number }
  >();

  /**
   * Begins to gather the outputs of a request; those that come after its end are gathered too.
   * @param request - id of the message
   * @param outputs - where to put them
   * @param listener - is told of each change
   */
  open(request: string, outputs: CellOutput[], listener?: (event: OutputEvent) => void): void {
    this.#cells.set(request, { outputs, listener, clearNext: false });
  }

  /** Takes a message of iopub; one that is no output, or of nobody's request, changes nothing. */
  accept({ header, parent_header, content }: JupyterMessage): void {
    if (header.msg_type === 'update_display_data') {
      this.#update(displayId(content), content);
      return;
    }
    const parent = (parent_header as { msg_id?: unknown }).msg_id;
    const cell = typeof parent === 'string' ? this.#cells.get(parent) : undefined;
    if (cell === undefined) return;
    if (header.msg_type === 'clear_output') {
      if (content.wait === true) cell.clearNext = true;
      else this.#clear(cell);
      return;
    }
    if (header.msg_type === 'stream') this.#print(cell, content);
    else this.#add(cell, header.msg_type, content);
  }

  #print(cell: CollectedCell, content: JsonObject): void {
    const name = textOf(content.name);
    const text = textOf(content.text);
    this.#clearIfDue(cell);
    const last = cell.outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name) last.text = this.#fold(last, last.text + text);
    else {
      const output: Growing<StreamOutput> = { output_type: 'stream', name, text };
      output.text = this.#fold(output, text);
      cell.outputs.push(output);
    }
    cell.listener?.({ kind: 'text', name, text });
  }

  #fold(output: StreamOutput, text: string): string {
    if (text.length <= MOST_TEXT) return text;
    const before = this.#leftOut.get(output);
    const head = before?.head ?? text.slice(0, KEPT_TEXT);
    const body = before === undefined ? text.slice(KEPT_TEXT) : text.slice(before.folded.length);
    const count = (before?.count ?? 0) + body.length - KEPT_TEXT;
    const folded = `${head}\n… ${count.toLocaleString('en')} characters are left out here …\n`;
    this.#leftOut.set(output, { head, folded, count });
    return folded + body.slice(-KEPT_TEXT);
  }

  #add(cell: CollectedCell, type: string, content: JsonObject): void {
    const output = outputOf(type, content);
    if (output === undefined) return;
    this.#clearIfDue(cell);
    if (output.output_type !== 'error') {
      const id = displayId(content);
      this.#update(id, content); // what is shown under the same id elsewhere changes along
      if (id !== undefined) this.#register(id, output, cell);
    }
    cell.outputs.push(output);
    cell.listener?.({ kind: 'output', output });
  }

  #register(id: string, output: ShownOutput, cell: CollectedCell): void {
    const shown = this.#displays.get(id) ?? new Map<ShownOutput, CollectedCell>();
    this.#displays.set(id, shown.set(output, cell));
    this.#ids.set(output, id);
  }

  #update(id: string | undefined, content: JsonObject): void {
    if (id === undefined) return;
    for (const [output, cell] of this.#displays.get(id) ?? []) {
      output.data = bundleOf(content.data);
      output.metadata = bundleOf(content.metadata);
      cell.listener?.({ kind: 'update', output });
    }
  }

  #clearIfDue(cell: CollectedCell): void {
    if (cell.clearNext) this.#clear(cell);
  }

  #clear(cell: CollectedCell): void {
    cell.clearNext = false;
    for (const output of cell.outputs) {
      if (output.output_type === 'stream' || output.output_type === 'error') continue;
      const id = this.#ids.get(output);
      const shown = id === undefined ? undefined : this.#displays.get(id);
      shown?.delete(output);
      if (id !== undefined && shown?.size === 0) this.#displays.delete(id);
    }
    cell.outputs.length = 0;
    cell.listener?.({ kind: 'clear' });
  }
}

function outputOf(
  type: string,
  content: JsonObject,
): Exclude<CellOutput, { output_type: 'stream' }> | undefined {
  const shown = { data: bundleOf(content.data), metadata: bundleOf(content.metadata) };
  switch (type) {
    case 'display_data':
      return { output_type: 'display_data', ...shown };
    case 'execute_result': {
      const count = content.execution_count;
      return {
        output_type: 'execute_result',
        execution_count: typeof count === 'number' ? count : null,
        ...shown,
      };
    }
    case 'error':
      return {
        output_type: 'error',
        ename: textOf(content.ename),
        evalue: textOf(content.evalue),
        traceback: Array.isArray(content.traceback) ? content.traceback.map(textOf) : [],
      };
    default:
      return undefined;
  }
}

function displayId(content: JsonObject): string | undefined {
  const id = bundleOf(content.transient).display_id;
  return typeof id === 'string' ? id : undefined;
}

function bundleOf(value: unknown): MimeBundle {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as MimeBundle) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
