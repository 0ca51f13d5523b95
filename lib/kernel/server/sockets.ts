import { setTimeout } from 'node:timers/promises';
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
    while (this.#sending) await setTimeout(5);
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

/** Milliseconds between two tries to reach a front end that is still connecting. */
const RETRY = 20;

/**
 * Sends a message to one front end, which may have greeted on the shell socket before its stdin socket has come through.
 * @param socket - the stdin socket, which refuses what nobody would get
 * @param frames - the message
 * @param patience - milliseconds until the front end is given up
 * @returns whether it was sent
 */
export async function sendOnceReachable(
  socket: Router,
  frames: Uint8Array[],
  patience = 5000,
): Promise<boolean> {
  const begun = performance.now();
  for (;;) {
    try {
      await socket.send(frames);
      return true;
    } catch {
      if (socket.closed || performance.now() - begun > patience) return false;
    }
    await setTimeout(RETRY);
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
  const router = (mandatory = false): Router =>
    new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 500, mandatory });
  const sockets: KernelSockets = {
    shell: router(),
    control: router(),
    stdin: router(true),
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
