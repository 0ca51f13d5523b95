/**
 * What every cell can use beside Node's own globals, as TypeScript declarations: the kernel checks cells against it.
 * The session makes the same names at run time (`session/cell-globals.ts`).
 */
export const CELL_GLOBALS = `
interface WtDfnCell {
  /** Number of the cell that runs, as in the notebook's brackets. */
  readonly count: number;
  /** Aborted when the person presses stop; timers, fetch, training and embedding honour it by themselves. */
  readonly signal: AbortSignal;
}
declare const cell: WtDfnCell;
/** Shows a value below the cell, as if it were the cell's last expression. */
declare function display(value: unknown): Promise<void>;
/** Takes away what the cell has shown; with wait, only once there is something new to show. */
declare function clearOutput(wait?: boolean): void;
/** Asks the person for a line of text; null where it was cancelled. */
declare function prompt(message?: string, defaultValue?: string): string | null;
/** Asks the person yes or no. */
declare function confirm(message?: string): boolean;
/** Shows a message. */
declare function alert(message?: string): void;
interface ImportMeta {
  readonly url: string;
  readonly filename: string;
  readonly dirname: string;
  resolve(specifier: string): string;
}
/** Two-way channels to the front end: Jupyter's comms. */
interface WtDfnComm {
  readonly id: string;
  readonly target: string;
  send(data: unknown, metadata?: object, buffers?: readonly Uint8Array[]): void;
  close(data?: unknown): void;
  onMessage: ((data: unknown, buffers: readonly Uint8Array[]) => void) | undefined;
  onClose: ((data: unknown) => void) | undefined;
}
declare const comms: {
  /** Opens a comm whose other end is a target that the front end knows. */
  open(target: string, data?: unknown, metadata?: object, buffers?: readonly Uint8Array[]): WtDfnComm;
  /** Lets the front end open comms under this name. */
  register(target: string, onOpen: (comm: WtDfnComm, data: unknown) => void): void;
};
declare module 'tslab' {
  interface Display {
    javascript(text: string): void;
    html(text: string): void;
    markdown(text: string): void;
    latex(text: string): void;
    svg(text: string): void;
    text(text: string): void;
    png(bytes: Uint8Array): void;
    jpeg(bytes: Uint8Array): void;
    gif(bytes: Uint8Array): void;
    pdf(bytes: Uint8Array): void;
    raw(mimeType: string, content: string | Uint8Array): void;
  }
  /** Shows rich output below the cell. */
  const display: Display;
  /** An output that its later calls replace. */
  function newDisplay(): Display;
}
`;
