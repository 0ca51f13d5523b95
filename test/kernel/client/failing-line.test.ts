import assert from 'node:assert/strict';
import { failingLine } from '../../../lib/kernel/client/failing-line.ts';

describe('failing line', () => {
  it('finds the line of the cell in tracebacks of several kernels', () => {
    for (const frame of [
      'Cell \u001b[32mIn[3]\u001b[39m, line 12',
      'at f (cell 3:12:5)',
      'at [3]:12:5',
      'In[3]:12:5',
    ]) {
      assert.equal(failingLine(['TypeError: bad', frame], 3), 12, frame);
    }
  });

  it('passes over frames of other cells', () => {
    assert.equal(failingLine(['at g (cell 1:7:2)\n at f (cell 3:12:5)'], 3), 12);
    assert.equal(failingLine(['at g (cell 1:7:2)'], 3), undefined);
    assert.equal(failingLine(['at read (node:fs:12:5)'], null), undefined);
  });
});
