/** What a notebook's kernel says of the cell that runs; work that knows of it stops when the person says stop. */
interface RunningCell {
  /** Aborted by the stop button. */
  readonly signal: AbortSignal;
  /** Says that work has begun that ends by itself at a safe place; the result says that it has ended. */
  readonly hold: () => () => void;
}

/** Where a kernel puts it. Nothing else is shared between the library and a kernel. */
const CELL = Symbol.for('wt-dfn.cell');

/**
 * Does long work that stops at a safe place: on the caller's signal, and in a notebook also on the stop button, which then
 * waits for it.
 * @param signal - the caller's own
 * @param work - gets the signal to obey
 */
export async function stoppable<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const cell = (globalThis as { [CELL]?: RunningCell })[CELL];
  if (cell === undefined) return work(signal);
  const release = cell.hold();
  try {
    return await work(signal === undefined ? cell.signal : AbortSignal.any([signal, cell.signal]));
  } finally {
    release();
  }
}
