import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { readCellNotes, readFeatureTable } from '../../lib/data/feature-table.ts';
import { temporaryFolder } from '../training/tiny-dataset.ts';

describe('readFeatureTable', () => {
  const folder = temporaryFolder();
  after(folder.remove);
  const write = (text: string): string => {
    const path = join(folder.path, 'features.csv');
    writeFileSync(path, text);
    return path;
  };

  it('takes columns of numbers as features and knows those that tell of a row', async () => {
    const path = write(
      '\ufeffImage,a,Label,b,subject,x\r\none.png,1.5,ALL,-2,11,9\r\n"two, 2.png",3,,4e1,,\r\n',
    );
    const { data, rows, columns, names, notes } = await readFeatureTable(path);
    assert.deepEqual([rows, columns, names, [...data]], [2, 2, ['a', 'b'], [1.5, -2, 3, 40]]);
    assert.deepEqual(notes, {
      label: ['ALL', undefined],
      subject: ['11', undefined],
      image: ['one.png', 'two, 2.png'],
    });
  });

  for (const [text, message] of [
    ['a,b\n', /holds no rows below its header/],
    ['', /holds no rows below its header/],
    ['image,label\na,1\n', /has no feature/],
    ['a,b\n1,2\n3,oops\n', /row 3, column "b" must be a number, got "oops"/],
    ['a,b\n1\n', /row 2, column "b" must be a number, got ""/],
    ['a,b\n1,Infinity\n', /row 2, column "b" must be a number, got "Infinity"/],
    ['a,a\n1,2\n', /has two columns named "a"/],
    ['a,b\n"1,2\n', /cannot be read as CSV/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      await assert.rejects(
        readFeatureTable(write(text)),
        (error) => error instanceof DataError && message.test(error.message),
      );
    });
  }

  it('says that there is no file', async () => {
    await assert.rejects(readFeatureTable(join(folder.path, 'none.csv')), /there is no such file/);
  });

  it('reads notes alone, and refuses a file without any', async () => {
    const { rows, notes } = await readCellNotes(write('label,name\n0,x\n1,y\n'));
    assert.deepEqual([rows, notes], [2, { label: ['0', '1'] }]);
    await assert.rejects(readCellNotes(write('a,b\n1,2\n')), /has none of the columns label, subject/);
  });
});
