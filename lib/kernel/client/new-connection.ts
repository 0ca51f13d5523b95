import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHANNELS, type ConnectionInfo } from '../protocol/connection.ts';

/** A connection that nobody uses yet, and the file that tells a kernel of it. */
export interface NewConnection {
  readonly info: ConnectionInfo;
  /** Path of the connection file, which only its owner can read. */
  readonly file: string;
  /** Takes file and folder away. */
  readonly remove: () => Promise<void>;
}

/**
 * Makes a connection for a kernel that is about to be started: free ports of this machine's own address (or sockets in
 * a private folder), a random key, and the file.
 * @param transport - `tcp`, or `ipc` where the system has it
 */
export async function newConnection(transport: 'tcp' | 'ipc'): Promise<NewConnection> {
  const folder = await mkdtemp(join(tmpdir(), 'wt-dfn-kernel-')); // of mode 0700
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [shell, control, iopub, stdin, hb] =
      transport === 'tcp' ? await freePorts(CHANNELS.length) : CHANNELS.map((_, i) => i + 1);
    const info = {
      transport,
      ip: transport === 'tcp' ? '127.0.0.1' : join(folder, 'socket'),
      shell_port: shell ?? 0,
      iopub_port: iopub ?? 0,
      stdin_port: stdin ?? 0,
      control_port: control ?? 0,
      hb_port: hb ?? 0,
      key: randomBytes(32).toString('hex'),
      signature_scheme: 'hmac-sha256',
    } satisfies ConnectionInfo;
    const file = join(folder, 'connection.json');
    await writeFile(file, JSON.stringify(info), { mode: 0o600, flag: 'wx' });
    return { info, file, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Ports that are free now; all are held until the last is found, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', resolve);
      });
    }
    return servers.map((server) => {
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    });
  } finally {
    await Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => {
              resolve();
            });
          }),
      ),
    );
  }
}
