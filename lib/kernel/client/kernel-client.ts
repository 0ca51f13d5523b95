import { setTimeout } from 'node:timers/promises';
import { KernelError } from '../../core/errors/kernel-error.ts';
import type { JsonObject, JupyterMessage } from '../protocol/message.ts';
import type { CellOutput } from './cell-output.ts';
import type { ExecuteOptions, Execution, RunningCode } from './execution.ts';
import type { KernelClientOptions } from './kernel-client-options.ts';
import { KernelLife, within } from './kernel-life.ts';
import { OutputCollector } from './output-collector.ts';

/** Milliseconds of silence on iopub after a reply, until a missing "idle" is given up. */
const IDLE_GRACE = 5000;
/** Seconds that a kernel has to answer an interrupt, and to end when it is asked to. */
const ANSWER = 5;

interface Progress {
  executionCount: number | null;
  idle: boolean;
  readonly onIdle: () => void;
}

/** A front end without a screen: starts a Jupyter kernel as a child process and executes code in it. */
export class KernelClient {
  readonly #options: KernelClientOptions;
  #life: KernelLife | undefined;
  #collector = new OutputCollector();
  readonly #running = new Map<string, Progress>();

  private constructor(options: KernelClientOptions) {
    this.#options = options;
  }

  /**
   * Starts a kernel and waits until it answers.
   * @param options - what to start, and how
   * @throws {KernelError} if the kernel does not start
   * @throws {AbortError} once the signal is aborted
   */
  static async start(options: KernelClientOptions): Promise<KernelClient> {
    const client = new KernelClient(options);
    await client.#begin();
    return client;
  }

  /** The kernel's answer to kernel_info_request. */
  get info(): JsonObject {
    return this.#present.info;
  }

  /** Number of the kernel's process. */
  get pid(): number | undefined {
    return this.#present.process.pid;
  }

  /** Why the kernel answers no more; undefined while it does. */
  get failure(): KernelError | undefined {
    return this.#present.failure;
  }

  /** Messages that were refused because they were not signed with the connection's key, or were no messages. */
  get refused(): number {
    return this.#present.channels.refused;
  }

  /**
   * Sends a request and waits for its reply.
   * @param channel - `shell`, or `control` for what must be answered while code runs
   * @param type - `complete_request`, …
   * @param content - of the message
   * @throws {KernelError} if the kernel dies or hangs
   */
  async request(channel: 'shell' | 'control', type: string, content: JsonObject): Promise<JupyterMessage> {
    return await this.#present.request(channel, type, content).reply;
  }

