import { writeSync } from 'node:fs';
import { encodeFrame, type SessionFrame } from './frames.ts';

/** The pipe to the kernel that belongs to the session's main thread. */
const FRAMES = 3;

/**
 * Tells the kernel something, at once: code that never comes back to the event loop is heard too. A full pipe blocks,
 * so that a loop that prints is slowed down instead of filling the memory.
 * @param frame - what to tell
 */
export function tell(frame: SessionFrame): void {
  writeWhole(FRAMES, encodeFrame(frame));
}

/**
 * Writes all of the bytes.
 * @param file - an open descriptor
 * @param bytes - what to write
 */
export function writeWhole(file: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(file, bytes, done);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(0); // nobody is left to tell
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
