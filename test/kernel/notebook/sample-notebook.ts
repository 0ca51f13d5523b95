import type {
  CodeCell,
  MarkdownCell,
  Notebook,
  NotebookCell,
} from '../../../lib/kernel/notebook/notebook-types.ts';

/** A code cell that ran. */
export function codeCell(source: string, more: Partial<CodeCell> = {}): CodeCell {
  return { cell_type: 'code', id: 'code', source, metadata: {}, execution_count: 1, outputs: [], ...more };
}

/** A cell of prose. */
export function markdownCell(source: string, more: Partial<MarkdownCell> = {}): MarkdownCell {
  return { cell_type: 'markdown', id: 'prose', source, metadata: {}, ...more };
}

/** A notebook of our kernel, whose cells get the ids a, b, c and so on. */
export function notebookOf(...cells: readonly NotebookCell[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { display_name: 'TypeScript (WT-DFN)', language: 'typescript', name: 'wt-dfn' },
      language_info: { file_extension: '.ts', mimetype: 'text/x-typescript', name: 'typescript' },
    },
    cells: cells.map((cell, i) => ({ ...cell, id: String.fromCharCode(97 + i) })),
  };
}
