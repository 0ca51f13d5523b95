import { createWriteStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import tls from 'node:tls';
import type { ProgressListener } from '../../core/progress.ts';
import { CannotProvision } from './cannot-provision.ts';

/** How to download. */
export interface HttpDownloadOptions {
  /** Give up where no answer has begun by then. */
  readonly answerSeconds?: number;
  /** Give up where nothing has come for so long. */
  readonly stallSeconds?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Downloads a file over HTTP(S), through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name.
 * @param url - where from
 * @param path - where to; overwritten
 * @param options - patience, signal, progress
 * @throws {CannotProvision} if the server does not answer in time, refuses, or breaks off
 */
export async function httpDownload(url: URL, path: string, options: HttpDownloadOptions = {}): Promise<void> {
  const { answerSeconds = 3, stallSeconds = 20, signal, onProgress } = options;
  const impatient = new AbortController();
  const timer = setTimeout(() => {
    impatient.abort();
  }, answerSeconds * 1000);
  const either = signal === undefined ? impatient.signal : AbortSignal.any([signal, impatient.signal]);
  try {
    const answer = await follow(url, either, 5);
    clearTimeout(timer);
    const total = Number(answer.headers['content-length'] ?? 0);
    let done = 0;
    answer.setTimeout(stallSeconds * 1000, () =>
      answer.destroy(new CannotProvision(`${url.host} stopped sending`)),
    );
    answer.on('data', (piece: Buffer) => {
      done += piece.length;
      onProgress?.({
        phase: `download ${url.pathname.split('/').at(-1) ?? ''}`,
        done: Math.round(done / 1e6),
        total: Math.round(total / 1e6),
        unit: 'MB',
      });
    });
    await pipeline(answer, createWriteStream(path), signal === undefined ? {} : { signal });
    if (total > 0 && done !== total) throw new CannotProvision(`${url.host} broke off after ${done} bytes`);
  } catch (error) {
    if (signal?.aborted === true || error instanceof CannotProvision) throw error;
    if (impatient.signal.aborted) {
      throw new CannotProvision(`${url.host} did not answer within ${answerSeconds} s`);
    }
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EACCES') throw error;
    throw new CannotProvision(`${url.host} cannot be reached (${code ?? message})`);
  } finally {
    clearTimeout(timer);
  }
}

async function follow(url: URL, signal: AbortSignal, redirects: number): Promise<http.IncomingMessage> {
  const proxy = proxyFor(url);
  const socket = proxy === undefined ? undefined : await tunnel(proxy, url, signal);
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(
      url,
      { signal, ...(socket === undefined ? {} : { createConnection: () => socket }) },
      resolve,
    );
    request.on('error', reject);
  });
  const { statusCode = 0, headers } = answer;
  if (statusCode === 200) return answer;
  answer.destroy();
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
    return follow(new URL(headers.location, url), signal, redirects - 1);
  }
  throw new CannotProvision(`${url.host} answered ${statusCode} for ${url.pathname}`);
}

/** The proxy that the environment names for an address, if any. */
export function proxyFor(
  url: URL,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): URL | undefined {
  const read = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  const direct = read('NO_PROXY')
    .split(',')
    .map((host) => host.trim().replace(/^\*?\./, ''))
    .some(
      (host) => host === '*' || (host !== '' && (url.hostname === host || url.hostname.endsWith(`.${host}`))),
    );
  if (direct) return undefined;
  const named = url.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY');
  if (named === '') return undefined;
  return new URL(/^[a-z]+:\/\//i.test(named) ? named : `http://${named}`);
}

/** Opens a way through a proxy by CONNECT, which serves for both protocols. */
async function tunnel(proxy: URL, url: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`;
  const user = decodeURIComponent(proxy.username);
  const secret = Buffer.from(`${user}:${decodeURIComponent(proxy.password)}`).toString('base64');
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? https : http).request({
      host: proxy.hostname,
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : proxy.port,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(user === '' ? {} : { 'proxy-authorization': `Basic ${secret}` }) },
      signal,
    });
    request.on('error', reject);
    request.on('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new CannotProvision(`the proxy ${proxy.host} answered ${String(answer.statusCode)}`));
      } else if (url.protocol === 'https:') {
        const secure = tls.connect({ socket, servername: url.hostname });
        secure.once('secureConnect', () => {
          resolve(secure);
        });
        secure.once('error', reject);
      } else resolve(socket);
    });
    request.end();
  });
}
