import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpDownload, proxyFor } from '../../../lib/engine/provision/http-download.ts';

describe('proxyFor', () => {
  const https = new URL('https://files.example.org/a');
  it('takes the variable of the protocol, in small letters or capitals', () => {
    assert.equal(proxyFor(https, { HTTPS_PROXY: 'http://proxy:3128' })?.host, 'proxy:3128');
    assert.equal(proxyFor(https, { https_proxy: 'proxy:3128' })?.host, 'proxy:3128');
    assert.equal(proxyFor(https, { HTTP_PROXY: 'http://proxy:3128' }), undefined);
  });
  it('goes straight where NO_PROXY says so', () => {
    for (const exception of ['*', 'files.example.org', 'example.org', '.example.org', 'a.b, *.example.org']) {
      assert.equal(proxyFor(https, { HTTPS_PROXY: 'p:1', NO_PROXY: exception }), undefined, exception);
    }
    assert.ok(proxyFor(https, { HTTPS_PROXY: 'p:1', NO_PROXY: 'ample.org' }));
  });
});

describe('httpDownload', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wt-dfn-http-'));
  const servers: Server[] = [];
  const saved = { http_proxy: process.env.http_proxy, no_proxy: process.env.no_proxy };

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('follows a redirection', async () => {
    process.env.no_proxy = '*';
    const port = await listen(
      createServer((request, response) => {
        if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
        else response.end('content');
      }),
    );
    await httpDownload(new URL(`http://127.0.0.1:${port}/old`), join(folder, 'a'));
    assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'content');
  });

  it('goes through a proxy, with its password', async () => {
    const port = await listen(createServer((_request, response) => response.end('through')));
    const asked: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket: Socket) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    process.env.no_proxy = '';
    process.env.http_proxy = `http://user:secret@127.0.0.1:${await listen(proxy)}`;
    await httpDownload(new URL('http://upstream.example/file'), join(folder, 'b'));
    assert.equal(readFileSync(join(folder, 'b'), 'utf8'), 'through');
    assert.deepEqual(asked, [
      'upstream.example:80',
      `Basic ${Buffer.from('user:secret').toString('base64')}`,
    ]);
  });
});
