import { setTimeout as delay } from 'node:timers/promises';
import type { CompilerThread } from '../compiler/compiler-thread.ts';
import type { JsonObject, JupyterMessage, MessageHeader } from '../protocol/message.ts';
import { errorHeading } from '../session/error-heading.ts';
import { EVERYTHING, type ExpressionOrder, type SessionFrame, type ShownError } from '../session/frames.ts';
import { diagnosticsError } from './diagnostics-error.ts';
import { helpWanted } from './cell-text.ts';
import type { History } from './history.ts';
import type { Iopub } from './iopub.ts';
import type { SessionHolder } from './session-holder.ts';

type Done = Extract<SessionFrame, { type: 'done' }>;

/** What a cell queue works with. */
export interface CellQueueOptions {
  readonly compiler: CompilerThread;
  readonly session: SessionHolder;
  readonly iopub: Iopub;
  readonly history: History;
  /** Whether type errors fail a cell. */
  readonly check: boolean;
  readonly reply: (request: JupyterMessage, content: JsonObject) => void;
}

interface RunningRequest {
  readonly header: MessageHeader;
  /** Number of the cell that the session has, 0 as long as it is being compiled. */
  cell: number;
  interrupts: number;
  /** Calls the compilation off. */
  readonly controller: AbortController;
}

interface Wishes {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly expressions: Readonly<Record<string, string>>;
  readonly allowStdin: boolean;
}

/** Requests that were sent together with one that failed have this long to arrive; in milliseconds. */
const GATHER_ABORTED = 3;

const INTERRUPTED: ShownError = {
  ename: 'Interrupted',
  evalue: 'stopped at your request; variables are kept',
  traceback: [errorHeading('Interrupted', 'stopped at your request; variables are kept')],
};

/** Runs cells in the order in which they were asked for. */
export class CellQueue {
  readonly #options: CellQueueOptions;
  readonly #waiting: JupyterMessage[] = [];
  /** When each request came, by our clock in milliseconds. */
  readonly #came = new WeakMap<JupyterMessage, number>();
  #aborted: JupyterMessage[] = [];
  #count = 0;
  #cells = 0;
  #running: RunningRequest | undefined;
  #busy = false;

  constructor(options: CellQueueOptions) {
    this.#options = options;
  }

  /** The request whose cell runs now. */
  get runningHeader(): MessageHeader | undefined {
    return this.#running?.header;
  }

  /** Takes an execute request. */
  add(request: JupyterMessage): void {
    this.#waiting.push(request);
    this.#came.set(request, performance.now());
    if (!this.#busy) void this.#work();
  }

  /**
   * Stops the cell that runs; asked again, without waiting for work that ends by itself. Where none runs, stops what
   * finished cells have left going.
   */
  interrupt(): void {
    if (this.#running === undefined) {
      this.#options.session.interrupt(EVERYTHING, false);
      return;
    }
    const force = this.#running.interrupts++ > 0;
    this.#running.controller.abort();
    if (this.#running.cell !== 0) this.#options.session.interrupt(this.#running.cell, force);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      const { iopub } = this.#options;
      iopub.status('busy', request.header);
      const controller = new AbortController();
      this.#running = { header: request.header, cell: 0, interrupts: 0, controller };
      try {
        await this.#execute(request, readWishes(request.content));
      } catch (error) {
        const evalue = error instanceof Error ? error.message : String(error);
        await this.#fail(request, { ename: 'KernelError', evalue, traceback: [`KernelError: ${evalue}`] });
      }
      this.#running = undefined;
      iopub.status('idle', request.header);
      this.#abort();
    }
    this.#busy = false;
  }

  async #execute(request: JupyterMessage, wishes: Wishes): Promise<void> {
    const { iopub, history, session } = this.#options;
    const { code, silent, storeHistory } = wishes;
    if (storeHistory) this.#count++;
    const count = this.#count;
    if (!silent) iopub.publish('execute_input', { code, execution_count: count }, request.header);
    if (storeHistory) history.add(count, code);
    const help = helpWanted(code);
    if (help !== undefined) {
      await this.#help(request, help);
      return;
    }
    if (code.trim() === '') {
      this.#succeed(request, await this.#expressions(request, wishes)); // front ends ask for values this way
      return;
    }
    const cell = ++this.#cells;
    session.begin(cell, request, wishes.allowStdin);
    const signal = this.#running?.controller.signal;
    const compiled = await this.#options.compiler.compile(cell, code, this.#options.check, signal);
    if (compiled?.ok === false) {
      await this.#fail(request, diagnosticsError(compiled.diagnostics, code, count));
      return;
    }
    if (compiled === undefined || this.#running === undefined || this.#running.interrupts > 0) {
      this.#options.compiler.drop(cell);
      await this.#fail(request, INTERRUPTED);
      return;
    }
    this.#running.cell = cell;
    const { javascript, sourceMap } = compiled;
    const done = await session.execute({
      type: 'execute',
      cell,
      count,
      code,
      javascript,
      sourceMap,
      silent,
      expressions: [],
    });
    if (done.status === 'ok') {
      await this.#options.compiler.settle(cell, 'all');
      this.#succeed(request, await this.#expressions(request, wishes));
      return;
    }
    await this.#options.compiler.settle(cell, done.reached);
    await this.#fail(request, done.status === 'interrupted' ? INTERRUPTED : (done.error ?? INTERRUPTED));
  }

