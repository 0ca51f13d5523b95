import type { Router } from 'zeromq';
import { CompilerThread } from '../compiler/compiler-thread.ts';
import { ProtocolError } from '../../core/errors/protocol-error.ts';
import type { ConnectionInfo } from '../protocol/connection.ts';
import type { JsonObject, JupyterMessage, MessageHeader } from '../protocol/message.ts';
import { decodeMessage, encodeMessage, MessageSigner } from '../protocol/wire.ts';
import type { CommEvent } from '../session/frames.ts';
import { CellQueue } from './cell-queue.ts';
import { complete, inspect, judgeCompleteness } from './code-questions.ts';
import { CommDesk } from './comm-desk.ts';
import { History } from './history.ts';
import { Iopub, makeHeader } from './iopub.ts';
import { kernelInfo } from './kernel-info.ts';
import { OpenPrompt } from './open-prompt.ts';
import { SessionHolder } from './session-holder.ts';
import {
  bindSockets,
  echoHeartbeats,
  OrderedSender,
  sendOnceReachable,
  type KernelSockets,
} from './sockets.ts';

/** How a kernel is started. */
export interface KernelOptions {
  readonly connection: ConnectionInfo;
  /** Where the notebook lies: cells import from there. */
  readonly folder: string;
  /** Version of wt-dfn. */
  readonly version: string;
  /** Environment of the process that runs the cells, beside this one's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether type errors fail a cell. Default true. */
  readonly check?: boolean;
}

type Handler = (request: JupyterMessage) => Promise<JsonObject> | JsonObject;

