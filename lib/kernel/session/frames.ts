import { Buffer } from 'node:buffer';
import { ProtocolError } from '../../core/errors/protocol-error.ts';

// As they are before any cell has run, for cells may replace them.
const { parse, stringify } = JSON;

/** A MIME bundle as Jupyter shows it. */
export interface Bundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** An error as Jupyter shows it. */
export interface ShownError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** One of the values that a front end asked for beside a cell's own. */
export type UserExpression =
  ({ readonly status: 'ok' } & Bundle) | ({ readonly status: 'error' } & ShownError);

/** What happens on a comm. Buffers are base64. */
export interface CommEvent {
  readonly event: 'open' | 'message' | 'close';
  readonly comm: string;
  readonly target?: string;
  readonly data: unknown;
  readonly metadata?: object;
  readonly buffers: readonly string[];
}

/** What the session tells the kernel; `cell` is the number of the cell that caused it, 0 where none did. */
export type SessionFrame =
  | { readonly type: 'ready' }
  | {
      readonly type: 'stream';
      readonly cell: number;
      readonly name: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly type: 'display';
      readonly cell: number;
      readonly bundle: Bundle;
      readonly displayId?: string | undefined;
      readonly update?: boolean | undefined;
    }
  | { readonly type: 'clear'; readonly cell: number; readonly wait: boolean }
  | { readonly type: 'result'; readonly cell: number; readonly bundle: Bundle }
  | { readonly type: 'input'; readonly cell: number; readonly prompt: string; readonly password: boolean }
  | ({ readonly type: 'comm'; readonly cell: number } & CommEvent)
  | {
      readonly type: 'done';
      readonly cell: number;
      readonly status: 'ok' | 'error' | 'interrupted';
      readonly error?: ShownError | undefined;
      /** Indices of the statements that declared something and were finished. */
      readonly reached: readonly number[];
      readonly expressions: Readonly<Record<string, UserExpression>>;
    };

/** A value that a front end wants beside the cell's: compiled, or why that failed. */
export type ExpressionOrder =
  | { readonly key: string; readonly javascript: string }
  | { readonly key: string; readonly error: ShownError };

/** What the kernel tells the session. */
export type SessionOrder =
  | {
      readonly type: 'execute';
      readonly cell: number;
      /** Number in the notebook's brackets. */
      readonly count: number;
      readonly code: string;
      readonly javascript: string;
      readonly sourceMap: string;
      /** No result is shown. */
      readonly silent: boolean;
      readonly expressions: readonly ExpressionOrder[];
    }
  /** The cell may be {@link EVERYTHING}. */
  | { readonly type: 'interrupt'; readonly cell: number; readonly force: boolean }
  /** Its JavaScript was ended from outside; only the session's own second thread says so. */
  | { readonly type: 'terminated'; readonly cell: number }
  | { readonly type: 'input'; readonly text: string | null }
  | ({ readonly type: 'comm' } & CommEvent);

/** What the watching thread of the session tells the kernel. */
export interface WatcherFrame {
  /** A cell that was ended from outside, and whose thread does not say so itself. */
  readonly terminated: number;
}

/** Numbers that the session's two threads share. */
export const SHARED = {
  /** Number of the cell that runs, 0 for none. */
  running: 0,
  /** How many pieces of work are on that end by themselves when they are asked to. */
  holds: 1,
  /** 0: nobody asks; 1: the person is asked; 2: answered; 3: cancelled. */
  input: 2,
  /** Length of the answer in bytes. */
  inputLength: 3,
  /** Number of the cell whose stop the first thread has heard of. */
  heard: 4,
  /** Number of the cell that was handed to the first thread and that it has not begun yet, 0 for none. */
  waiting: 5,
} as const;

/** In place of a cell's number: whatever finished cells have left going, such as timers. */
export const EVERYTHING = -1;

/** Exit code of a session that a cell has left without what it needs to go on. */
export const BROKEN_EXIT = 86;

/** Bytes that an answer to {@link SessionFrame} `input` may have. */
export const INPUT_BYTES: number = 1 << 20;

const LENGTH_BYTES = 4;
/** No frame is as long as that; what seems to be was written by somebody else. */
const MOST_BYTES = 1 << 28;

/**
 * One frame as bytes: its length in four bytes, then JSON.
 * @param frame - what to send
 */
export function encodeFrame(frame: SessionFrame | SessionOrder | WatcherFrame): Buffer {
  const text = isPatched() ? stringify(withoutToJson(frame)) : stringify(frame);
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + Buffer.byteLength(text));
  bytes.writeUInt32LE(bytes.length - LENGTH_BYTES, 0);
  bytes.write(text, LENGTH_BYTES);
  return bytes;
}

/** Whether a cell has told every object, or every list, how to become JSON. */
function isPatched(): boolean {
  return 'toJSON' in Object.prototype || 'toJSON' in Array.prototype;
}

/** A copy that becomes JSON as it is. */
function withoutToJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map(withoutToJson)
    : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutToJson(each)]));
  return Object.defineProperty(copy, 'toJSON', { value: undefined });
}

/** Puts frames together again from the pieces in which they arrive. */
export class FrameReader<T> {
  #pieces: Buffer[] = [];
  #held = 0;

  /**
   * Takes the next piece.
   * @param piece - as it came
   * @returns the frames that are whole with it
   * @throws {ProtocolError} if these bytes are no frames
   */
  push(piece: Buffer): T[] {
    this.#pieces.push(piece);
    this.#held += piece.length;
    const frames: T[] = [];
    let wanted = this.#wanted();
    while (wanted !== undefined && this.#held >= LENGTH_BYTES + wanted) {
      const all = this.#pieces.length === 1 ? (this.#pieces[0] ?? piece) : Buffer.concat(this.#pieces);
      const end = LENGTH_BYTES + wanted;
      frames.push(readFrame(all.toString('utf8', LENGTH_BYTES, end)) as T);
      this.#pieces = [all.subarray(end)];
      this.#held -= end;
      wanted = this.#wanted();
    }
    return frames;
  }

  #wanted(): number | undefined {
    if (this.#held < LENGTH_BYTES) return undefined;
    const [first] = this.#pieces;
    const all = first !== undefined && first.length >= LENGTH_BYTES ? first : Buffer.concat(this.#pieces);
    if (all !== first) this.#pieces = [all];
    const length = all.readUInt32LE(0);
    if (length > MOST_BYTES) throw new ProtocolError(NO_FRAME);
    return length;
  }
}

const NO_FRAME = "something else than the session was written to the kernel's own pipe";

function readFrame(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    throw new ProtocolError(NO_FRAME);
  }
}
