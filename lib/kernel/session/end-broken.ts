import { Buffer } from 'node:buffer';
import process from 'node:process';
import { BROKEN_EXIT } from './frames.ts';
import { writeWhole } from './output.ts';

// As they are before any cell has run.
const exit = process.exit.bind(process);
const abort = process.abort.bind(process);
const toBytes = Buffer.from.bind(Buffer);

/**
 * Ends the process because it cannot do its work: a cell has replaced what all JavaScript stands on. The kernel tells the
 * person, and begins a new session; one that went on would never answer.
 * @param error - what went wrong in the session's own code
 */
export function endBroken(error: unknown): void {
  try {
    writeWhole(2, toBytes(`${describe(error)}\n`));
    exit(BROKEN_EXIT);
  } catch {
    abort();
  }
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an error that cannot be described';
  }
}
