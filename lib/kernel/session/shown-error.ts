import { inspect } from 'node:util';
import type { CellFrames } from './cell-frames.ts';
import { errorHeading, PLAIN, RED } from './error-heading.ts';
import type { ShownError } from './frames.ts';

/** The longest message, or line, that is shown whole; in characters. */
const MOST_TEXT = 4000;
const MOST_STEPS = 50;
const MOST_LINE = 200;
/** Lines shown before and behind the one that failed. */
const AROUND = 2;

/**
 * An error as a notebook shows it: name and message, the lines of the cell where it happened, and the way there without
 * the kernel's own steps.
 * @param error - what was thrown, of whatever kind
 * @param frames - knows the cells
 */
export function shownError(error: unknown, frames: CellFrames): ShownError {
  const { name, message: whole, stack } = partsOf(error);
  const message = cut(whole);
  // The stack repeats the message, however long that is.
  const way = frames
    .translate(stack.slice(stack.startsWith(`${name}: ${whole}`) ? name.length + whole.length + 2 : 0))
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !isOurs(line))
    .slice(0, MOST_STEPS)
    .map(cut);
  const place = frames.first(stack);
  const excerpt = place === undefined ? [] : codeAround(place.code, place.line);
  const cause = causesOf(error, frames);
  return {
    ename: cut(name),
    evalue: message,
    traceback: [errorHeading(name, frames.translate(message)), ...excerpt, ...way, ...cause],
  };
}

/**
 * Some lines of a cell, one of them marked.
 * @param code - the cell
 * @param line - counted from 1
 */
function codeAround(code: string, line: number): string[] {
  const lines = code.split('\n');
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = `${String(number).padStart(width)} | ${(lines[number - 1] ?? '').slice(0, MOST_LINE)}`;
    shown.push(number === line ? `${RED}> ${text}${PLAIN}` : `  ${text}`);
  }
  return shown;
}

function cut(text: string): string {
  if (text.length <= MOST_TEXT) return text;
  return `${text.slice(0, MOST_TEXT)} … ${text.length - MOST_TEXT} characters more`;
}

function partsOf(error: unknown): {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
} {
  try {
    if (typeof error === 'object' && error !== null && 'message' in error) {
      const { name, message, stack } = error as Record<string, unknown>;
      return {
        name: typeof name === 'string' && name !== '' ? name : 'Error',
        message: String(message),
        stack: typeof stack === 'string' ? stack : '',
      };
    }
    return { name: 'Error', message: `thrown: ${describe(error)}`, stack: '' };
  } catch {
    return { name: 'Error', message: 'something that cannot be described was thrown', stack: '' };
  }
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return inspect(value, { depth: 1, breakLength: Infinity });
  return String(value);
}

function causesOf(error: unknown, frames: CellFrames): string[] {
  const shown: string[] = [];
  let next = causeOf(error);
  for (let depth = 0; depth < 5 && next !== undefined; depth++) {
    const { name, message } = partsOf(next);
    shown.push(`caused by ${name}: ${frames.translate(cut(message))}`);
    next = causeOf(next);
  }
  return shown;
}

function causeOf(error: unknown): unknown {
  try {
    return typeof error === 'object' && error !== null ? (error as { cause?: unknown }).cause : undefined;
  } catch {
    return undefined;
  }
}

/** Steps between the kernel and the cell, which tell the person nothing. */
function isOurs(line: string): boolean {
  return /\/kernel\/session\/|\(node:|at node:/.test(line);
}
