import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Duplex, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { SOURCE_ENDING } from '../../core/worker.ts';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  encodeFrame,
  FrameReader,
  type SessionFrame,
  type SessionOrder,
  type WatcherFrame,
} from '../session/frames.ts';
import { describeDeath, endedFor, type SessionDeath } from './session-death.ts';

/** What a session tells its kernel. */
export interface SessionListener {
  readonly onFrame: (frame: SessionFrame) => void;
  /** What native code and child processes have printed. */
  readonly onOutput: (name: 'stdout' | 'stderr', text: string) => void;
  /** The cell's JavaScript was ended from outside. */
  readonly onTerminated: (cell: number) => void;
  /** The process has ended, with a sentence for the person about why. */
  readonly onDeath: (reason: SessionDeath) => void;
}

/** How a session process is started. */
export interface SessionOptions extends SessionListener {
  /** Working folder: the notebook's. */
  readonly folder: string;
  /** Environment variables beside the kernel's own. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How much of the last native output is kept, to tell why a session died; in characters. */
const TAIL = 4000;
/** How long output may come after the process has ended; in milliseconds. */
const LAST_WORDS = 300;
/** Node says so at an exit, since the session's second thread is its debugger: nobody waits. */
const DEBUGGER_WORDS = /^Waiting for the debugger to disconnect\.\.\.\n/gm;
/** Native output that has not come after so much silence does not come, in milliseconds; nor after so long altogether. */
const SILENCE = 250;
const LONGEST_DRAIN = 10_000;
/** A character that no program prints begins the marks on the output of native code. */
const MARK = '\u0001';
/** What a session may print in a second; one that prints more is slowed down, so that front ends keep up. In bytes. */
const MOST_PER_SECOND = 8 << 20;

/**
 * The process that runs the cells. It is a session of its own in the system's sense: no signal of a terminal reaches it,
 * since a signal handler that runs while TensorFlow's kernels are at work destroys memory (`cli/supervise.ts`).
 */
export class SessionProcess {
  readonly #child: ChildProcess;
  readonly #orders: Duplex;
  readonly #mark = `${MARK}${randomUUID()}:`;
  readonly #listener: SessionListener;
  readonly #ended = new Map<'stdout' | 'stderr', number>();
  #waiting: (() => void)[] = [];
  #window = { since: 0, bytes: 0 };
  #resume = (): void => undefined;
  #tail = '';
  /** When native code was last heard. */
  #heard = 0;
  #wanted = true;

