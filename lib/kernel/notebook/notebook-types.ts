import type { JsonObject } from '../protocol/message.ts';

/**
 * One value in several formats, by MIME type: text as one string (binary data in base64), JSON types as they are.
 */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Text that a cell wrote. */
export interface StreamOutput {
  readonly output_type: 'stream';
  /** Normally stdout or stderr. */
  readonly name: string;
  readonly text: string;
}

/** Something that a cell displayed. */
export interface DisplayOutput {
  readonly output_type: 'display_data';
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}

/** The value of a cell's last expression. */
export interface ResultOutput {
  readonly output_type: 'execute_result';
  readonly execution_count: number | null;
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}

/** What a cell failed with. */
export interface ErrorOutput {
  readonly output_type: 'error';
  readonly ename: string;
  readonly evalue: string;
  /** Lines for a terminal, coloured by ANSI sequences. */
  readonly traceback: readonly string[];
}

/** Anything that stands under a code cell. */
export type NotebookOutput = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** A cell that runs. */
export interface CodeCell {
  readonly cell_type: 'code';
  readonly id: string;
  readonly source: string;
  readonly metadata: JsonObject;
  /** Null where the cell has not run. */
  readonly execution_count: number | null;
  readonly outputs: readonly NotebookOutput[];
}

/** A cell of prose. */
export interface MarkdownCell {
  readonly cell_type: 'markdown';
  readonly id: string;
  readonly source: string;
  readonly metadata: JsonObject;
  /** Pictures that the text names as `attachment:NAME`. */
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
}

/** A cell that is meant for a converter. */
export interface RawCell {
  readonly cell_type: 'raw';
  readonly id: string;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly attachments?: Readonly<Record<string, MimeBundle>>;
}

/** Any cell of a notebook. */
export type NotebookCell = CodeCell | MarkdownCell | RawCell;

/** A notebook of nbformat 4.5 in memory: every text is one string. Fields that nbformat does not know are kept. */
export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
  readonly metadata: JsonObject;
  readonly cells: readonly NotebookCell[];
}

/** Tags of a cell, such as `parameters` or `hide-input`. */
export function cellTags({ metadata }: Pick<NotebookCell, 'metadata'>): readonly string[] {
  const tags = metadata['tags'];
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}

/** The language of a notebook in small letters, as its metadata name it; empty where they do not. */
export function notebookLanguage({ metadata }: Pick<Notebook, 'metadata'>): string {
  const { language_info: info, kernelspec } = metadata as Readonly<Record<string, Record<string, unknown>>>;
  const language = info?.['name'] ?? kernelspec?.['language'];
  return typeof language === 'string' ? language.toLowerCase() : '';
}
