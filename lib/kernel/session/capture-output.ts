import { Buffer } from 'node:buffer';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
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
    const decoder = new StringDecoder('utf8'); // a letter may come in two pieces
    const write = (chunk: unknown, encoding?: unknown): void => {
      const bytes =
        typeof chunk === 'string' && isOtherEncoding(encoding) ? Buffer.from(chunk, encoding) : chunk;
      const text = typeof bytes === 'string' ? bytes : decoder.write(Buffer.from(bytes as Uint8Array));
      const cell = currentCell();
      if (text === '' || cell?.controller.signal.aborted === true) return;
      tell({ type: 'stream', cell: cell?.cell ?? 0, name, text: frames.translate(text) });
    };
    const stream = new Writable({
      decodeStrings: false,
      write: (chunk, encoding, done) => {
        write(chunk, encoding);
        done();
      },
    });
    // A Writable that is ended from outside in the middle of a write would take every later one for a second at the same
    // time, and keep it back for ever. This one has no state.
    stream.write = (chunk: unknown, encoding?: unknown, done: unknown = encoding): boolean => {
      write(chunk, encoding);
      if (typeof done === 'function') void Promise.resolve().then(done as () => void);
      return true;
    };
    stream.setMaxListeners(0); // console leaves one behind for each write that was ended so
    Object.defineProperty(stream, 'fd', { value: name === 'stdout' ? 1 : 2 });
    Object.defineProperty(process, name, { get: () => stream, configurable: true, enumerable: true });
  }
}

function isOtherEncoding(encoding: unknown): encoding is BufferEncoding {
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) && !/^utf-?8$/i.test(encoding);
}
