import { Publisher, Router } from 'zeromq';
import { channelAddress, type Channel, type ConnectionInfo } from '../protocol/connection.ts';

type Sender = Publisher | Router;

/** Sends one message after the other, and never drops one: zeromq refuses a send while another is under way. */
export class OrderedSender {
  readonly #socket: Sender;
  readonly #queue: Uint8Array[][] = [];
  #sending = false;

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  /** Messages that wait to be sent. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Sends a message after those that wait. */
  send(frames: Uint8Array[]): void {
    this.#queue.push(frames);
    if (!this.#sending) void this.#drain();
  }

  /** Waits until everything is handed to zeromq. */
  async flushed(): Promise<void> {
    while (this.#sending) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #drain(): Promise<void> {
    this.#sending = true;
    for (let frames = this.#queue.shift(); frames !== undefined; frames = this.#queue.shift()) {
      try {
        await this.#socket.send(frames);
      } catch {
        // A front end that has gone is not there to hear it.
      }
    }
    this.#sending = false;
  }
}

/** The kernel's sockets, bound. */
export interface KernelSockets {
  readonly shell: Router;
  readonly control: Router;
  readonly stdin: Router;
  readonly hb: Router;
  readonly iopub: Publisher;
}

/**
 * Opens the five sockets where the front end expects them.
 * @param info - from the connection file
 */
export async function bindSockets(info: ConnectionInfo): Promise<KernelSockets> {
  const router = (): Router =>
    new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 500, mandatory: false });
  const sockets: KernelSockets = {
    shell: router(),
    control: router(),
    stdin: router(),
    hb: router(),
    iopub: new Publisher({ sendHighWaterMark: 0, linger: 500 }),
  };
  for (const [channel, socket] of Object.entries(sockets) as [Channel, Sender][]) {
    await socket.bind(channelAddress(info, channel));
  }
  return sockets;
}

/** Answers heartbeats with what they say. */
export async function echoHeartbeats(socket: Router): Promise<void> {
  for await (const frames of socket) {
    try {
      await socket.send(frames);
    } catch {
      // the front end that asked has gone
    }
  }
}
