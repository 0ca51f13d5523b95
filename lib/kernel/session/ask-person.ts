import { currentCell } from './cell-context.ts';
import { SHARED } from './frames.ts';
import { tell } from './output.ts';

/** Asks the person for lines of text, in the middle of synchronous code. */
export class AskPerson {
  readonly #shared: Int32Array;
  readonly #bytes: Uint8Array;

  /**
   * @param shared - numbers that the watching thread writes too
   * @param bytes - where it puts answers
   */
  constructor(shared: Int32Array, bytes: Uint8Array) {
    this.#shared = shared;
    this.#bytes = bytes;
  }

  /**
   * Asks and waits.
   * @param message - the question
   * @param password - what is typed is not to be seen
   * @returns nothing where the person cancelled, or stopped the cell
   */
  ask(message: string, password = false): string | null {
    Atomics.store(this.#shared, SHARED.input, 1);
    tell({ type: 'input', cell: currentCell()?.cell ?? 0, prompt: message, password });
    while (Atomics.load(this.#shared, SHARED.input) === 1) Atomics.wait(this.#shared, SHARED.input, 1);
    const state = Atomics.exchange(this.#shared, SHARED.input, 0);
    if (state !== 2) return null;
    const length = Atomics.load(this.#shared, SHARED.inputLength);
    return Buffer.from(this.#bytes.slice(0, length)).toString('utf8');
  }
}
