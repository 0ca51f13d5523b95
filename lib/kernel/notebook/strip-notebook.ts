import type { JsonObject } from '../protocol/message.ts';
import type { Notebook, NotebookCell } from './notebook-types.ts';

/** What front ends note down about a notebook and change from run to run. */
const VOLATILE_OF_NOTEBOOK = ['widgets', 'signature', 'papermill', 'vscode', 'orig_nbformat'];
/** The same about a cell: times, whether an output is folded. */
const VOLATILE_OF_CELL = [
  'execution',
  'ExecuteTime',
  'papermill',
  'collapsed',
  'scrolled',
  'trusted',
  'vscode',
];

function without(fields: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function withoutField(metadata: JsonObject, field: string, names: readonly string[]): JsonObject {
  const inner = metadata[field];
  if (typeof inner !== 'object' || inner === null) return metadata;
  const kept = without(inner as JsonObject, names);
  return Object.keys(kept).length === 0 ? without(metadata, [field]) : { ...metadata, [field]: kept };
}

function strippedCell(cell: NotebookCell): NotebookCell {
  const kept = without(cell.metadata, VOLATILE_OF_CELL);
  const metadata = withoutField(kept, 'jupyter', ['outputs_hidden']);
  if (cell.cell_type !== 'code') return { ...cell, metadata };
  return { ...cell, metadata, execution_count: null, outputs: [] };
}

/**
 * A notebook without what running it leaves: outputs, execution counts, times, the state of widgets and of the front
 * end, the version of the language. Sources, tags, attachments, the kernel's name and all other fields stay.
 * @param notebook - not changed
 */
export function stripNotebook(notebook: Notebook): Notebook {
  const kept = without(notebook.metadata, VOLATILE_OF_NOTEBOOK);
  const metadata = withoutField(kept, 'language_info', ['version']);
  return { ...notebook, metadata, cells: notebook.cells.map(strippedCell) };
}
