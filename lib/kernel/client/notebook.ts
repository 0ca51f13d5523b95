import type { CellOutput } from './cell-output.ts';

/** A cell of a notebook; fields that are not named here are kept. */
export interface NotebookCell {
  readonly cell_type: string;
  id?: string;
  source: string | readonly string[];
  metadata: Record<string, unknown>;
  /** Of a code cell; what a run makes is a {@link CellOutput}. */
  outputs?: readonly (CellOutput | Readonly<Record<string, unknown>>)[];
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

/** Whether a cell bears a tag. */
export function hasTag(cell: Pick<NotebookCell, 'metadata'>, tag: string): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes(tag);
}

/** The language that a notebook is written in, in small letters; undefined where it does not say. */
export function languageOf({ metadata }: Pick<Notebook, 'metadata'>): string | undefined {
  const { kernelspec, language_info: info } = metadata as {
    kernelspec?: { language?: unknown };
    language_info?: { name?: unknown };
  };
  const name = info?.name ?? kernelspec?.language;
  return typeof name === 'string' ? name.toLowerCase() : undefined;
}
