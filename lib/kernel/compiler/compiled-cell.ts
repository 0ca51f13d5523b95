/** One thing that the compiler has to say about a cell. */
export interface CellDiagnostic {
  /** TypeScript's number of the message, such as 2322. */
  readonly code: number;
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  /** How many characters of the line are meant; at least 1. */
  readonly length: number;
  /** Syntax errors stop a cell always, type errors unless checking is relaxed. */
  readonly kind: 'syntax' | 'type';
}

/** A cell that can be run. */
export interface CompiledCell {
  readonly javascript: string;
  /** Source map, as JSON, from {@link javascript} to the cell's TypeScript. */
  readonly sourceMap: string;
}

/** What came of compiling a cell. */
export type Compilation =
  | ({ readonly ok: true } & CompiledCell)
  | { readonly ok: false; readonly diagnostics: readonly CellDiagnostic[] };

/** What completion offers. */
export interface Completion {
  readonly matches: readonly { readonly text: string; readonly type: string }[];
  /** The stretch that a match replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** What is known of the name under the cursor. */
export interface Inspection {
  /** Its declaration, as TypeScript shows it. */
  readonly signature: string;
  /** Markdown. */
  readonly documentation: string;
}

/** Whether a text could be run as it stands. */
export interface Completeness {
  readonly status: 'complete' | 'incomplete' | 'invalid' | 'unknown';
  /** What the next line should begin with. */
  readonly indent: string;
}
