import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bmpBytes, disc, put, withFolder } from '../data/make-images.ts';

const BIN = fileURLToPath(new URL('../../bin/wt-dfn.mjs', import.meta.url));

function audit(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, 'data', 'audit', ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

/** Discs of people: lymphoblasts larger, so that the outline tells the classes. */
async function putDiscs(folder: string): Promise<void> {
  for (const [kind, prefix, radius] of [
    ['all', '', 14],
    ['hem', 'H', 9],
  ] as const) {
    for (let person = 1; person <= 3; person++) {
      for (let cell = 1; cell <= 3; cell++) {
        const name = `${kind}/UID_${prefix}${person}_1_${cell}_${kind}.bmp`;
        const picture = disc(40, radius + cell / 2, [100 + 10 * person, 50, prefix === '' ? 120 : 130]);
        await put(join(folder, name), bmpBytes(picture));
      }
    }
  }
}

describe('wt-dfn data audit', function () {
  this.timeout(120_000);

  it('prints a table and how far the outline gets; --report holds every cell; --strict passes what is clean', () =>
    withFolder(async (folder) => {
      await putDiscs(folder);
      const report = join(folder, 'audit.json');
      const { code, out, err } = await audit(folder, '--report', report, '--strict', '--workers', '1');
      assert.equal(code, 0, err);
      assert.match(out, /^total +9 +3 +9 +3 +18$/m);
      assert.match(out, /50\.0 % lymphoblasts/);
      assert.match(out, /No picture comes twice/);
      assert.match(out, /AUROC 1\.000/);
      const whole = JSON.parse(await readFile(report, 'utf8')) as { cells: unknown[] };
      assert.equal(whole.cells.length, 18);
    }));

  it('prints JSON, and with --strict exits with 1 where something is wrong', () =>
    withFolder(async (folder) => {
      await putDiscs(folder);
      await put(join(folder, 'all/UID_7_1_1_all.bmp'), 'text');
      const { code, out } = await audit(folder, '--json', '--strict', '--workers', '1');
      assert.equal(code, 1);
      const found = JSON.parse(out) as { unusable: { reason: string }[]; cells?: unknown; readable: number };
      assert.deepEqual(
        [found.unusable[0]!.reason, found.readable, found.cells],
        ['not an image (text)', 18, undefined],
      );
    }));

  it('tells a mistake in one sentence and exits with 2', async () => {
    const { code, out, err } = await audit('/nowhere/at/all');
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, /^wt-dfn: openDataset: there is no folder \/nowhere\/at\/all\n$/);
  });
});
