import { randomUUID } from 'node:crypto';
import { currentCell } from './cell-context.ts';
import type { CommEvent } from './frames.ts';
import { tell } from './output.ts';

type Buffers = readonly Uint8Array[];

/** One two-way channel to the front end. */
export class Comm {
  readonly id: string;
  readonly target: string;
  onMessage: ((data: unknown, buffers: Buffers) => void) | undefined;
  onClose: ((data: unknown) => void) | undefined;

  constructor(target: string, id: string = randomUUID()) {
    this.id = id;
    this.target = target;
  }

  /** Sends a message to the other end. */
  send(data: unknown, metadata: object = {}, buffers: Buffers = []): void {
    tellComm({ event: 'message', comm: this.id, data, metadata, buffers: buffers.map(base64) });
  }

  /** Ends the channel. */
  close(data: unknown = {}): void {
    tellComm({ event: 'close', comm: this.id, data, buffers: [] });
  }
}

/** All channels of the session. */
export class Comms {
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, (comm: Comm, data: unknown) => void>();

  /** Opens a channel whose other end is a target that the front end knows. */
  readonly open = (
    target: string,
    data: unknown = {},
    metadata: object = {},
    buffers: Buffers = [],
  ): Comm => {
    const comm = new Comm(target);
    this.#open.set(comm.id, comm);
    tellComm({ event: 'open', comm: comm.id, target, data, metadata, buffers: buffers.map(base64) });
    return comm;
  };

  /** Lets the front end open channels under a name. */
  readonly register = (target: string, onOpen: (comm: Comm, data: unknown) => void): void => {
    this.#targets.set(target, onOpen);
  };

  /** Handles what came from the front end. */
  receive({ event, comm: id, target, data, buffers }: CommEvent): void {
    const bytes = buffers.map((text) => Buffer.from(text, 'base64'));
    if (event === 'open') {
      const onOpen = this.#targets.get(target ?? '');
      const comm = new Comm(target ?? '', id);
      if (onOpen === undefined) {
        comm.close({}); // as the protocol asks for unknown targets
        return;
      }
      this.#open.set(id, comm);
      onOpen(comm, data);
      return;
    }
    const comm = this.#open.get(id);
    if (comm === undefined) return;
    if (event === 'message') {
      comm.onMessage?.(data, bytes);
    } else {
      this.#open.delete(id);
      comm.onClose?.(data);
    }
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function tellComm(event: CommEvent): void {
  tell({ type: 'comm', cell: currentCell()?.cell ?? 0, ...event });
}
