import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A server of the built package and of the pages that try it, on this machine alone. */
export interface StaticServer {
  readonly origin: string;
  /** What was asked for and is not there. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

const ROOTS = {
  '/dist/': fileURLToPath(new URL('../../dist/', import.meta.url)),
  '/page/': fileURLToPath(new URL('./page/', import.meta.url)),
} as const;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };
/** What a page needs for memory that threads can share. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
} as const;

/**
 * Serves /dist/ and /page/ as they are: plain files, nothing bundled, nothing rewritten.
 * @param isolated - whether pages are cross-origin isolated
 */
export async function serve({ isolated }: { readonly isolated: boolean }): Promise<StaticServer> {
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const root = Object.entries(ROOTS).find(([prefix]) => pathname.startsWith(prefix));
    const answer = async (): Promise<void> => {
      if (root === undefined) throw new Error('outside of what is served');
      const body = await readFile(join(root[1], pathname.slice(root[0].length)));
      const type = TYPES[extname(pathname)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, ...(isolated ? ISOLATION : {}) }).end(body);
    };
    answer().catch(() => {
      missing.push(pathname);
      response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
