import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { engineFolder } from '../../../lib/engine/provision/cache-folder.ts';
import { readManifest } from '../../../lib/engine/provision/manifest.ts';
import { FakeMachine } from './fake-machine.ts';

describe("upstream's prebuilt binding", function () {
  this.timeout(30_000);
  let machine: FakeMachine;
  let server: Server | undefined;
  before(function () {
    if (process.platform === 'win32' || process.arch !== 'x64') {
      this.test!.title += ' [skipped: upstream builds for x64, the fakes are shell scripts]';
      this.skip();
    }
  });
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
    machine.dispose();
  });

  async function serve(listener: RequestListener): Promise<void> {
    server = createServer(listener);
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    machine.serveUpstreamFrom(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** A tar.gz as upstream's: files below one folder. */
  function archive(name: string, files: Readonly<Record<string, string>>): Buffer {
    const folder = join(machine.folder, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    execFileSync('tar', ['-czf', `${folder}.tar.gz`, '-C', folder, '.']);
    return readFileSync(`${folder}.tar.gz`);
  }

  it('comes before the wheel where the server has it', async () => {
    const asked: string[] = [];
    // node-pre-gyp strips one folder from it, here ".".
    const binding = archive('binding', { 'tfjs_binding.node': 'prebuilt' });
    const library = archive('library', { 'lib/libtensorflow.so.2': 'library', 'include/c_api.h': '' });
    await serve((request, response) => {
      asked.push(request.url ?? '');
      response.end(request.url?.includes('CPU-') === true ? binding : library);
    });
    const ready = await machine.provision();
    assert.equal(readFileSync(ready!.path, 'utf8'), 'prebuilt');
    assert.deepEqual(machine.log, []);
    assert.match(asked[0]!, /^\/napi-v8\/4\.22\.0\/CPU-(linux|darwin)-4\.22\.0\.tar\.gz$/);
    assert.match(
      asked[1]!,
      /^\/tensorflow\/libtensorflow\/libtensorflow-cpu-(linux|darwin)-x86_64-2\.9\.1\.tar\.gz$/,
    );
    const manifest = await readManifest(engineFolder('upstream', 'cpu'));
    assert.equal(manifest?.downloads.length, 2);
    assert.match(manifest.downloads[0]!.sha256, /^[0-9a-f]{64}$/);
  });

  it('is left for the wheel where the server does not answer', async () => {
    await serve(() => undefined);
    const begin = performance.now();
    assert.ok(await machine.provision());
    assert.match(machine.reason('upstream'), /did not answer within 3 s/);
    assert.ok(performance.now() - begin < 15_000);
    assert.deepEqual(machine.log, ['pip', 'compiler']);
  });

  it('is left for the wheel where the server refuses', async () => {
    await serve((_request, response) => {
      response.writeHead(403).end();
    });
    assert.ok(await machine.provision());
    assert.match(machine.reason('upstream'), /answered 403/);
  });

  it('is left for the wheel where the server breaks off', async () => {
    await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half of it', () => response.destroy());
    });
    assert.ok(await machine.provision());
    assert.match(machine.reason('upstream'), /cannot be reached|broke off/);
  });

  it('is left for the wheel where the server sends something else', async () => {
    await serve((_request, response) => response.end('<html>Please log in to the hotel’s network</html>'));
    assert.ok(await machine.provision());
    assert.match(machine.reason('upstream'), /cannot be unpacked/);
  });
});
