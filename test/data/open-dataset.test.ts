import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { parseCellName } from '../../lib/data/cell-name.ts';
import type { CellDataset } from '../../lib/data/dataset.ts';
import { mergeSubjects } from '../../lib/data/merge-subjects.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { put, SHARED_DATA, withFolder } from './make-images.ts';

/** Opens a folder of files that are named and empty: listing does not read images. */
function listing(
  files: Readonly<Record<string, string>>,
  options?: Parameters<typeof openDataset>[1],
  below = '',
): Promise<CellDataset> {
  return withFolder(async (folder) => {
    for (const [name, content] of Object.entries(files)) await put(join(folder, name), content);
    return openDataset(join(folder, below), options);
  });
}

function brief({ images }: CellDataset): string[] {
  return images.map(({ id, label, subject, fold }) => [id, label, subject ?? '-', fold ?? '-'].join(' '));
}

function reasons({ problems }: CellDataset): string[] {
  return problems.map(({ path, reason }) => `${path.slice(path.lastIndexOf('/') + 1)}: ${reason}`);
}

const CSV = 'Patient_ID,new_names,labels\r\nUID_57_29_1_all.bmp,1.bmp,1\r\nUID_H52_2_1_hem.bmp,2.bmp,0\r\n';

describe('parseCellName', () => {
  it('reads subject, label, picture and cell; H and h are the same', () => {
    assert.deepEqual(parseCellName('UID_11_10_1_all.bmp'), {
      subject: '11',
      label: 1,
      image: '10',
      cell: '1',
    });
    assert.deepEqual(parseCellName('uid_h3_22_4_HEM.PNG'), {
      subject: 'H3',
      label: 0,
      image: '22',
      cell: '4',
    });
    for (const name of ['1.bmp', 'UID_11_10_all.bmp', 'UID_11_10_1_abc.bmp', 'xUID_11_10_1_all.bmp']) {
      assert.equal(parseCellName(name), undefined);
    }
  });
});

