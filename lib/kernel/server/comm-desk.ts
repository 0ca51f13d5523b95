import type { JsonObject, JupyterMessage } from '../protocol/message.ts';
import type { CommEvent, SessionOrder } from '../session/frames.ts';
import type { Iopub } from './iopub.ts';
import { requireText } from './request-content.ts';

const MESSAGE_TYPES = { open: 'comm_open', message: 'comm_msg', close: 'comm_close' } as const;

/** Knows which comms (channels between a widget and the notebook's code) are open, and passes on what they say. */
export class CommDesk {
  readonly #iopub: Iopub;
  readonly #open = new Map<string, string>();

  constructor(iopub: Iopub) {
    this.#iopub = iopub;
  }

  /** Forgets all comms: the session that held them has ended. */
  clear(): void {
    this.#open.clear();
  }

  /**
   * Which comms are open.
   * @param target - name of the only target that is wanted
   */
  list(target: unknown): JsonObject {
    const open = [...this.#open].filter(([, name]) => typeof target !== 'string' || target === name);
    return Object.fromEntries(open.map(([id, name]) => [id, { target_name: name }]));
  }

  /**
   * Takes what the front end says on a comm.
   * @returns the order by which the session hears it
   * @throws {ProtocolError} if it names no comm
   */
  hear(event: CommEvent['event'], { content, metadata, buffers }: JupyterMessage): SessionOrder {
    const comm = requireText(content, 'comm_id');
    const target = event === 'open' ? requireText(content, 'target_name') : undefined;
    this.#note(event, comm, target);
    return {
      type: 'comm',
      event,
      comm,
      ...(target === undefined ? {} : { target }),
      data: content.data ?? {},
      metadata,
      buffers: buffers.map((bytes) => Buffer.from(bytes).toString('base64')),
    };
  }

  /** Publishes what the session says on a comm, under the request that caused it. */
  tell(
    { event, comm, target, data, metadata, buffers }: CommEvent,
    request: JupyterMessage | undefined,
  ): void {
    this.#note(event, comm, target);
    const content = { comm_id: comm, data, ...(target === undefined ? {} : { target_name: target }) };
    this.#iopub.publish(MESSAGE_TYPES[event], content, request?.header, {
      metadata: { ...metadata },
      buffers: buffers.map((each) => Buffer.from(each, 'base64')),
    });
  }

  #note(event: CommEvent['event'], comm: string, target: string | undefined): void {
    if (event === 'open' && target !== undefined) this.#open.set(comm, target);
    if (event === 'close') this.#open.delete(comm);
  }
}
