import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { InstalledKernel } from '../../lib/kernel/install/kernel-status.ts';
import { BIN, runCli } from './run-cli.ts';

describe('wt-dfn kernel', function () {
  this.timeout(120_000);
  let folder: string;
  let data: string;
  const env = () => ({
    JUPYTER_DATA_DIR: data,
    JUPYTER_PATH: '',
    VIRTUAL_ENV: undefined,
    CONDA_PREFIX: undefined,
    JUPYTER_PREFER_ENV_PATH: '0',
  });
  const kernel = (args: string[], more: Record<string, string> = {}) =>
    runCli(['kernel', ...args], { env: { ...env(), ...more } });
  const status = async (
    more: Record<string, string> = {},
    ...place: string[]
  ): Promise<InstalledKernel[]> => {
    const { stdout } = await kernel(['status', '--json', ...place], more);
    return (JSON.parse(stdout) as { kernels: InstalledKernel[] }).kernels;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wt-dfn-install-'));
    data = join(folder, 'data');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('installs, again and again, tells where, and uninstalls', async () => {
    const place = join(data, 'kernels/wt-dfn');
    assert.match((await kernel(['status'])).stdout, /^not installed/);
    for (let i = 0; i < 2; i++) {
      const { code, stdout, stderr } = await kernel(['install']);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, `installed: ${place}\n`);
    }
    assert.deepEqual(readdirSync(data), ['kernels']);
    assert.deepEqual(readdirSync(place).sort(), [
      'kernel.json',
      'logo-32x32.png',
      'logo-64x64.png',
      'logo-svg.svg',
    ]);
    assert.deepEqual(JSON.parse(readFileSync(join(place, 'kernel.json'), 'utf8')), {
      argv: [process.execPath, BIN, 'kernel', 'start', '--connection-file', '{connection_file}'],
      display_name: 'TypeScript (WT-DFN)',
      language: 'typescript',
      interrupt_mode: 'message',
      env: {},
      metadata: { debugger: false },
    });
    for (const size of [32, 64]) {
      const { width, height, format, hasAlpha } = await sharp(
        join(place, `logo-${String(size)}x${String(size)}.png`),
      ).metadata();
      assert.deepEqual([width, height, format, hasAlpha], [size, size, 'png', true]);
    }
    const [found] = await status();
    assert.deepEqual([found?.folder, found?.isFirst, found?.isThis, found?.problem], [place, true, true, '']);
    assert.equal((await kernel(['uninstall'])).stdout, `removed: ${place}\n`);
    assert.ok(!existsSync(place));
    assert.equal((await kernel(['uninstall'])).stdout, 'not installed there\n');
  });

  it('tells what would not start, and which one Jupyter takes', async () => {
    await kernel(['install']);
    const other = join(folder, 'other');
    mkdirSync(join(other, 'kernels/wt-dfn'), { recursive: true });
    const spec = { argv: ['/gone/node', BIN], display_name: 'x', language: 'typescript' };
    writeFileSync(join(other, 'kernels/wt-dfn/kernel.json'), JSON.stringify(spec));
    const found = await status({ JUPYTER_PATH: other });
    assert.deepEqual(
      found.map(({ isFirst, problem }) => [isFirst, problem]),
      [
        [true, '/gone/node is gone; run "wt-dfn kernel install" again'],
        [false, ''],
      ],
    );
    const { stdout } = await kernel(['install'], { JUPYTER_PATH: other });
    assert.match(stdout, /Jupyter finds an older one first: .*other/);
    writeFileSync(join(other, 'kernels/wt-dfn/kernel.json'), '{');
    assert.match(
      (await kernel(['status'], { JUPYTER_PATH: other })).stdout,
      /broken kernelspec .* is no JSON/,
    );
  });

  it('installs below a prefix, and into the environment that is switched on', async () => {
    const prefix = join(folder, 'prefix');
    const place = join(prefix, 'share/jupyter/kernels/wt-dfn');
    const { stdout } = await kernel(['install', '--prefix', prefix]);
    assert.match(stdout, /JUPYTER_PATH=/);
    assert.ok(existsSync(join(place, 'kernel.json')));
    assert.deepEqual(await status(), []);
    const [apart] = await status({}, '--prefix', prefix);
    assert.deepEqual(
      [apart?.folder, apart?.isSearched, apart?.isFirst, apart?.problem],
      [place, false, false, ''],
    );
    const told = (await kernel(['status', '--prefix', prefix])).stdout;
    assert.match(told, /^apart {3}.*\n {2}Jupyter looks there only where JUPYTER_PATH=.* is set/);
    assert.match((await kernel(['status', '--user'])).stdout, /^not installed in .*data; /);
    assert.equal((await kernel(['uninstall', '--prefix', prefix])).stdout, `removed: ${place}\n`);
    await kernel(['install', '--sys-prefix'], { VIRTUAL_ENV: prefix });
    assert.ok(existsSync(join(place, 'kernel.json')));
    assert.equal((await status({ VIRTUAL_ENV: prefix }, '--sys-prefix'))[0]?.isFirst, true);
    const { code, stderr } = await kernel(['install', '--sys-prefix']);
    assert.equal(code, 2);
    assert.match(stderr, /neither VIRTUAL_ENV nor CONDA_PREFIX is set/);
    assert.match((await kernel(['install', '--user', '--prefix', prefix])).stderr, /choose one of them/);
  });

  it('replaces and removes a link without touching what it leads to', async function () {
    if (process.platform === 'win32') this.skip();
    const source = join(folder, 'source');
    mkdirSync(source);
    writeFileSync(join(source, 'kernel.json'), '{}');
    mkdirSync(join(data, 'kernels'), { recursive: true });
    symlinkSync(source, join(data, 'kernels/wt-dfn'));
    await kernel(['uninstall']);
    assert.deepEqual(readdirSync(join(data, 'kernels')), []);
    symlinkSync(source, join(data, 'kernels/wt-dfn'));
    await kernel(['install']);
    assert.equal(readFileSync(join(source, 'kernel.json'), 'utf8'), '{}');
    assert.equal((await status())[0]?.problem, '');
  });

  it('says why it cannot install', async function () {
    writeFileSync(data, 'a file');
    const { code, stderr } = await kernel(['install']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^wt-dfn: --user: must lead to a folder that can be written to, got .*wt-dfn, but a (part of the path is a file|file stands where).*; choose another with --prefix DIR\n$/,
    );
    if (process.platform === 'win32' || process.getuid?.() === 0) return; // root may write anywhere
    rmSync(data);
    mkdirSync(data);
    chmodSync(data, 0o500);
    assert.match((await kernel(['install'])).stderr, /you may not write there/);
  });

  it('ends at once where the system makes no folders, as below /proc', async function () {
    if (!existsSync('/proc/self')) this.skip();
    const { code, stderr } = await kernel(['install', '--prefix', '/proc/nowhere']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^wt-dfn: --prefix: must lead to a folder that can be written to, got \/proc\/nowhere\/.*, but [^;]+; choose another with --user or another --prefix DIR\n$/,
    );
  });

  it('is listed by Jupyter (WT_DFN_JUPYTER_PYTHON)', async function () {
    const python = process.env.WT_DFN_JUPYTER_PYTHON;
    if (python === undefined) this.skip();
    await kernel(['install']);
    const listed = execFileSync(python, ['-m', 'jupyter', 'kernelspec', 'list', '--json'], {
      env: { ...process.env, ...env() },
      encoding: 'utf8',
    });
    const { kernelspecs } = JSON.parse(listed) as {
      kernelspecs: Record<
        string,
        { resource_dir: string; spec: { display_name: string; interrupt_mode: string } }
      >;
    };
    assert.equal(kernelspecs['wt-dfn']?.resource_dir, join(data, 'kernels/wt-dfn'));
    assert.equal(kernelspecs['wt-dfn'].spec.display_name, 'TypeScript (WT-DFN)');
    assert.equal(kernelspecs['wt-dfn'].spec.interrupt_mode, 'message');
  });
});
