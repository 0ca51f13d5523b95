import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { EngineStatus } from '../../lib/engine/engine-status.ts';
import { engineMemory } from '../../lib/engine/memory.ts';
import { runningEngine, startEngine } from '../../lib/engine/start-engine.ts';
import { onBackend, restoreEngineAfterwards } from './on-backend.ts';
import { smallTraining } from './training-step.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

describe('startEngine', () => {
  restoreEngineAfterwards();

  it('returns the running engine unless another one is asked for', async function () {
    await onBackend(this, 'wasm');
    const wasm = runningEngine();
    assert.equal(await startEngine(), wasm);
    assert.equal(await startEngine({ backend: 'wasm' }), wasm);
    const cpu = await startEngine({ backend: 'cpu' });
    assert.equal(cpu.backend, 'cpu');
    assert.equal(tf.getBackend(), 'cpu');
    assert.equal(cpu.threads, 1);
    assert.equal(await startEngine({ backend: 'wasm' }), wasm);
    assert.equal(tf.getBackend(), 'wasm');
  });

  it('refuses an unknown backend by name', async () => {
    await assert.rejects(startEngine({ backend: 'webgl' as never }), {
      name: 'ParameterError',
      message: /must be one of auto, tensorflow, wasm, cpu, got "webgl"/,
    });
  });

  it('stops on request', async () => {
    await assert.rejects(startEngine({ signal: AbortSignal.abort() }), { name: 'AbortError' });
  });

  it("leaves no handlers of WebAssembly's module behind, which would print its source at every error", async function () {
    await onBackend(this, 'wasm');
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      const sources = process.listeners(event as 'uncaughtException').map(String);
      assert.ok(
        !sources.some((source) => source.includes('throw ex') || source.includes('throw reason')),
        event,
      );
    }
  });

  for (const backend of ['tensorflow', 'wasm'] as const) {
    it(`memory stays flat over training steps on ${backend}`, async function () {
      this.timeout(60_000);
      await onBackend(this, backend);
      await smallTraining(3);
      const before = engineMemory();
      for (let i = 0; i < 10; i++) await smallTraining(3);
      const after = engineMemory();
      assert.equal(after.numTensors, before.numTensors);
      assert.equal(after.bytes, before.bytes);
      assert.ok(after.rss - before.rss < 150e6, `grew by ${(after.rss - before.rss) / 1e6} MB`);
    });
  }
});

describe('wt-dfn engine', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'wt-dfn-engine-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const bare = {
    PATH: '/nonexistent',
    HOME: folder,
    WT_DFN_CACHE: join(folder, 'cache'),
    no_proxy: '127.0.0.1',
  };

  it('ends on WebAssembly within seconds where nothing is there and no server answers', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const script = `
      import { startEngine } from ${JSON.stringify(join(root, 'lib/engine/start-engine.ts'))};
      const begin = performance.now();
      const { backend, notice, tried } = await startEngine();
      console.log(JSON.stringify({ backend, notice, tried, seconds: (performance.now() - begin) / 1000 }));`;
    const { stdout, stderr } = await run(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        cwd: root,
        env: {
          ...bare,
          TFJS_NODE_CDN_STORAGE: `${address}/`,
          npm_config_tfjs_binding_binary_host_mirror: address,
        },
      },
    ).finally(() => silent.close());
    const told = JSON.parse(stdout) as { backend: string; notice: string; seconds: number };
    assert.equal(told.backend, 'wasm');
    assert.match(
      told.notice,
      /WebAssembly, several times slower than native TensorFlow: .*no C\+\+ compiler/,
    );
    assert.ok(told.seconds < 15, `${told.seconds} s`); // 3 to 5 s on a quiet machine
    assert.equal(stderr, '', 'noise');
  });

  it('status --json tells without downloading, with a clean output stream', async () => {
    const { stdout, stderr } = await run(
      process.execPath,
      [join(root, 'bin/wt-dfn.mjs'), 'engine', 'status', '--json'],
      { env: bare },
    );
    const status = JSON.parse(stdout) as EngineStatus;
    assert.equal(status.backend, 'wasm');
    assert.equal(status.cache.bytes, 0);
    assert.deepEqual(status.cache.engines, []);
    assert.match(status.tried[0]!.reason, /wt-dfn engine install/);
    assert.equal(stderr, '');
  });

  it('install says in one sentence that it could not, with exit code 1', async () => {
    const failure = (await run(process.execPath, [join(root, 'bin/wt-dfn.mjs'), 'engine', 'install'], {
      env: bare,
    }).catch((error: unknown) => error)) as { code: number; stderr: string; stdout: string };
    assert.equal(failure.code, 1);
    assert.match(failure.stdout, /no C\+\+ compiler found/);
    assert.match(failure.stderr, /^wt-dfn: no native engine could be made here/);
  });

  it('a wrong WT_DFN_ENGINE is a mistake of the user', async () => {
    const failure = (await run(process.execPath, [join(root, 'bin/wt-dfn.mjs'), 'engine', 'status'], {
      env: { ...bare, WT_DFN_ENGINE: 'fast' },
    }).catch((error: unknown) => error)) as { code: number; stderr: string };
    assert.equal(failure.code, 2);
    assert.match(failure.stderr, /WT_DFN_ENGINE must be one of auto, tensorflow, wasm, cpu, got "fast"/);
  });
});
