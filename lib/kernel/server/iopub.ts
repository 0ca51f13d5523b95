import { randomUUID } from 'node:crypto';
import type { JsonObject, JupyterMessage, MessageHeader } from '../protocol/message.ts';
import { PROTOCOL_VERSION } from '../protocol/message.ts';
import { encodeMessage, type MessageSigner } from '../protocol/wire.ts';
import type { OrderedSender } from './sockets.ts';

/** Text is gathered for this long before it is sent; in milliseconds. */
const GATHER = 20;
/** And up to this many characters: larger messages make front ends stutter. */
const MOST_TEXT = 1 << 18;

/** The request whose effects are published; nothing where no request caused them. */
export type Parent = MessageHeader | undefined;

/** Everything that all front ends hear: status, output, results. In the order in which it happened. */
export class Iopub {
  readonly #sender: OrderedSender;
  readonly #signer: MessageSigner;
  readonly #session: string;
  #text: { readonly parent: Parent; readonly name: string; parts: string[]; length: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(sender: OrderedSender, signer: MessageSigner, session: string) {
    this.#sender = sender;
    this.#signer = signer;
    this.#session = session;
  }

  /**
   * Publishes a message.
   * @param type - such as `display_data`
   * @param content - of the message
   * @param parent - the request that caused it
   * @param rest - metadata and buffers
   */
  publish(
    type: string,
    content: JsonObject,
    parent: Parent,
    rest: { readonly metadata?: JsonObject; readonly buffers?: readonly Uint8Array[] } = {},
  ): void {
    this.flush();
    const message: JupyterMessage = {
      identities: [Buffer.from(`kernel.${this.#session}.${type}`)],
      header: makeHeader(type, this.#session),
      parent_header: parent ?? {},
      metadata: rest.metadata ?? {},
      content,
      buffers: rest.buffers ?? [],
    };
    this.#sender.send(encodeMessage(message, this.#signer));
  }

  /** Publishes text, together with what follows it shortly. */
  stream(name: 'stdout' | 'stderr', text: string, parent: Parent): void {
    if (this.#text !== undefined && (this.#text.name !== name || this.#text.parent !== parent)) this.flush();
    this.#text ??= { parent, name, parts: [], length: 0 };
    this.#text.parts.push(text);
    this.#text.length += text.length;
    if (this.#text.length >= MOST_TEXT) this.flush();
    else
      this.#timer ??= setTimeout(() => {
        this.flush();
      }, GATHER);
  }

  /** Sends the text that has been gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#text;
    if (held === undefined) return;
    this.#text = undefined;
    this.publish('stream', { name: held.name, text: held.parts.join('') }, held.parent);
  }

  /** Tells what the kernel is doing. */
  status(state: 'starting' | 'busy' | 'idle', parent: Parent): void {
    this.publish('status', { execution_state: state }, parent);
  }
}

/**
 * A header for a message of ours.
 * @param type - such as `execute_reply`
 * @param session - this kernel's name for itself
 */
export function makeHeader(type: string, session: string): MessageHeader {
  return {
    msg_id: randomUUID(),
    session,
    username: 'kernel',
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL_VERSION,
  };
}
