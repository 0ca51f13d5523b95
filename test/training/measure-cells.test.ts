import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { DataError } from '../../lib/core/errors/data-error.ts';
import type { CellImage } from '../../lib/data/dataset.ts';
import { measureCells } from '../../lib/training/measure-cells.ts';
import { temporaryFolder } from './tiny-dataset.ts';

describe('measureCells', () => {
  const folder = temporaryFolder();
  after(folder.remove);

  it('gives an empty picture no area, and leaves unreadable files out where that is wanted', async () => {
    const image = (name: string): CellImage => ({
      id: name,
      path: join(folder.path, name),
      label: 1,
      subject: name,
      fold: undefined,
    });
    const square = { width: 20, height: 20, channels: 3 } as const;
    const cell = { create: { width: 10, height: 10, channels: 3, background: '#a080c0' } } as const;
    await sharp({ create: { ...square, background: '#000' } })
      .composite([{ input: cell, left: 5, top: 5 }])
      .png()
      .toFile(join(folder.path, 'cell.png'));
    await sharp({ create: { ...square, background: '#000' } })
      .png()
      .toFile(join(folder.path, 'black.png'));
    writeFileSync(join(folder.path, 'torn.png'), 'text');
    const images = ['cell.png', 'torn.png', 'black.png'].map(image);

    await assert.rejects(measureCells(images), DataError);
    const { areas, table, problems } = await measureCells(images, { onBadImage: 'skip' });
    assert.deepEqual([...areas], [100, Number.NaN]);
    assert.deepEqual(table.subjects, ['cell.png', 'black.png']);
    assert.equal(table.features.length, 2 * table.names.length);
    assert.deepEqual(
      problems.map(({ path }) => path),
      [images[1]!.path],
    );
  });
});
