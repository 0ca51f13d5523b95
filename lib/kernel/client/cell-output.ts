/** Representations of one thing by MIME type. */
export type MimeBundle = Record<string, unknown>;

/** Text that a cell printed. */
export interface StreamOutput {
  readonly output_type: 'stream';
  readonly name: string;
  text: string;
}

/** Something that a cell displayed. */
export interface DisplayOutput {
  readonly output_type: 'display_data';
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/** The value of a cell's last expression. */
export interface ResultOutput {
  readonly output_type: 'execute_result';
  readonly execution_count: number | null;
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/** The error that ended a cell. */
export interface ErrorOutput {
  readonly output_type: 'error';
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** One output of a cell, as notebooks keep it. */
export type CellOutput = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** What happens to a cell's outputs, as it happens. */
export type OutputEvent =
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'output' | 'update'; readonly output: Exclude<CellOutput, StreamOutput> }
  | { readonly kind: 'clear' };
