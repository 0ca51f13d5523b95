/** The version of Jupyter's messaging protocol that this kernel speaks. */
export const PROTOCOL_VERSION = '5.4';

/** Values that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An object of JSON values; contents of messages are such objects. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Who sent a message, which kind it is, and when. */
export interface MessageHeader {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

/** A message of Jupyter's protocol. */
export interface JupyterMessage {
  /** Routing frames of zeromq before the delimiter; on iopub the topic. */
  readonly identities: readonly Uint8Array[];
  readonly header: MessageHeader;
  /** The header of the request that caused this message; empty where nothing did. */
  readonly parent_header: MessageHeader | Readonly<Record<string, never>>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  /** Binary attachments. */
  readonly buffers: readonly Uint8Array[];
}
