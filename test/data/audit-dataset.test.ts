import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AbortError } from '../../lib/core/errors/abort-error.ts';
import type { Progress } from '../../lib/core/progress.ts';
import { auditDataset } from '../../lib/data/audit-dataset.ts';
import { countPairs, findSharedSubjects, findTwins, type DigestedCell } from '../../lib/data/audit-twins.ts';
import type { AuditedCell } from '../../lib/data/audit-types.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { bmpBytes, disc, noise, pngBytes, put, putCnmc, SHARED_DATA, withFolder } from './make-images.ts';

const SILHOUETTE = {
  ...{ area: 1, perimeter: 1, equivalentDiameter: 1, eccentricity: 0, solidity: 1, compactness: 1 },
  meanColour: [0, 0, 0],
  box: { top: 0, left: 0, bottom: 1, right: 1 },
} as const;

/** A cell as an audit sees it; what the digest is stands first. */
function cell(digest: string, subject: string, fold: string, label: 0 | 1 = 1): DigestedCell {
  const facts: AuditedCell = {
    ...{ id: `${fold}/${subject}-${digest}`, label, subject, fold },
    ...{ width: 1, height: 1, format: 'bmp', silhouette: SILHOUETTE },
  };
  return { cell: facts, bytesDigest: digest, pixelsDigest: digest };
}

describe('twins', () => {
  const cells = [
    ...[cell('a', '20', 'fold_0'), cell('a', '21', 'fold_1'), cell('a', '21', 'fold_1')],
    ...[cell('b', '21', 'fold_0'), cell('b', '30', 'fold_2'), cell('c', '40', 'fold_0')],
    ...[cell('d', 'H1', 'fold_0', 0), cell('d', 'H1', 'fold_0', 1)],
  ];

  it('are counted by pairs: three the same make three', () => {
    // a: 20-21, 20-21, 21-21; b: 21-30; d: H1-H1 with two labels
    assert.deepEqual(countPairs(cells, 'bytesDigest'), {
      total: 5,
      acrossFolds: 3,
      acrossSubjects: 3,
      acrossLabels: 1,
    });
  });

  it('join subjects, also by way of a third', () => {
    assert.deepEqual(findSharedSubjects(findTwins(cells)), [{ subjects: ['20', '21', '30'], pictures: 2 }]);
  });
});

describe('auditDataset', function () {
  this.timeout(90_000); // threads start slowly on a busy machine

  it('counts, finds twins by bytes and by pixels, and names what cannot be used', () =>
    withFolder(async (folder) => {
      const good = await putCnmc(folder, { side: 20 });
      const train = join(folder, 'training_data');
      const image = (name: string): string => join(train, name);
      await copyFile(image('fold_0/all/UID_1_1_1_all.bmp'), image('fold_1/all/UID_9_1_1_all.bmp'));
      await put(image('fold_1/all/UID_9_1_2_all.png'), await pngBytes(noise(20, 20, 2)));
      await put(image('fold_1/all/UID_9_1_3_all.bmp'), bmpBytes(disc(30, 9, [90, 40, 100])));
      await put(image('fold_1/all/UID_9_1_4_all.bmp'), 'text');
      await put(
        image('fold_1/all/UID_9_1_5_all.bmp'),
        bmpBytes({ width: 20, height: 20, data: new Uint8Array(1200) }),
      );
      await put(image('fold_1/all/UID_9_1_6_all.bmp'), await pngBytes(noise(20, 20, 99)));
      await mkdir(image('fold_1/hem/UID_H9_1_1_hem.bmp'));
      await put(join(folder, 'testing_data/C-NMC_test_final_phase_data/1.bmp'), bmpBytes(noise(20, 20, 4)));
      const reports: Progress[] = [];
      const found = await auditDataset(await openDataset(folder), {
        workers: 2,
        onProgress: (progress) => reports.push(progress),
      });
      assert.equal(found.total.images[0] + found.total.images[1], good + 5);
      assert.deepEqual(found.total.subjects, [4, 5]);
      assert.deepEqual(
        found.folds.map(({ name, images }) => [name, ...images]),
        [
          ['fold_0', 6, 6],
          ['fold_1', 6, 11],
        ],
      );
      assert.deepEqual(
        found.unusable.map(({ reason }) => reason),
        ['a folder named like an image', 'not an image (text)'],
      );
      assert.deepEqual(found.wrongSizes, [
        { id: 'training_data/fold_1/all/UID_9_1_3_all.bmp', width: 30, height: 30 },
      ]);
      assert.deepEqual(found.withoutCell, ['training_data/fold_1/all/UID_9_1_5_all.bmp']);
      assert.deepEqual(
        found.fileNotes.map(({ reason }) => reason),
        ['named as BMP but holds PNG'],
      );
      // One copy of a file; one picture as PNG; one that is in the final phase too (seed 4).
      assert.equal(found.bytePairs.total, 2);
      assert.deepEqual(found.pixelPairs, { total: 3, acrossFolds: 3, acrossSubjects: 2, acrossLabels: 0 });
      assert.deepEqual(found.sharedSubjects, [{ subjects: ['1', '9'], pictures: 2 }]);
      assert.equal(found.cells.length, good + 5 + 1);
      assert.equal(found.unlabelled, 1);
      assert.deepEqual(JSON.parse(JSON.stringify(found.folds)), found.folds);
      const last = reports.at(-1)!;
      assert.deepEqual([last.done, last.total, last.unit], [good + 7, good + 7, 'images']);
    }));

  it('stops on request', () =>
    withFolder(async (folder) => {
      await putCnmc(folder, { cells: 10 });
      const controller = new AbortController();
      const dataset = await openDataset(folder);
      const audit = auditDataset(dataset, {
        workers: 1,
        signal: controller.signal,
        onProgress: () => {
          controller.abort();
        },
      });
      controller.abort();
      await assert.rejects(audit, AbortError);
    }));

  const real = new URL('C-NMC_Leukemia/training_data/fold_2/', SHARED_DATA);
  (existsSync(real) ? it : it.skip)('measures real cells: lymphoblasts are larger (real cells)', async () => {
    const found = await auditDataset(await openDataset(fileURLToPath(real), { sameSubject: [] }), {
      workers: 2,
    });
    assert.deepEqual(found.expectedSize, { width: 450, height: 450 });
    assert.deepEqual([found.unusable.length, found.wrongSizes.length, found.withoutCell.length], [0, 0, 0]);
    const mean = (label: number): number => {
      const areas = found.cells.filter((one) => one.label === label).map(({ silhouette }) => silhouette.area);
      return areas.reduce((sum, area) => sum + area, 0) / areas.length;
    };
    assert.ok(mean(1) > mean(0));
  });
});