  /**
   * Executes code and waits for its end and all of its outputs.
   * @param code - a cell's source
   * @throws {KernelError} if the kernel dies or hangs
   */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    return await this.begin(code, options).finished;
  }

  /**
   * Begins to execute code.
   * @param code - a cell's source
   * @throws {KernelError} if the kernel is dead or hung already
   */
  begin(code: string, options: ExecuteOptions = {}): RunningCode {
    const {
      silent = false,
      storeHistory = true,
      stopOnError = true,
      userExpressions = {},
      onOutput,
    } = options;
    const life = this.#present;
    const { id, reply } = life.request('shell', 'execute_request', {
      code,
      silent,
      store_history: storeHistory && !silent,
      user_expressions: userExpressions,
      allow_stdin: this.#options.onInput !== undefined,
      stop_on_error: stopOnError,
    });
    const outputs: CellOutput[] = [];
    this.#collector.open(id, outputs, onOutput);
    let onIdle: () => void = () => undefined;
    const idle = new Promise<void>((resolve) => {
      onIdle = resolve;
    });
    const progress: Progress = { executionCount: null, idle: false, onIdle };
    this.#running.set(id, progress);
    const finished = reply
      .then(async ({ content }): Promise<Execution> => {
        await untilIdle(life, progress, idle);
        const { status, execution_count: count } = content;
        if (typeof count === 'number') progress.executionCount = count;
        return {
          status: status === 'ok' ? 'ok' : status === 'error' ? 'error' : 'aborted',
          executionCount: progress.executionCount,
          outputs,
          reply: content,
          complete: progress.idle,
        };
      })
      .finally(() => this.#running.delete(id));
    finished.catch(() => undefined); // whoever began it may look at the outputs alone
    return { id, outputs, executionCount: () => progress.executionCount, finished };
  }

  /**
   * Stops the code that runs, by message or by SIGINT as the kernelspec says.
   * @returns whether the kernel has taken notice; a signal is not answered, so it counts as noticed
   */
  async interrupt(): Promise<boolean> {
    const life = this.#present;
    if (life.failure !== undefined) return false;
    if (this.#options.spec.interrupt_mode === 'signal' && process.platform !== 'win32') {
      life.process.interrupt();
      return true;
    }
    const { reply } = life.request('control', 'interrupt_request', {});
    const answered = reply.then(
      () => true,
      () => false,
    );
    return (await within(answered, ANSWER)) && (await answered);
  }

  /** Ends the kernel: asks first, and kills it with all that it has started where it stays. */
  async shutdown(): Promise<void> {
    await this.#present.shutdown(false, ANSWER);
  }

  /** Ends the kernel at once, with all that it has started. */
  async kill(): Promise<void> {
    await this.#present.kill();
  }

  /**
   * Ends the kernel and starts another, with ports and a key of its own.
   * @throws {KernelError} if that one does not start
   */
  async restart(): Promise<void> {
    await this.#present.shutdown(true, ANSWER);
    await this.#begin();
  }

  get #present(): KernelLife {
    if (this.#life === undefined) throw new KernelError('start', 'kernel: is not started yet');
    return this.#life;
  }

  async #begin(): Promise<void> {
    const collector = new OutputCollector(); // what is still on its way from an older kernel goes to the older one's
    this.#collector = collector;
    this.#life = await KernelLife.start(this.#options, (channel, message) => {
      if (channel === 'iopub') this.#hear(collector, message);
      else if (channel === 'stdin') void this.#answer(message);
    });
  }

  #hear(collector: OutputCollector, message: JupyterMessage): void {
    const { msg_id: parent = '' } = message.parent_header as { msg_id?: string };
    const progress = this.#running.get(parent);
    const { header, content } = message;
    if (header.msg_type === 'status') {
      if (progress !== undefined && content.execution_state === 'idle') {
        progress.idle = true;
        progress.onIdle();
      }
    } else if (header.msg_type === 'execute_input') {
      if (progress !== undefined && typeof content.execution_count === 'number') {
        progress.executionCount = content.execution_count;
      }
    } else {
      collector.accept(message);
    }
  }

  /** Answers a cell that asks for input; it must get an answer, or it waits for ever. */
  async #answer({ header, content }: JupyterMessage): Promise<void> {
    if (header.msg_type !== 'input_request') return;
    const { onInput } = this.#options;
    const life = this.#present;
    let answer: JsonObject;
    try {
      const prompt = typeof content.prompt === 'string' ? content.prompt : '';
      if (onInput === undefined)
        throw new Error('nobody is there to answer: the notebook runs without a front end');
      answer = { status: 'ok', value: await onInput(prompt, content.password === true) };
    } catch (error) {
      answer = {
        status: 'error',
        ename: 'InputError',
        evalue: error instanceof Error ? error.message : String(error),
        traceback: [],
        value: '',
      };
    }
    if (life.failure === undefined) life.channels.send('stdin', 'input_reply', answer, header);
  }
}

/** The reply and the last outputs come on different sockets: waits for these as long as any come. */
async function untilIdle(life: KernelLife, progress: Progress, idle: Promise<void>): Promise<void> {
  const replied = performance.now();
  const timer = new AbortController();
  const silence = async (): Promise<void> => {
    while (
      life.failure === undefined &&
      performance.now() - Math.max(replied, life.channels.lastOutput) < IDLE_GRACE
    ) {
      await setTimeout(IDLE_GRACE / 20, undefined, { signal: timer.signal });
    }
  };
  if (progress.idle) return;
  try {
    await Promise.race([idle, silence().catch(() => undefined)]);
  } finally {
    timer.abort();
  }
}
