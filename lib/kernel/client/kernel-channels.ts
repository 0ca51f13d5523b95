import { randomUUID } from 'node:crypto';
import { Dealer, Subscriber } from 'zeromq';
import { channelAddress, type ConnectionInfo } from '../protocol/connection.ts';
import {
  PROTOCOL_VERSION,
  type JsonObject,
  type JupyterMessage,
  type MessageHeader,
} from '../protocol/message.ts';
import { decodeMessage, encodeMessage, MessageSigner } from '../protocol/wire.ts';

/** Sockets that a front end sends on. */
export type SendingChannel = 'shell' | 'control' | 'stdin';

/** Receives what a kernel sends. */
export type MessageListener = (channel: SendingChannel | 'iopub', message: JupyterMessage) => void;

/** No limit to what waits for its turn: a message over the limit would be dropped. */
const RECEIVING = { receiveHighWaterMark: 0, linger: 0, reconnectInterval: 20 } as const;
const BOTH_WAYS = { ...RECEIVING, sendHighWaterMark: 0 } as const;

/** A front end's ends of a kernel's sockets; the messages of each arrive in the order in which they were sent. */
export class KernelChannels {
  /** Names this front end in messages' headers. */
  readonly session: string = randomUUID();
  /** Messages that were refused because they were not signed with this connection's key, or were no messages. */
  refused = 0;
  /** Whether the stdin socket has come through: what a kernel asks before that is lost. */
  canBeAsked = false;
  /** When the last message came on iopub, in milliseconds of `performance.now()`. */
  lastOutput = 0;
  readonly #signer: MessageSigner;
  readonly #senders: Readonly<Record<SendingChannel, Dealer>>;
  readonly #iopub: Subscriber;
  readonly #heartbeat: Dealer;
  readonly #queues = new Map<Dealer, Promise<void>>();
  #closed = false;

  /**
   * Connects; a kernel may begin to listen later.
   * @param info - the connection
   * @param onMessage - gets every message of the kernel
   */
  constructor(info: ConnectionInfo, onMessage: MessageListener) {
    this.#signer = new MessageSigner(info.key, info.signature_scheme);
    // The same identity on shell and stdin: by it a kernel knows whom to ask for input.
    const routingId = this.session;
    this.#senders = {
      shell: new Dealer({ ...BOTH_WAYS, routingId }),
      control: new Dealer({ ...BOTH_WAYS, routingId }),
      stdin: new Dealer({ ...BOTH_WAYS, routingId }),
    };
    this.#iopub = new Subscriber(RECEIVING);
    this.#heartbeat = new Dealer(BOTH_WAYS);
    this.#iopub.subscribe();
    this.#iopub.connect(channelAddress(info, 'iopub'));
    void this.#read('iopub', this.#iopub, onMessage);
    this.#senders.stdin.events.on('handshake', () => (this.canBeAsked = true));
    for (const channel of ['stdin', 'control', 'shell'] as const) {
      this.#senders[channel].connect(channelAddress(info, channel));
      void this.#read(channel, this.#senders[channel], onMessage);
    }
    this.#heartbeat.connect(channelAddress(info, 'hb'));
  }

  /**
   * Sends a message; messages of one socket leave in the order of the calls.
   * @param channel - which socket
   * @param type - `execute_request`, …
   * @param content - of the message
   * @param parent - the request that it answers
   * @returns the message's id
   */
  send(channel: SendingChannel, type: string, content: JsonObject, parent?: MessageHeader): string {
    const header: MessageHeader = {
      msg_id: randomUUID(),
      session: this.session,
      username: 'wt-dfn',
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    };
    const frames = encodeMessage(
      { identities: [], header, parent_header: parent ?? {}, metadata: {}, content, buffers: [] },
      this.#signer,
    );
    this.#enqueue(this.#senders[channel], frames);
    return header.msg_id;
  }

  /** Sends a heartbeat, which the kernel returns as it is. */
  ping(text: string): void {
    this.#enqueue(this.#heartbeat, ['', text]); // the empty frame: some kernels have a reply socket there
  }

  /** Heartbeats as they come back, until the sockets are closed. */
  async onPong(listener: (text: string) => void): Promise<void> {
    for await (const frames of this.#heartbeat) listener(String(frames.at(-1)));
  }

  /** Takes the sockets down. */
  close(): void {
    this.#closed = true;
    for (const socket of [...Object.values(this.#senders), this.#iopub, this.#heartbeat]) socket.close();
  }

  async #read(
    channel: SendingChannel | 'iopub',
    socket: Dealer | Subscriber,
    onMessage: MessageListener,
  ): Promise<void> {
    for await (const frames of socket) {
      if (channel === 'iopub') this.lastOutput = performance.now();
      let message: JupyterMessage;
      try {
        message = decodeMessage(frames, this.#signer);
      } catch {
        this.refused += 1; // somebody else's, or damaged: not to be believed
        continue;
      }
      onMessage(channel, message);
    }
  }

  /** A socket can wait for one message at a time; the next one waits here. */
  #enqueue(socket: Dealer, frames: (Uint8Array | string)[]): void {
    const before = this.#queues.get(socket) ?? Promise.resolve();
    const sent = before.then(async () => {
      if (!this.#closed) await socket.send(frames);
    });
    this.#queues.set(
      socket,
      sent.catch(() => undefined), // the socket was closed meanwhile
    );
  }
}