/**
 * A Jupyter kernel for TypeScript. This process speaks with the front end and never runs the person's code, which has
 * a process of its own; so it answers while a cell computes, and outlives whatever a cell does.
 */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #sockets: KernelSockets;
  readonly #signer: MessageSigner;
  readonly #session: string;
  readonly #senders: { readonly shell: OrderedSender; readonly control: OrderedSender };
  readonly #iopubSender: OrderedSender;
  readonly #iopub: Iopub;
  readonly #history = new History();
  readonly #prompt = new OpenPrompt();
  readonly #compiler: CompilerThread;
  readonly #holder: SessionHolder;
  readonly #queue: CellQueue;
  readonly #comms: CommDesk;
  readonly #ended: Promise<void>;
  #end: () => void = () => undefined;

  private constructor(options: KernelOptions, sockets: KernelSockets) {
    const { connection, folder, environment = {}, check = true } = options;
    this.#options = options;
    this.#sockets = sockets;
    this.#signer = new MessageSigner(connection.key, connection.signature_scheme);
    this.#session = crypto.randomUUID();
    this.#senders = {
      shell: new OrderedSender(sockets.shell),
      control: new OrderedSender(sockets.control),
    };
    this.#iopubSender = new OrderedSender(sockets.iopub);
    this.#iopub = new Iopub(this.#iopubSender, this.#signer, this.#session);
    this.#comms = new CommDesk(this.#iopub);
    this.#compiler = new CompilerThread(folder);
    this.#ended = new Promise((resolve) => (this.#end = resolve));
    this.#holder = new SessionHolder({
      folder,
      environment,
      iopub: this.#iopub,
      history: this.#history,
      askPerson: (request, content) => {
        void this.#askPerson(content, request);
      },
      onComm: (frame, request) => {
        this.#comms.tell(frame, request);
      },
      onReplaced: () => {
        this.#comms.clear();
        void this.#compiler.ask('reset', {});
      },
    });
    this.#queue = new CellQueue({
      compiler: this.#compiler,
      session: this.#holder,
      iopub: this.#iopub,
      history: this.#history,
      check,
      reply: (request, content) => {
        this.#send('shell', 'execute_reply', content, request);
      },
    });
  }

  /**
   * Opens the sockets and begins to answer.
   * @param options - connection, folder, version
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    const kernel = new Kernel(options, await bindSockets(options.connection));
    kernel.#listen();
    return kernel;
  }

  /** Resolves once the front end has asked the kernel to end, and was answered. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Stops the cell that runs, as the front end's stop button does. */
  interrupt(): void {
    this.#queue.interrupt();
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#holder.close();
    const senders = [...Object.values(this.#senders), this.#iopubSender];
    this.#iopub.flush();
    await Promise.all(senders.map((sender) => sender.flushed()));
    await this.#compiler.close();
    for (const socket of Object.values(this.#sockets) as { close: () => void }[]) socket.close();
    this.#end();
  }

  #listen(): void {
    this.#iopub.status('starting', undefined);
    void this.#compiler.ask('warmUp', {}).then(
      ({ problems }) => {
        for (const problem of problems) this.#iopub.stream('stderr', `tsconfig: ${problem}\n`, undefined);
      },
      () => undefined, // the first cell says it
    );
    void echoHeartbeats(this.#sockets.hb).catch(() => undefined);
    void this.#receive('shell', this.#sockets.shell);
    void this.#receive('control', this.#sockets.control);
    void this.#receiveInput();
  }

  async #receive(channel: 'shell' | 'control', socket: Router): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = this.#decode(frames);
        if (message !== undefined) this.#dispatch(channel, message);
      }
    } catch {
      // the socket was closed
    }
  }

  async #receiveInput(): Promise<void> {
    try {
      for await (const frames of this.#sockets.stdin) {
        const message = this.#decode(frames);
        if (message?.header.msg_type !== 'input_reply' || !this.#prompt.takes(message.parent_header))
          continue;
        const { value } = message.content;
        this.#holder.order({ type: 'input', text: typeof value === 'string' ? value : null });
      }
    } catch {
      // the socket was closed
    }
  }

  #decode(frames: readonly Uint8Array[]): JupyterMessage | undefined {
    try {
      return decodeMessage(frames, this.#signer);
    } catch (error) {
      if (error instanceof ProtocolError) return undefined; // whoever sent it is nobody that we know
      throw error;
    }
  }

  #dispatch(channel: 'shell' | 'control', request: JupyterMessage): void {
    const type = request.header.msg_type;
    if (type === 'execute_request' && channel === 'shell') {
      this.#queue.add(request);
      return;
    }
    const handler = Object.hasOwn(this.#handlers, type) ? this.#handlers[type] : undefined;
    if (handler !== undefined) void this.#answer(channel, request, handler);
  }

  async #answer(channel: 'shell' | 'control', request: JupyterMessage, handler: Handler): Promise<void> {
    const { header } = request;
    this.#iopub.status('busy', header);
    let content: JsonObject;
    try {
      content = await handler(request);
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      content = { status: 'error', ename: 'KernelError', evalue, traceback: [evalue] };
    }
    if (header.msg_type.endsWith('_request')) {
      this.#send(channel, header.msg_type.replace(/_request$/, '_reply'), content, request);
    }
    this.#iopub.status('idle', header);
    // Front ends take the last status for the kernel's, and a cell may still be at work.
    const running = this.#queue.runningHeader;
    if (running !== undefined) this.#iopub.status('busy', running);
    if (header.msg_type === 'shutdown_request') await this.close();
  }

  #send(channel: 'shell' | 'control', type: string, content: JsonObject, request: JupyterMessage): void {
    this.#senders[channel].send(this.#encode(makeHeader(type, this.#session), content, request));
  }

  async #askPerson(content: JsonObject, request: JupyterMessage): Promise<void> {
    const header = makeHeader('input_request', this.#session);
    this.#prompt.open(header, request.header);
    const frames = this.#encode(header, content, request);
    if (await sendOnceReachable(this.#sockets.stdin, frames)) return;
    const text = 'prompt: the front end does not listen on its stdin channel, so the answer is null\n';
    this.#iopub.stream('stderr', text, request.header);
    this.#holder.order({ type: 'input', text: null });
  }

  #encode(header: MessageHeader, content: JsonObject, request: JupyterMessage): Uint8Array[] {
    const message: JupyterMessage = {
      identities: request.identities,
      header,
      parent_header: request.header,
      metadata: {},
      content,
      buffers: [],
    };
    return encodeMessage(message, this.#signer);
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => kernelInfo(this.#options.version),
    connect_request: () => {
      const { shell_port, iopub_port, stdin_port, control_port, hb_port } = this.#options.connection;
      return { status: 'ok', shell_port, iopub_port, stdin_port, control_port, hb_port };
    },
    complete_request: ({ content }) => complete(this.#compiler, content),
    inspect_request: ({ content }) => inspect(this.#compiler, content),
    is_complete_request: ({ content }) => judgeCompleteness(this.#compiler, content),
    history_request: ({ content }) => ({ status: 'ok', history: this.#history.find(content) }),
    comm_info_request: ({ content }) => ({ status: 'ok', comms: this.#comms.list(content.target_name) }),
    comm_open: (request) => this.#hearComm('open', request),
    comm_msg: (request) => this.#hearComm('message', request),
    comm_close: (request) => this.#hearComm('close', request),
    interrupt_request: () => {
      this.#queue.interrupt();
      return { status: 'ok' };
    },
    shutdown_request: ({ content, header }) => {
      const answer = { status: 'ok', restart: content.restart === true };
      this.#iopub.publish('shutdown_reply', answer, header);
      return answer;
    },
  };

  #hearComm(event: CommEvent['event'], request: JupyterMessage): JsonObject {
    this.#holder.order(this.#comms.hear(event, request));
    return {};
  }
}