describe('openDataset on C-NMC', () => {
  it('reads the official layout: names, folds, the label file, images without labels', async () => {
    const found = await listing({
      'training_data/fold_0/all/UID_11_10_1_all.bmp': '',
      'training_data/fold_0/hem/UID_H3_1_1_hem.BMP': '',
      'training_data/fold_2/hem/UID_h3_1_2_hem.png': '',
      'validation_data/C-NMC_test_prelim_phase_data/1.bmp': '',
      'validation_data/C-NMC_test_prelim_phase_data/2.bmp': '',
      'validation_data/C-NMC_test_prelim_phase_data_labels.csv': CSV,
      'testing_data/C-NMC_test_final_phase_data/1.bmp': '',
      'training_data/fold_0/all/Thumbs.db': '',
      'training_data/fold_0/all/._UID_11_10_1_all.bmp': '',
      'readme.txt': '',
      'smears/smear_1_all.png': '',
    });
    assert.equal(found.kind, 'c-nmc');
    assert.deepEqual(brief(found), [
      'training_data/fold_0/all/UID_11_10_1_all.bmp 1 11 fold_0',
      'training_data/fold_0/hem/UID_H3_1_1_hem.BMP 0 H3 fold_0',
      'training_data/fold_2/hem/UID_h3_1_2_hem.png 0 H3 fold_2',
      'validation_data/C-NMC_test_prelim_phase_data/1.bmp 1 57 preliminary',
      'validation_data/C-NMC_test_prelim_phase_data/2.bmp 0 H52 preliminary',
    ]);
    assert.deepEqual(found.problems, []);
    assert.equal(found.unlabelled.length, 1);
    assert.match(found.notes.join(), /Without public labels, so left out of training and scores: 1 /);
    assert.match(found.notes.join(), /Pictures of whole smears, not of single cells, so left out: 1/);
  });

  it('takes any part of it as the root', async () => {
    const files = {
      'training_data/fold_0/all/UID_11_10_1_all.bmp': '',
      'training_data/fold_0/hem/UID_H3_1_1_hem.bmp': '',
    };
    const names = (prefix: string): string[] => [
      `${prefix}all/UID_11_10_1_all.bmp 1 11 fold_0`,
      `${prefix}hem/UID_H3_1_1_hem.bmp 0 H3 fold_0`,
    ];
    assert.deepEqual(brief(await listing(files, {}, 'training_data')), names('fold_0/'));
    assert.deepEqual(brief(await listing(files, {}, 'training_data/fold_0')), names(''));
    const flat = await listing({ 'all/UID_1_1_1_all.png': '', 'hem/UID_H1_1_1_hem.png': '' });
    assert.deepEqual(brief(flat), ['all/UID_1_1_1_all.png 1 1 -', 'hem/UID_H1_1_1_hem.png 0 H1 -']);
  });

  it('finds preliminary images that were saved as PNG, and says what is missing', async () => {
    const found = await listing({ '1.png': '', 'labels_of_C-NMC_test_prelim_phase_data_labels.csv': CSV });
    assert.deepEqual(brief(found), ['1.png 1 57 preliminary']);
    assert.match(found.notes[0]!, /2 rows; 1 of their images are missing/);
  });

  it('names contradictions and what it cannot label', async () => {
    const found = await listing({
      'training_data/fold_0/all/UID_1_1_1_all.bmp': '',
      'training_data/fold_0/hem/UID_2_1_1_all.bmp': '',
      'training_data/fold_0/all/UID_H2_1_1_all.bmp': '',
      'training_data/fold_0/all/picture.bmp': '',
    });
    assert.equal(found.images.length, 1);
    assert.deepEqual(reasons(found), [
      'UID_H2_1_1_all.bmp: contradicts itself: a healthy subject (H) but named _all',
      'picture.bmp: no label: not named UID_<subject>_<image>_<cell>_all or _hem',
      'UID_2_1_1_all.bmp: named _all but lies in the folder hem',
    ]);
  });

  it('names bad rows of the label file and goes on', async () => {
    const csv = `${CSV}UID_1_1_1_all.bmp,3.bmp,0\nUID_1_1_1_all.bmp,4.bmp,x\nnobody,5.bmp,1\nUID_57_29_1_all.bmp,1.bmp,1\n`;
    const found = await listing({ '1.bmp': '', '3.bmp': '', 'C-NMC_test_prelim_phase_data_labels.csv': csv });
    assert.deepEqual(brief(found), ['1.bmp 1 57 preliminary']);
    assert.equal(reasons(found).length, 5);
    assert.match(reasons(found).join('\n'), /labelled 0 but called UID_1_1_1_all.bmp/);
    assert.match(reasons(found).join('\n'), /label is "x", expected 0 or 1/);
    assert.match(reasons(found).join('\n'), /3.bmp: no label: neither named UID_… nor in the label file/);
  });

  it('takes only the folds that are asked for, and says which there are', async () => {
    const files = { 'fold_0/all/UID_1_1_1_all.bmp': '', 'fold_1/all/UID_2_1_1_all.bmp': '' };
    assert.deepEqual(brief(await listing(files, { folds: ['fold_1'] })), [
      'fold_1/all/UID_2_1_1_all.bmp 1 2 fold_1',
    ]);
    await assert.rejects(listing(files, { folds: ['fold_7'] }), (error: unknown) => {
      return (
        error instanceof ParameterError && /no fold fold_7; there are fold_0, fold_1/.test(error.message)
      );
    });
  });

  it('counts subjects as one that are told to be', async () => {
    const files = { 'all/UID_21_1_1_all.bmp': '', 'all/UID_20_1_1_all.bmp': '', 'all/UID_3_1_1_all.bmp': '' };
    const found = await listing(files, { sameSubject: [['20', '21']] });
    assert.deepEqual(
      found.images.map(({ subject }) => subject),
      ['20', '20', '3'],
    );
    const byDefault = await listing(files);
    assert.deepEqual(
      byDefault.images.map(({ subject }) => subject),
      found.images.map(({ subject }) => subject),
    );
    assert.deepEqual(byDefault.notes, ['Counted as one person each, since they share pictures: 20 = 21.']);
    const drawn = await listing({ ...files, 'manifest.json': '{"generator":"wt-dfn data synth"}' });
    assert.equal(new Set(drawn.images.map(({ subject }) => subject)).size, 3);
    assert.deepEqual(drawn.notes, []);
    const chained = mergeSubjects(
      [{ subject: 'c' }, { subject: 'a' }, { subject: undefined }],
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
    );
    assert.deepEqual(chained, [{ subject: 'a' }, { subject: 'a' }, { subject: undefined }]);
  });

  const real = new URL('C-NMC_Leukemia/', SHARED_DATA);
  (existsSync(real) ? it : it.skip)('reads the real subset (real cells)', async () => {
    const found = await openDataset(fileURLToPath(real), { sameSubject: [] });
    const of = (fold: string, label: number): number =>
      found.images.filter((image) => image.fold === fold && image.label === label).length;
    const people = (fold: string): number =>
      new Set(found.images.filter((image) => image.fold === fold).map(({ subject }) => subject)).size;
    assert.deepEqual([of('fold_0', 1), of('fold_0', 0), people('fold_0')], [527, 407, 28]);
    assert.deepEqual([of('fold_2', 1) + of('fold_2', 0), people('fold_2')], [70, 16]);
    assert.deepEqual(found.problems, []);
    assert.equal(found.unlabelled.length, 4);
  });
});

