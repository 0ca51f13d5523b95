import { createRequire } from 'node:module';
import type { Router } from 'zeromq';
import { CompilerThread } from '../compiler/compiler-thread.ts';
import { ProtocolError } from '../../core/errors/protocol-error.ts';
import type { ConnectionInfo } from '../protocol/connection.ts';
import { PROTOCOL_VERSION, type JsonObject, type JupyterMessage } from '../protocol/message.ts';
import { decodeMessage, encodeMessage, MessageSigner } from '../protocol/wire.ts';
import type { CommEvent } from '../session/frames.ts';
import { CellQueue } from './cell-queue.ts';
import { pointsOf, unitsOf } from './cell-text.ts';
import { History } from './history.ts';
import { Iopub, makeHeader } from './iopub.ts';
import { SessionHolder } from './session-holder.ts';
import { bindSockets, echoHeartbeats, OrderedSender, type KernelSockets } from './sockets.ts';

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
  readonly #senders: {
    readonly shell: OrderedSender;
    readonly control: OrderedSender;
    readonly stdin: OrderedSender;
  };
  readonly #iopubSender: OrderedSender;
  readonly #iopub: Iopub;
  readonly #history = new History();
  readonly #compiler: CompilerThread;
  readonly #holder: SessionHolder;
  readonly #queue: CellQueue;
  readonly #comms = new Map<string, string>();
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
      stdin: new OrderedSender(sockets.stdin),
    };
    this.#iopubSender = new OrderedSender(sockets.iopub);
    this.#iopub = new Iopub(this.#iopubSender, this.#signer, this.#session);
    this.#compiler = new CompilerThread(folder);
    this.#ended = new Promise((resolve) => (this.#end = resolve));
    this.#holder = new SessionHolder({
      folder,
      environment,
      iopub: this.#iopub,
      history: this.#history,
      askPerson: (request, content) => {
        this.#send('stdin', 'input_request', content, request);
      },
      onComm: (frame, request) => {
        this.#tellComm(frame, request);
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
        if (message?.header.msg_type !== 'input_reply') continue;
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
    const handler = this.#handlers[type];
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

  #send(
    channel: 'shell' | 'control' | 'stdin',
    type: string,
    content: JsonObject,
    request: JupyterMessage,
  ): void {
    const message: JupyterMessage = {
      identities: request.identities,
      header: makeHeader(type, this.#session),
      parent_header: request.header,
      metadata: {},
      content,
      buffers: [],
    };
    this.#senders[channel].send(encodeMessage(message, this.#signer));
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => this.#info(),
    connect_request: () => {
      const { shell_port, iopub_port, stdin_port, control_port, hb_port } = this.#options.connection;
      return { status: 'ok', shell_port, iopub_port, stdin_port, control_port, hb_port };
    },
    complete_request: async ({ content }) => {
      const { code, position } = place(content);
      const { matches, start, end } = await this.#compiler.ask('complete', { code, position });
      const [from, to] = [pointsOf(code, start), pointsOf(code, end)];
      const types = matches.map(({ text, type }) => ({ start: from, end: to, text, type }));
      return {
        status: 'ok',
        matches: matches.map(({ text }) => text),
        cursor_start: from,
        cursor_end: to,
        metadata: { _jupyter_types_experimental: types },
      };
    },
    inspect_request: async ({ content }) => {
      const { code, position } = place(content);
      const found = await this.#compiler.ask('inspect', { code, position });
      if (found === undefined) return { status: 'ok', found: false, data: {}, metadata: {} };
      const { signature, documentation } = found;
      const markdown = `\`\`\`typescript\n${signature}\n\`\`\`\n\n${documentation}`;
      const data = {
        'text/plain': `${signature}\n\n${documentation}`.trim(),
        'text/markdown': markdown.trim(),
      };
      return { status: 'ok', found: true, data, metadata: {} };
    },
    is_complete_request: async ({ content }) => {
      const { status, indent } = await this.#compiler.ask('completeness', { code: text(content, 'code') });
      return status === 'incomplete' ? { status, indent } : { status };
    },
    history_request: ({ content }) => ({ status: 'ok', history: this.#history.find(content) }),
    comm_info_request: ({ content }) => {
      const open = [...this.#comms].filter(
        ([, target]) => typeof content.target_name !== 'string' || content.target_name === target,
      );
      return {
        status: 'ok',
        comms: Object.fromEntries(open.map(([id, target_name]) => [id, { target_name }])),
      };
    },
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

  #info(): JsonObject {
    const { version } = this.#options;
    const typescript = createRequire(import.meta.url)('typescript/package.json') as { version: string };
    return {
      status: 'ok',
      protocol_version: PROTOCOL_VERSION,
      implementation: 'wt-dfn',
      implementation_version: version,
      language_info: {
        name: 'typescript',
        version: typescript.version,
        mimetype: 'text/x-typescript',
        file_extension: '.ts',
        pygments_lexer: 'typescript',
        codemirror_mode: { name: 'javascript', typescript: true },
        nbconvert_exporter: 'script',
      },
      banner: `wt-dfn ${version}: TypeScript ${typescript.version} on Node ${process.versions.node}`,
      debugger: false,
      help_links: [{ text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' }],
      supported_features: [],
    };
  }

  #hearComm(event: CommEvent['event'], { content, metadata, buffers }: JupyterMessage): JsonObject {
    const comm = text(content, 'comm_id');
    const target = event === 'open' ? text(content, 'target_name') : undefined;
    if (target !== undefined) this.#comms.set(comm, target);
    if (event === 'close') this.#comms.delete(comm);
    this.#holder.order({
      type: 'comm',
      event,
      comm,
      ...(target === undefined ? {} : { target }),
      data: content.data ?? {},
      metadata,
      buffers: buffers.map((bytes) => Buffer.from(bytes).toString('base64')),
    });
    return {};
  }

  #tellComm(
    { event, comm, target, data, metadata, buffers }: CommEvent,
    request: JupyterMessage | undefined,
  ): void {
    if (event === 'open' && target !== undefined) this.#comms.set(comm, target);
    if (event === 'close') this.#comms.delete(comm);
    const content = { comm_id: comm, data, ...(target === undefined ? {} : { target_name: target }) };
    const type = { open: 'comm_open', message: 'comm_msg', close: 'comm_close' }[event];
    this.#iopub.publish(type, content, request?.header, {
      metadata: { ...metadata },
      buffers: buffers.map((each) => Buffer.from(each, 'base64')),
    });
  }
}

function text(content: JsonObject, field: string): string {
  const value = content[field];
  if (typeof value === 'string') return value;
  throw new ProtocolError(`${field} must be a string, got ${typeof value}`);
}

function place(content: JsonObject): { readonly code: string; readonly position: number } {
  const code = text(content, 'code');
  const { cursor_pos: cursor } = content;
  const position = typeof cursor === 'number' && cursor >= 0 ? unitsOf(code, cursor) : code.length;
  return { code, position };
}