  async #expressions(
    request: JupyterMessage,
    { expressions, allowStdin }: Wishes,
  ): Promise<Done['expressions']> {
    const wanted = Object.entries(expressions);
    if (wanted.length === 0) return {};
    const { compiler, session } = this.#options;
    const orders: ExpressionOrder[] = [];
    for (const [key, code] of wanted) {
      const cell = ++this.#cells;
      const compiled = await compiler.compile(cell, code, true);
      if (compiled === undefined) continue;
      compiler.drop(cell); // an expression keeps no names
      orders.push(
        compiled.ok
          ? { key, javascript: compiled.javascript }
          : { key, error: diagnosticsError(compiled.diagnostics, code, this.#count) },
      );
    }
    const cell = ++this.#cells;
    session.begin(cell, request, allowStdin);
    if (this.#running !== undefined) this.#running.cell = cell;
    const done = await session.execute({
      type: 'execute',
      cell,
      count: this.#count,
      code: '',
      javascript: '',
      sourceMap: '{"version":3,"sources":[],"names":[],"mappings":""}',
      silent: true,
      expressions: orders,
    });
    return done.expressions;
  }

  async #help(request: JupyterMessage, name: string): Promise<void> {
    const found = await this.#options.compiler.ask('inspect', { code: name, position: name.length });
    const text =
      found === undefined ? `nothing is known of ${name}` : `${found.signature}\n\n${found.documentation}`;
    const payload = [{ source: 'page', data: { 'text/plain': text.trim() }, start: 0 }];
    this.#succeed(request, {}, payload);
  }

  #succeed(request: JupyterMessage, expressions: Done['expressions'], payload: readonly object[] = []): void {
    this.#options.iopub.flush();
    this.#options.reply(request, {
      status: 'ok',
      execution_count: this.#count,
      user_expressions: expressions,
      payload,
    });
  }

  async #fail(request: JupyterMessage, error: ShownError): Promise<void> {
    const { ename, evalue, traceback } = error;
    this.#options.iopub.publish('error', { ename, evalue, traceback }, request.header);
    if (request.content.stop_on_error !== false) {
      // A front end that sends all cells at once does not want the rest after one has failed; what it sends once it
      // knows of the failure is meant.
      const failed = performance.now();
      const known = this.#waiting.splice(0);
      await delay(GATHER_ABORTED);
      const since = failed - (this.#came.get(request) ?? failed);
      const late = this.#waiting.splice(0);
      this.#aborted = [...known, ...late.filter((other) => !isSentLater(other, request, since))];
      this.#waiting.push(...late.filter((other) => isSentLater(other, request, since)));
    }
    this.#options.reply(request, {
      status: 'error',
      execution_count: this.#count,
      ename,
      evalue,
      traceback,
    });
  }

  #abort(): void {
    for (const request of this.#aborted.splice(0)) {
      this.#options.iopub.status('busy', request.header);
      this.#options.reply(request, { status: 'aborted', execution_count: this.#count });
      this.#options.iopub.status('idle', request.header);
    }
  }
}

/**
 * Whether a request was sent more than so many milliseconds after another one, both by the front end's own clock. A busy
 * machine may be slow to read what a person has asked for since: that is no part of what failed.
 */
function isSentLater(other: JupyterMessage, request: JupyterMessage, milliseconds: number): boolean {
  if (other.header.session !== request.header.session) return false;
  return Date.parse(other.header.date) - Date.parse(request.header.date) > milliseconds;
}

function readWishes(content: JsonObject): Wishes {
  const { code, user_expressions: expressions } = content;
  if (typeof code !== 'string') throw new Error('execute_request: code must be a string');
  const silent = content.silent === true;
  const texts = typeof expressions === 'object' && expressions !== null ? Object.entries(expressions) : [];
  return {
    code,
    silent,
    storeHistory: !silent && content.store_history !== false,
    expressions: Object.fromEntries(texts.map(([key, text]) => [key, String(text)])),
    allowStdin: content.allow_stdin !== false,
  };
}
