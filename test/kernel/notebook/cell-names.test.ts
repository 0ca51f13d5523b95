import assert from 'node:assert/strict';
import { cellNames } from '../../../lib/kernel/notebook/cell-names.ts';
import { codeCell, markdownCell } from './sample-notebook.ts';

describe('cellNames', () => {
  it('numbers the cells that run, and calls others by the next one that does', () => {
    const names = cellNames([
      markdownCell('# Title'),
      markdownCell('more'),
      codeCell('a'),
      codeCell(' \n'),
      codeCell('b', { metadata: { tags: ['skip-execution'] } }),
      markdownCell('c'),
      codeCell('d'),
      markdownCell('e'),
    ]);
    assert.deepEqual(names, [
      'text 1 before cell 1',
      'text 2 before cell 1',
      'cell 1',
      'empty cell before cell 2',
      'skipped cell before cell 2',
      'text before cell 2',
      'cell 2',
      'text after cell 2',
    ]);
  });

  it('has names where nothing runs', () => {
    assert.deepEqual(cellNames([markdownCell('a'), markdownCell('b')]), ['text 1', 'text 2']);
    assert.deepEqual(cellNames([]), []);
  });
});