  constructor({ folder, environment, ...listener }: SessionOptions) {
    this.#listener = listener;
    const script = new URL(`../session/session-main${SOURCE_ENDING}`, import.meta.url);
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    this.#child = spawn(process.execPath, ['--import', tsx, fileURLToPath(script), this.#mark], {
      cwd: folder,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const [, stdout, stderr, frames, orders] = this.#child.stdio as [
      null,
      Readable,
      Readable,
      Readable,
      Duplex,
    ];
    this.#orders = orders;
    this.#read(frames, orders);
    this.#capture('stdout', stdout);
    this.#capture('stderr', stderr);
    this.#child.once('error', (error) => {
      listener.onDeath({
        ename: 'SessionEnded',
        evalue: `the session could not be started: ${error.message}`,
      });
    });
    // Processes that a cell has started may hold its output open for long: what has come shortly after the end is all.
    this.#child.once('exit', (code, signal) => {
      const wanted = this.#wanted;
      void Promise.race([once(this.#child, 'close'), delay(LAST_WORDS)]).then(() => {
        for (const resolve of this.#waiting.splice(0)) resolve();
        for (const stream of [stdout, stderr, frames, orders]) stream.destroy();
        this.kill();
        if (wanted) listener.onDeath(describeDeath(this.#tail, code, signal));
      });
    });
  }

  /** Process number, for messages. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Tells the session something. */
  order(order: SessionOrder): void {
    if (this.#orders.writable) this.#orders.write(encodeFrame(order));
  }

  /**
   * Waits until all that native code printed during a cell has arrived. Code may have closed its output: then that is
   * told by silence.
   * @param cell - that has ended
   */
  async drained(cell: number): Promise<void> {
    const begun = performance.now();
    const left = (): number =>
      Math.min(begun + LONGEST_DRAIN, Math.max(begun, this.#heard) + SILENCE) - performance.now();
    const isDrained = (): boolean =>
      (['stdout', 'stderr'] as const).every((name) => (this.#ended.get(name) ?? 0) >= cell);
    while (!isDrained() && left() > 0 && this.#child.exitCode === null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, left()));
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Reads at once what was slowed down: the cell that printed so much is stopped, and nobody sees it. */
  catchUp(): void {
    this.#window = { since: 0, bytes: 0 };
    this.#resume();
  }

  /** Ends the process and what its cells have started; nothing is heard of it any more. */
  kill(): void {
    this.#wanted = false;
    const { pid } = this.#child;
    try {
      // The session leads a group of its own.
      if (pid !== undefined && process.platform !== 'win32') process.kill(-pid, 'SIGKILL');
      else this.#child.kill('SIGKILL');
    } catch {
      // nobody of the group is left
    }
  }

  #read(frames: Readable, orders: Duplex): void {
    const frameReader = new FrameReader<SessionFrame>();
    frames.on('data', (piece: Buffer) => {
      if (!this.#wanted) return;
      let whole: SessionFrame[];
      try {
        whole = frameReader.push(piece);
      } catch (error) {
        this.kill();
        const reason = error instanceof Error ? error.message : String(error);
        this.#listener.onDeath(endedFor(reason));
        return;
      }
      for (const frame of whole) this.#listener.onFrame(frame);
      this.#slowDown(frames, piece.length);
    });
    const watcherReader = new FrameReader<WatcherFrame>();
    orders.on('data', (piece: Buffer) => {
      if (!this.#wanted) return;
      for (const { terminated } of watcherReader.push(piece)) this.#listener.onTerminated(terminated);
    });
    // Its end is told once, by the process's own.
    for (const stream of [frames, orders]) stream.on('error', () => undefined);
  }

  #slowDown(frames: Readable, bytes: number): void {
    const now = performance.now();
    if (now - this.#window.since > 1000) this.#window = { since: now, bytes: 0 };
    this.#window.bytes += bytes;
    if (this.#window.bytes < MOST_PER_SECOND) return;
    frames.pause();
    this.#resume = () => {
      frames.resume();
    };
    setTimeout(this.#resume, Math.max(1, 1000 - (now - this.#window.since)));
  }

  #capture(name: 'stdout' | 'stderr', stream: Readable): void {
    const decoder = new StringDecoder('utf8');
    const pattern = new RegExp(`${this.#mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\d+);`, 'g');
    let held = '';
    stream.on('error', () => undefined);
    stream.on('data', (piece: Buffer) => {
      if (!this.#wanted) return;
      this.#heard = performance.now();
      const marks: number[] = [];
      const text = (held + decoder.write(piece)).replace(pattern, (_whole, cell: string) => {
        marks.push(Number(cell));
        return '';
      });
      // A mark may arrive in two pieces.
      const cut = text.lastIndexOf(MARK);
      const keeps = cut !== -1 && this.#mark.startsWith(text.slice(cut, cut + this.#mark.length));
      held = keeps ? text.slice(cut) : '';
      const whole = (keeps ? text.slice(0, cut) : text).replace(DEBUGGER_WORDS, '');
      if (whole !== '') {
        if (name === 'stderr') this.#tail = (this.#tail + whole).slice(-TAIL);
        this.#listener.onOutput(name, whole);
      }
      const last = marks.at(-1);
      if (last === undefined) return;
      this.#ended.set(name, last);
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }
}
