import { setTimeout } from 'node:timers/promises';
import { throwIfAborted } from '../../core/abort.ts';
import { KernelError } from '../../core/errors/kernel-error.ts';
import type { JsonObject, JupyterMessage } from '../protocol/message.ts';
import { watchHeartbeat } from './heartbeat-watch.ts';
import { KernelChannels, type MessageListener, type SendingChannel } from './kernel-channels.ts';
import type { KernelClientOptions } from './kernel-client-options.ts';
import { KernelProcess } from './kernel-process.ts';
import { newConnection, type NewConnection } from './new-connection.ts';

/** Milliseconds without a word on iopub after which nothing more of a dead kernel is on its way. */
const QUIET = 100;
/** Milliseconds that the status on iopub may lag behind the first reply; then it was sent before anybody listened. */
const LAG = 250;
/** Milliseconds that Node's timers can count; they take more for nothing. */
const LONGEST = 2 ** 31 - 1;

interface Waiting {
  readonly resolve: (reply: JupyterMessage) => void;
  readonly reject: (error: unknown) => void;
}

/** A kernel from its start to its end: its process, its sockets, and the requests that it has not answered yet. */
export class KernelLife {
  /** The kernel's answer to kernel_info_request. */
  info: JsonObject = {};
  /** Why it can answer no more: it has died, or hangs. */
  failure: KernelError | undefined;
  readonly channels: KernelChannels;
  readonly process: KernelProcess;
  readonly #connection: NewConnection;
  readonly #options: KernelClientOptions;
  readonly #waiting = new Map<string, Waiting>();
  #stopWatch: (() => void) | undefined;
  #failing: Promise<void> | undefined;
  #ending = false;

  private constructor(connection: NewConnection, options: KernelClientOptions, onMessage: MessageListener) {
    this.#connection = connection;
    this.#options = options;
    this.channels = new KernelChannels(connection.info, (channel, message) => {
      onMessage(channel, message);
      const { msg_id: parent } = message.parent_header as { msg_id?: string };
      if (parent === undefined || (channel !== 'shell' && channel !== 'control')) return;
      this.#waiting.get(parent)?.resolve(message);
      this.#waiting.delete(parent);
    });
    this.process = new KernelProcess({ ...options, connectionFile: connection.file });
    void this.process.ended.then(() => this.#fail(this.process.failure(this.#name)));
  }

  /**
   * Starts a kernel and waits until it answers on all sockets.
   * @throws {KernelError} if it does not
   * @throws {AbortError} once the caller's signal is aborted
   */
  static async start(options: KernelClientOptions, onMessage: MessageListener): Promise<KernelLife> {
    throwIfAborted(options.signal, 'kernel start');
    const connection = await newConnection(options.transport ?? 'tcp');
    let heard = false;
    let life: KernelLife | undefined;
    try {
      life = new KernelLife(connection, options, (channel, message) => {
        heard ||= channel === 'iopub';
        onMessage(channel, message);
      });
      await life.#greet(() => heard);
      return life;
    } catch (error) {
      if (life === undefined) await connection.remove();
      else await life.kill();
      throw error;
    }
  }

  /**
   * Sends a request.
   * @param channel - `shell` or `control`
   * @param type - `execute_request`, …
   * @param content - of the message
   * @returns the request's id and the reply, which rejects with a KernelError when the kernel dies or hangs
   */
  request(
    channel: Exclude<SendingChannel, 'stdin'>,
    type: string,
    content: JsonObject,
  ): { readonly id: string; readonly reply: Promise<JupyterMessage> } {
    if (this.failure !== undefined) throw this.failure;
    const id = this.channels.send(channel, type, content);
    const reply = new Promise<JupyterMessage>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    reply.catch(() => undefined); // a caller who has given up does not wait for it any more
    return { id, reply };
  }

  /**
   * Asks the kernel to end, and ends it where it does not within a few seconds.
   * @param restart - whether another one follows
   * @param grace - seconds
   */
  async shutdown(restart: boolean, grace: number): Promise<void> {
    this.#ending = true;
    if (this.failure === undefined) {
      this.channels.send('control', 'shutdown_request', { restart });
      await within(this.process.ended, grace);
    }
    await this.kill();
  }

  /** Ends the kernel at once, with all that it has started, and takes sockets and files away. */
  async kill(): Promise<void> {
    this.process.kill();
    await this.process.ended;
    await this.#fail(this.process.failure(this.#name));
    this.#stopWatch?.();
    this.channels.close();
    await this.#connection.remove();
  }

  get #name(): string {
    return this.#options.spec.display_name;
  }

  /** What is published before a subscription has arrived is lost: ask until an answer was heard there, too. */
  async #greet(heard: () => boolean): Promise<void> {
    const { startTimeout = 60, hangAfter = 30, signal } = this.#options;
    const deadline = performance.now() + startTimeout * 1000;
    let { reply } = this.request('shell', 'kernel_info_request', {});
    let answered: number | undefined;
    const listen = (): void => {
      void reply.then(
        ({ content }) => {
          this.info = content;
          answered = performance.now();
        },
        () => undefined,
      );
    };
    listen();
    while (answered === undefined || !heard() || !this.channels.canBeAsked) {
      await setTimeout(5);
      throwIfAborted(signal, 'kernel start');
      if (this.failure !== undefined) throw new KernelError('start', this.failure.message);
      if (performance.now() > deadline) throw this.#silent(startTimeout);
      if (answered !== undefined && performance.now() - answered > LAG) {
        answered = undefined;
        ({ reply } = this.request('shell', 'kernel_info_request', {}));
        listen();
      }
    }
    this.#stopWatch = watchHeartbeat(this.channels, hangAfter, () => {
      const message = `kernel ${this.#name}: hangs, ${hangAfter} heartbeats went unanswered; restart it`;
      void this.#fail(new KernelError('hung', message));
    });
  }

  #silent(seconds: number): KernelError {
    const { refused } = this.channels;
    const why = refused === 0 ? '' : `; ${refused} messages with a wrong signature were refused`;
    return new KernelError(
      'start',
      `kernel ${this.#name}: did not answer within ${seconds} s of its start${why}`,
    );
  }

  /** Once what it has sent is here, nobody waits for more. */
  #fail(error: KernelError): Promise<void> {
    this.failure ??= error;
    this.#failing ??= this.#letGo(error);
    return this.#failing;
  }

  async #letGo(error: KernelError): Promise<void> {
    this.#stopWatch?.();
    if (!this.#ending) {
      const begun = performance.now();
      do await setTimeout(QUIET / 4);
      while (performance.now() - Math.max(begun, this.channels.lastOutput) < QUIET);
    }
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/**
 * Waits for something, but not for ever.
 * @param work - must not reject
 * @param seconds - at most
 * @returns whether it has come
 */
export async function within(work: Promise<unknown>, seconds: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      setTimeout(Math.min(seconds * 1000, LONGEST), false, { signal: timer.signal }).catch(() => false),
    ]);
  } finally {
    timer.abort();
  }
}
