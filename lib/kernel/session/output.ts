import { writeSync } from 'node:fs';
import process from 'node:process';
import { encodeFrame, type Bundle, type SessionFrame } from './frames.ts';

/** The pipe to the kernel that belongs to the session's main thread. */
const FRAMES = 3;
/** The largest output that is shown, in bytes. */
const MOST_SHOWN = 16e6;

/**
 * Tells the kernel something, at once: code that never comes back to the event loop is heard too. A full pipe blocks,
 * so that a loop that prints is slowed down instead of filling the memory.
 * @param frame - what to tell
 */
export function tell(frame: SessionFrame): void {
  const bytes = encodeFrame(frame);
  const isTooMuch = bytes.length > MOST_SHOWN && (frame.type === 'display' || frame.type === 'result');
  writeWhole(FRAMES, isTooMuch ? encodeFrame({ ...frame, bundle: sayTooMuch(bytes.length) }) : bytes);
}

function sayTooMuch(bytes: number): Bundle {
  const text = `an output of ${Math.round(bytes / 1e6)} MB is not shown: no front end could; the limit is ${MOST_SHOWN / 1e6} MB`;
  return { data: { 'text/plain': text }, metadata: {} };
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
