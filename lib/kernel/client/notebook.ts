import type { NotebookOutput } from '../notebook/notebook-types.ts';

/** A cell of a notebook; fields that are not named here are kept. */
export interface NotebookCell {
  readonly cell_type: string;
  id?: string;
  source: string | readonly string[];
  metadata: Record<string, unknown>;
  /** Of a code cell; what a run makes is a {@link NotebookOutput}. */
  outputs?: readonly (NotebookOutput | Readonly<Record<string, unknown>>)[];
  execution_count?: number | null;
}

/** A notebook as a run needs it (nbformat 4); fields that are not named here are kept. */
export interface Notebook {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: readonly NotebookCell[];
}

/** The text of a cell. */
export function sourceOf(cell: Pick<NotebookCell, 'source'>): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}
