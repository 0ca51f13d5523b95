import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ProtocolError } from '../../core/errors/protocol-error.ts';

/** The five sockets of a kernel. */
export const CHANNELS = ['shell', 'control', 'iopub', 'stdin', 'hb'] as const;

/** One of {@link CHANNELS}. */
export type Channel = (typeof CHANNELS)[number];

const port = z.int().min(0).max(65_535);
/** How front end and kernel find each other: the content of a connection file. Port 0 means any free one. */
export interface ConnectionInfo {
  readonly transport: 'tcp' | 'ipc';
  /** Address to listen on; for ipc the beginning of the sockets' paths. */
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  /** Secret that signs messages; empty where they are not signed. */
  readonly key: string;
  readonly signature_scheme: string;
  readonly kernel_name?: string | undefined;
}

const schema: z.ZodType<ConnectionInfo> = z.object({
  transport: z.enum(['tcp', 'ipc']).default('tcp'),
  ip: z.string().min(1),
  shell_port: port,
  iopub_port: port,
  stdin_port: port,
  control_port: port,
  hb_port: port,
  key: z.string().default(''),
  signature_scheme: z.string().default('hmac-sha256'),
  kernel_name: z.string().optional(),
});

/**
 * Reads a connection file.
 * @param path - as the front end gave it
 * @throws {ProtocolError} if it cannot be read, or is no connection file
 */
export async function readConnectionFile(path: string): Promise<ConnectionInfo> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ProtocolError(`connection file ${path}: cannot be read (${(error as Error).message})`);
  }
  return parseConnection(text, path);
}

/**
 * Reads the text of a connection file.
 * @param text - JSON
 * @param path - for the message
 * @throws {ProtocolError} if it is no connection file
 */
export function parseConnection(text: string, path: string): ConnectionInfo {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProtocolError(`connection file ${path}: is no JSON`);
  }
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const problem = found.error.issues[0];
  throw new ProtocolError(
    `connection file ${path}: ${problem?.path.join('.') ?? 'content'}: ${problem?.message ?? 'not understood'}`,
  );
}

/**
 * The address of one of a kernel's sockets.
 * @param info - the connection
 * @param channel - which socket
 */
export function channelAddress(info: ConnectionInfo, channel: Channel): string {
  const number = info[`${channel}_port`];
  return info.transport === 'ipc' ? `ipc://${info.ip}-${number}` : `tcp://${info.ip}:${number}`;
}
