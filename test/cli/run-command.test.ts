import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { Notebook } from '../../lib/kernel/client/notebook.ts';
import { fakeSpec } from '../kernel/client/start-fake.ts';
import { runCli } from './run-cli.ts';

describe('wt-dfn run', function () {
  this.timeout(240_000); // each command takes seconds on a machine with other work
  let folder: string;
  before(function () {
    if (process.platform === 'win32') this.skip(); // no signals there
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wt-dfn-run-'));
    mkdirSync(join(folder, 'jupyter/kernels/fake'), { recursive: true });
    writeFileSync(join(folder, 'jupyter/kernels/fake/kernel.json'), JSON.stringify(fakeSpec()));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, ...sources: string[]): void => {
    const cells = sources.map((source) => ({
      cell_type: source.startsWith('#') ? 'markdown' : 'code',
      metadata: {},
      source,
      ...(source.startsWith('#') ? {} : { outputs: [], execution_count: null }),
    }));
    writeFileSync(
      join(folder, name),
      JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells }),
    );
  };
  const read = (name: string): Notebook => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Notebook;
  const outputs = (name: string): string => JSON.stringify(read(name).cells.map((cell) => cell.outputs));
  const run = (args: string[], onStart?: (child: ChildProcess) => void) =>
    runCli(['run', '--kernel', 'fake', ...args], {
      cwd: folder,
      env: { JUPYTER_DATA_DIR: join(folder, 'jupyter') },
      ...(onStart === undefined ? {} : { onStart }),
    });

  it('streams outputs and progress, and saves in place', async () => {
    write('a.ipynb', '# Title', 'print stdout hello\nprint stderr oops', 'result 42');
    const { code, stdout, stderr } = await run(['a.ipynb']);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'hello\n42\n');
    assert.equal(stderr, 'a.ipynb, cell 1 of 2: print stdout hello\noops\na.ipynb, cell 2 of 2: result 42\n');
    assert.match(outputs('a.ipynb'), /hello.*oops.*42/);
    assert.deepEqual(
      read('a.ipynb').cells.map((cell) => cell.execution_count),
      [undefined, 1, 2],
    );
    assert.match(readFileSync(join(folder, 'a.ipynb'), 'utf8'), /^\{\n "cells": \[[^]*\}\n$/);
  });

  it('names notebook, cell and line of an error, goes on with the next notebook, and exits with 1', async () => {
    write('a.ipynb', '# Title', 'print stdout a\nthrow TypeError bad', 'print stdout never');
    write('b.ipynb', 'print stdout b');
    const before = readFileSync(join(folder, 'a.ipynb'), 'utf8');
    const { code, stdout, stderr } = await run(['--html', '--out', 'out/deep', 'a.ipynb', 'b.ipynb']);
    assert.equal(code, 1);
    assert.match(stderr, /^wt-dfn: a\.ipynb, cell 1, line 2: TypeError: bad$/m);
    assert.equal(stdout, 'a\nb\n');
    assert.equal(readFileSync(join(folder, 'a.ipynb'), 'utf8'), before);
    assert.match(outputs('out/deep/a.ipynb'), /TypeError/);
    assert.deepEqual(readdirSync(join(folder, 'out/deep')).sort(), [
      'a.html',
      'a.ipynb',
      'b.html',
      'b.ipynb',
    ]);
    assert.match(readFileSync(join(folder, 'out/deep/a.html'), 'utf8'), /TypeError/);
  });

  it('stops a cell whose time is up, and tells of a kernel that died', async () => {
    write('slow.ipynb', 'sleep 20000');
    write('dead.ipynb', 'print stdout before\nexit 3');
    const { code, stderr } = await run(['--timeout', '0.5', 'slow.ipynb', 'dead.ipynb']);
    assert.equal(code, 1);
    assert.match(stderr, /slow\.ipynb, cell 1, line 1: TimeoutError: the cell took longer than 0.5 s/);
    assert.match(stderr, /dead\.ipynb, cell 1: kernel Fake: ended with exit code 3/);
    assert.match(outputs('dead.ipynb'), /before.*KernelError/);
  });

  it('interrupts and saves at Ctrl-C, and exits with 130', async () => {
    write('a.ipynb', 'print stdout begun\nsleep 20000', 'print stdout never');
    write('b.ipynb', 'print stdout never');
    const { code, stdout, stderr } = await run(['a.ipynb', 'b.ipynb'], (child) => {
      child.stdout?.once('data', () => child.kill('SIGINT'));
    });
    assert.equal(code, 130, stderr);
    assert.equal(stdout, 'begun\n');
    assert.match(outputs('a.ipynb'), /begun.*Interrupted/);
  });

  it('does not overwrite what somebody has written meanwhile', async () => {
    write('a.ipynb', 'print stdout begun\nsleep 500');
    const { stderr } = await run(['a.ipynb'], (child) => {
      child.stdout?.once('data', () => {
        write('a.ipynb', 'print stdout mine');
      });
    });
    assert.match(stderr, /a\.ipynb: was changed while it ran; the result is in a\.executed\.ipynb/);
    assert.match(readFileSync(join(folder, 'a.ipynb'), 'utf8'), /mine/);
    assert.match(outputs('a.executed.ipynb'), /begun/);
  });

  it('runs again when a module changes that a module imports, until Ctrl-C', async () => {
    write('a.ipynb', 'import "./one.ts"\nprint stdout ran');
    writeFileSync(join(folder, 'one.ts'), 'export * from "./two.js";');
    writeFileSync(join(folder, 'two.ts'), '');
    let seen = '';
    const { code, stdout } = await run(['--watch', 'a.ipynb'], (child) => {
      child.stdout?.on('data', (text: string) => {
        seen += text;
        const runs = seen.split('ran').length - 1;
        const change = (): void => {
          writeFileSync(join(folder, 'two.ts'), `// ${'x'.repeat(runs)}`);
        };
        if (runs === 1) void setTimeout(500).then(change);
        else void setTimeout(100).then(() => child.kill('SIGINT'));
      });
    });
    assert.equal(code, 130);
    assert.equal(stdout, 'ran\nran\n');
  });

  it('names file, cell and parameter as the notebook itself does, on our kernel', async () => {
    write('a.ipynb', '# Title', 'import.meta.filename', '# More', "throw new Error('bad')");
    const { code, stdout, stderr } = await runCli(['run', 'a.ipynb'], { cwd: folder });
    assert.equal(code, 1, stderr);
    assert.equal(stdout, `'${join(realpathSync(folder), 'a.ipynb')}'\n`);
    assert.match(stderr, /^ +at cell 2:1:\d+$/m);
    assert.match(stderr, /^wt-dfn: a\.ipynb, cell 2, line 1: Error: bad$/m);
    const notebook = read('a.ipynb');
    notebook.cells = [
      {
        ...notebook.cells[1]!,
        source: "type Stream = 'raw' | 'crop';\nlet stream: Stream = 'raw';",
        metadata: { tags: ['parameters'] },
      },
    ];
    writeFileSync(join(folder, 'b.ipynb'), JSON.stringify(notebook));
    const given = await runCli(['run', '-p', 'stream=erase', 'b.ipynb'], { cwd: folder });
    assert.equal(given.code, 1);
    assert.match(
      given.stderr,
      /^wt-dfn: b\.ipynb, cell 2: ParameterError: -p stream: must be what the cell tagged "parameters" declares, got "erase": Type '"erase"' is not assignable/m,
    );
  });

  it('shows pictures by their size', async () => {
    const { outputText } = await import('../../lib/cli/output-text.ts');
    const { logoPng } = await import('../../lib/kernel/install/logo.ts');
    const data = { 'image/png': (await logoPng(32)).toString('base64'), 'text/plain': 'logo' };
    assert.equal(outputText({ output_type: 'display_data', data, metadata: {} }, false), '[image/png 32x32]');
    const json = { 'application/json': {} };
    assert.equal(
      outputText({ output_type: 'display_data', data: json, metadata: {} }, false),
      '[application/json]',
    );
  });

  it('says what is wrong in one sentence', async () => {
    write('a.ipynb', 'print stdout a');
    writeFileSync(join(folder, 'broken.ipynb'), '{');
    writeFileSync(join(folder, 'old.ipynb'), '{"nbformat": 3, "worksheets": []}');
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'jupyter/kernels/gone'));
    const gone = { ...fakeSpec(), argv: ['/gone/node', '{connection_file}'] };
    writeFileSync(join(folder, 'jupyter/kernels/gone/kernel.json'), JSON.stringify(gone));
    for (const [args, message] of [
      [['none.ipynb'], /none\.ipynb: there is no such file/],
      [['deep/'], /deep\/: is a folder, where a notebook is needed/],
      [['--out', 'file/x', 'a.ipynb'], /--out: must be a folder that can be written to, got file\/x, but /],
      [['--out', '/proc/nowhere', 'a.ipynb'], /--out: must be a folder that can be written to, got \/proc/],
      [['--kernel', 'gone', 'a.ipynb'], /kernel Fake: cannot be started: \/gone\/node is not there/],
      [['broken.ipynb'], /broken\.ipynb: is no notebook, for it is no JSON/],
      [['old.ipynb'], /old\.ipynb: .*nbformat/],
      [['--timeout', '0', 'a.ipynb'], /--timeout: must be seconds above 0, got "0"/],
      [['-p', 'x', 'a.ipynb'], /-p: must be name=value/],
      [['-p', 'x=1', 'a.ipynb'], /none of its code cells is tagged "parameters"/],
      [['--out', 'o', 'a.ipynb', 'deep/a.ipynb'], /two of the notebooks have the same name/],
      [['--kernel', '../x', 'a.ipynb'], /kernel "\.\.\/x": is not installed/],
    ] as const) {
      const { code, stderr } = await run([...args]);
      assert.ok(code === 1 || code === 2, String(code));
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });
});
