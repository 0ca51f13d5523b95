import { createHmac, timingSafeEqual } from 'node:crypto';
import { ProtocolError } from '../../core/errors/protocol-error.ts';
import type { JsonObject, JupyterMessage, MessageHeader } from './message.ts';

const DELIMITER = Buffer.from('<IDS|MSG>');
/** A message names at most this many frames before its contents, and that many after them; more is an attack. */
const MOST_FRAMES = 1024;
/** So many signatures are remembered, against messages that somebody plays back. */
const MOST_SEEN = 65_536;

/** Signs what goes out and checks what comes in; an empty key means that messages are not signed. */
export class MessageSigner {
  readonly #key: string;
  readonly #algorithm: string;
  readonly #seen = new Set<string>();

  constructor(key: string, scheme = 'hmac-sha256') {
    const [mac, algorithm] = scheme.split('-', 2);
    if (mac !== 'hmac' || algorithm === undefined || !/^[a-z0-9]+$/.test(algorithm)) {
      throw new ProtocolError(`signature scheme must be like hmac-sha256, got ${JSON.stringify(scheme)}`);
    }
    this.#key = key;
    this.#algorithm = algorithm;
    this.sign([]); // an unknown algorithm shows here, not with the first message
  }

  /** The signature of a message's four JSON frames, in hexadecimal digits; empty without a key. */
  sign(frames: readonly Uint8Array[]): string {
    if (this.#key === '') return '';
    const mac = createHmac(this.#algorithm, this.#key);
    for (const frame of frames) mac.update(frame);
    return mac.digest('hex');
  }

  /** Whether a signature is right, compared in constant time, and was not seen before: a message counts once. */
  verify(frames: readonly Uint8Array[], signature: Uint8Array): boolean {
    if (this.#key === '') return true;
    const digits = this.sign(frames);
    const expected = Buffer.from(digits);
    if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) return false;
    if (this.#seen.has(digits)) return false;
    this.#seen.add(digits);
    if (this.#seen.size > MOST_SEEN)
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    return true;
  }
}

/**
 * Lays a message out as frames: identities, delimiter, signature, header, parent header, metadata, content, buffers.
 * @param message - what to send
 * @param signer - of this connection
 */
export function encodeMessage(message: JupyterMessage, signer: MessageSigner): Uint8Array[] {
  const { identities, header, parent_header, metadata, content, buffers } = message;
  const parts = [header, parent_header, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...identities, DELIMITER, Buffer.from(signer.sign(parts)), ...parts, ...buffers];
}

/**
 * Reads the frames of a message.
 * @param frames - as they came
 * @param signer - of this connection
 * @throws {ProtocolError} if they are no message, or not signed with this connection's key
 */
export function decodeMessage(frames: readonly Uint8Array[], signer: MessageSigner): JupyterMessage {
  const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (delimiter === -1) throw new ProtocolError('message without the delimiter <IDS|MSG>');
  const [signature, ...rest] = frames.slice(delimiter + 1);
  const parts = rest.slice(0, 4);
  if (signature === undefined || parts.length < 4 || frames.length > MOST_FRAMES) {
    throw new ProtocolError(`message of ${frames.length} frames, which is no message`);
  }
  if (!signer.verify(parts, signature)) throw new ProtocolError('message with a wrong signature');
  const [header, parent, metadata, content] = parts.map(readObject) as [
    JsonObject,
    JsonObject,
    JsonObject,
    JsonObject,
  ];
  return {
    identities: frames.slice(0, delimiter),
    header: checkedHeader(header),
    parent_header: parent as unknown as MessageHeader,
    metadata,
    content,
    buffers: rest.slice(4),
  };
}

function readObject(frame: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame));
  } catch {
    throw new ProtocolError('message with a frame that is no JSON in UTF-8');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError('message with a frame that is no JSON object');
  }
  return value as JsonObject;
}

function checkedHeader(header: JsonObject): MessageHeader {
  for (const field of ['msg_id', 'msg_type'] as const) {
    if (typeof header[field] !== 'string') throw new ProtocolError(`message whose header has no ${field}`);
  }
  return header as unknown as MessageHeader;
}
