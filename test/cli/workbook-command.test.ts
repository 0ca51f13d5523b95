import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.ts';

describe('wt-dfn workbook', function () {
  this.timeout(120_000);

  it('says which notebooks there are none of', async () => {
    const { code, stderr } = await runCli(['workbook', '--only', '99']);
    assert.equal(code, 2);
    assert.match(stderr, /--only: no notebook begins with 99/);
  });

  it('names notebook, cell and line of a failing cell, and saves what ran', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wt-dfn-workbook-'));
    const absent = join(folder, 'absent');
    const { code, stderr } = await runCli([
      'workbook',
      '--only',
      '01',
      '--data',
      absent,
      '--out',
      folder,
      '--quiet',
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /01-data\.ipynb, cell \d+.*absent/s);
    const saved = JSON.parse(await readFile(join(folder, 'workbook', '01-data.ipynb'), 'utf8')) as {
      cells: unknown[];
    };
    assert.ok(saved.cells.length > 5);
    assert.match(await readFile(join(folder, 'workbook', 'index.html'), 'utf8'), /Content-Security-Policy/);
    await rm(folder, { recursive: true });
  });
});