describe('openDataset on class folders', () => {
  const files = {
    'train/Normal/P1_a.PNG': '',
    'train/Normal/P2_b.tiff': '',
    'train/Lymphoblasts/P3_c.jpg': '',
    'test/ALL/P4_d.webp': '',
    'other/x.png': '',
  };

  it('goes by folder names that people use, the folders above being folds', async () => {
    const found = await listing(files, { subjects: { pattern: /\/(?<subject>P\d+)_/ } });
    assert.equal(found.kind, 'class-folders');
    assert.deepEqual(brief(found), [
      'test/ALL/P4_d.webp 1 P4 test',
      'train/Lymphoblasts/P3_c.jpg 1 P3 train',
      'train/Normal/P1_a.PNG 0 P1 train',
      'train/Normal/P2_b.tiff 0 P2 train',
    ]);
    assert.deepEqual(reasons(found), ['x.png: no label: lies in no folder named like a class']);
    assert.deepEqual(found.notes, []);
  });

  it('says so where it knows nothing, or not enough, about subjects', async () => {
    assert.match((await listing(files)).notes[0]!, /says nothing about subjects/);
    const partly = await listing(files, { subjects: { pattern: '(?<subject>P[12])_' } });
    assert.match(partly.notes[0]!, /2 of 4 images have no subject/);
  });

  it('takes subjects from a CSV file, by path or file name', () =>
    withFolder(async (folder) => {
      for (const name of Object.keys(files)) await put(join(folder, name), '');
      const csv = await put(
        join(folder, 's.csv'),
        'File,Subject\r\ntrain/Normal/P1_a.PNG,ann\r\nP3_c.jpg,bob\r\n',
      );
      const found = await openDataset(folder, { subjects: { csv } });
      assert.deepEqual(
        found.images.map(({ subject }) => subject),
        [undefined, 'bob', 'ann', undefined],
      );
      await put(csv, 'a,b\n1,2\n');
      await assert.rejects(
        openDataset(folder, { subjects: { csv } }),
        /needs columns named file and subject, has: a, b/,
      );
      await assert.rejects(openDataset(folder, { subjects: { csv: join(folder, 'no.csv') } }), DataError);
      await put(csv, 'file,subject\nP1_a.PNG,ann\nP1_a.PNG,bob\n');
      await assert.rejects(openDataset(folder, { subjects: { csv } }), /to two subjects, ann and bob/);
    }));

  it('takes other folder names on request', async () => {
    const found = await listing(
      { 'HC/a.png': '', 'B-ALL/b.png': '' },
      { classes: { normal: ['hc'], lymphoblast: ['b_all'] } },
    );
    assert.deepEqual(brief(found), ['B-ALL/b.png 1 - -', 'HC/a.png 0 - -']);
    for (const classes of [
      { normal: [], lymphoblast: ['x'] },
      { normal: ['x'], lymphoblast: ['X'] },
    ]) {
      await assert.rejects(listing({ 'HC/a.png': '' }, { classes }), ParameterError);
    }
    await assert.rejects(listing(files, { subjects: { pattern: '(' } }), /not a regular expression/);
    await assert.rejects(listing(files, { subjects: { pattern: 'P\\d' } }), /needs a group named subject/);
  });
});

describe('openDataset on a bad root', () => {
  it('says in one sentence what is wrong', async () => {
    await assert.rejects(openDataset('/nowhere/at/all'), /there is no folder \/nowhere\/at\/all$/);
    await assert.rejects(listing({ 'a.png': '' }, {}, 'a.png'), /is a file; give the folder/);
    await assert.rejects(listing({ 'a.txt': '' }), /holds no images/);
    await assert.rejects(listing({ 'x/a.png': '' }), /none of the 1 images in .* has a label/);
    await assert.rejects(listing({ 'testing_data/1.bmp': '' }), /can be predicted, not trained on/);
  });

  it('survives folders named like images, broken links and links in circles', () =>
    withFolder(async (folder) => {
      await put(join(folder, 'all/UID_1_1_1_all.bmp'), '');
      await mkdir(join(folder, 'all/UID_2_1_1_all.bmp'));
      await symlink(join(folder, 'gone.bmp'), join(folder, 'all/UID_3_1_1_all.bmp'));
      await symlink(folder, join(folder, 'all/again'));
      const found = await openDataset(folder);
      assert.equal(found.images.length, 1);
      assert.deepEqual(reasons(found).sort(), [
        'UID_2_1_1_all.bmp: a folder named like an image',
        'UID_3_1_1_all.bmp: a link that leads nowhere',
      ]);
    }));
});
