import type { JsonObject, JupyterMessage } from '../protocol/message.ts';
import { errorHeading } from '../session/error-heading.ts';
import { EVERYTHING, type SessionFrame, type SessionOrder } from '../session/frames.ts';
import type { History } from './history.ts';
import type { Iopub } from './iopub.ts';
import { UNSTOPPABLE, type SessionDeath } from './session-death.ts';
import { SessionProcess } from './session-process.ts';

type Done = Extract<SessionFrame, { type: 'done' }>;
type ExecuteOrder = Extract<SessionOrder, { type: 'execute' }>;

/** What a session holder works with. */
export interface SessionHolderOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly iopub: Iopub;
  readonly history: History;
  /** Asks the front end for a line of text. */
  readonly askPerson: (request: JupyterMessage, content: JsonObject) => void;
  readonly onComm: (
    frame: Extract<SessionFrame, { type: 'comm' }>,
    request: JupyterMessage | undefined,
  ) => void;
  /** The session has died and another one has begun: all names are gone. */
  readonly onReplaced: () => void;
}

interface KnownCell {
  readonly request: JupyterMessage;
  readonly allowStdin: boolean;
  count: number;
  muted: boolean;
}

/** Late output finds its cell as long as it is among the last ones. */
const MOST_CELLS = 5000;
/** A session that dies so often before it could begin will not live. */
const MOST_FALSE_STARTS = 3;
/** Keeps one session process alive, and publishes what it says under the cell that caused it. */
export class SessionHolder {
  readonly #options: SessionHolderOptions;
  readonly #cells = new Map<number, KnownCell>();
  #process: SessionProcess;
  #pending: { readonly cell: number; readonly resolve: (done: Done) => void } | undefined;
  #last = 0;
  #falseStarts = 0;
  #closed = false;

  constructor(options: SessionHolderOptions) {
    this.#options = options;
    this.#process = this.#start();
  }

  /** Says which request a cell belongs to, before it runs. */
  begin(cell: number, request: JupyterMessage, allowStdin: boolean): void {
    this.#last = cell;
    this.#cells.set(cell, { request, allowStdin, count: 0, muted: false });
    if (this.#cells.size > MOST_CELLS) {
      for (const oldest of this.#cells.keys()) {
        this.#cells.delete(oldest);
        break;
      }
    }
  }

  /** Runs a cell; ends with what came of it, whatever happens to the session. */
  async execute(order: ExecuteOrder): Promise<Done> {
    const known = this.#cells.get(order.cell);
    if (known !== undefined) known.count = order.count;
    const done = await new Promise<Done>((resolve) => {
      this.#pending = { cell: order.cell, resolve };
      this.#process.order(order);
    });
    if (done.status === 'interrupted' && known !== undefined) {
      known.muted = true;
      this.#process.catchUp();
    } else await this.#process.drained(order.cell);
    return done;
  }

  /** Stops a cell, or EVERYTHING that finished ones have left going. */
  interrupt(cell: number, force: boolean): void {
    this.#process.order({ type: 'interrupt', cell, force });
  }

  /** Hands something else to the session. */
  order(order: SessionOrder): void {
    this.#process.order(order);
  }

  /** Ends the session for good. */
  close(): void {
    this.#closed = true;
    this.#process.kill();
  }

  #start(): SessionProcess {
    const { folder, environment, iopub } = this.#options;
    return new SessionProcess({
      folder,
      environment,
      onFrame: (frame) => {
        this.#receive(frame);
      },
      onOutput: (name, text) => {
        const known = this.#cells.get(this.#pending?.cell ?? this.#last);
        if (known?.muted !== true) iopub.stream(name, text, known?.request.header);
      },
      onTerminated: (cell) => {
        if (cell !== EVERYTHING && this.#pending?.cell !== cell) return;
        this.#process.kill();
        this.#replace(UNSTOPPABLE);
      },
      onDeath: (death) => {
        this.#replace(death);
      },
    });
  }

  #receive(frame: SessionFrame): void {
    if (frame.type === 'ready') {
      this.#falseStarts = 0;
      return;
    }
    const known = this.#cells.get(frame.cell);
    if (known?.muted === true) {
      if (frame.type === 'input') this.#process.order({ type: 'input', text: null });
      return;
    }
    this.#publish(frame, known);
  }

  #publish(frame: Exclude<SessionFrame, { type: 'ready' }>, known: KnownCell | undefined): void {
    const { iopub, history } = this.#options;
    const parent = known?.request.header;
    if (frame.type === 'stream') iopub.stream(frame.name, frame.text, parent);
    else if (frame.type === 'clear') iopub.publish('clear_output', { wait: frame.wait }, parent);
    else if (frame.type === 'display') {
      const type = frame.update === true ? 'update_display_data' : 'display_data';
      const transient = frame.displayId === undefined ? {} : { display_id: frame.displayId };
      iopub.publish(type, { ...frame.bundle, transient }, parent);
    } else if (frame.type === 'result') {
      const count = known?.count ?? 0;
      const text = frame.bundle.data['text/plain'];
      if (typeof text === 'string') history.setOutput(count, text);
      iopub.publish('execute_result', { ...frame.bundle, execution_count: count }, parent);
    } else if (frame.type === 'input') this.#ask(frame, known);
    else if (frame.type === 'comm') this.#options.onComm(frame, known?.request);
    else this.#settle(frame);
  }

  #ask(frame: Extract<SessionFrame, { type: 'input' }>, known: KnownCell | undefined): void {
    const { iopub, askPerson } = this.#options;
    if (known === undefined || !known.allowStdin) {
      const text = 'prompt: this front end cannot ask for input, so the answer is null\n';
      iopub.stream('stderr', text, known?.request.header);
      this.#process.order({ type: 'input', text: null });
      return;
    }
    iopub.flush();
    askPerson(known.request, { prompt: frame.prompt, password: frame.password });
  }

  #settle(done: Done): void {
    if (this.#pending?.cell !== done.cell) return;
    const { resolve } = this.#pending;
    this.#pending = undefined;
    resolve(done);
  }

  #replace({ ename, evalue }: SessionDeath): void {
    if (this.#closed) return;
    const error = { ename, evalue, traceback: [errorHeading(ename, evalue)] };
    const { iopub, onReplaced } = this.#options;
    const last = this.#cells.get(this.#last)?.request.header;
    const cell = this.#pending?.cell;
    this.#falseStarts++;
    if (this.#falseStarts <= MOST_FALSE_STARTS) {
      this.#process = this.#start();
      onReplaced();
    }
    if (cell === undefined) iopub.stream('stderr', `${ename}: ${evalue}\n`, last);
    else this.#settle({ type: 'done', cell, status: 'error', error, reached: [], expressions: {} });
  }
}
