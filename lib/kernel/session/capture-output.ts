import { Buffer } from 'node:buffer';
import { Writable } from 'node:stream';
import { currentCell } from './cell-context.ts';
import type { CellFrames } from './cell-frames.ts';
import { tell } from './output.ts';

/**
 * Sends what JavaScript prints to the kernel, at once and in order with what it displays. The descriptors themselves stay
 * for native code and for child processes.
 * @param frames - to say places in cells as the person knows them
 */
export function captureOutput(frames: CellFrames): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const write = (chunk: unknown): void => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
      const cell = currentCell();
      if (text === '' || cell?.controller.signal.aborted === true) return;
      tell({ type: 'stream', cell: cell?.cell ?? 0, name, text: frames.translate(text) });
    };
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        write(chunk);
        done();
      },
    });
    // A Writable that is ended from outside in the middle of a write would take every later one for a second at the same
    // time, and keep it back for ever. This one has no state.
    stream.write = (chunk: unknown, encoding?: unknown, done: unknown = encoding): boolean => {
      write(chunk);
      if (typeof done === 'function') void Promise.resolve().then(done as () => void);
      return true;
    };
    stream.setMaxListeners(0); // console leaves one behind for each write that was ended so
    Object.defineProperty(stream, 'fd', { value: name === 'stdout' ? 1 : 2 });
    Object.defineProperty(process, name, { get: () => stream, configurable: true, enumerable: true });
  }
}
