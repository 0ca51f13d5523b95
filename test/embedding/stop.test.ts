import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./stop-program.ts', import.meta.url));
/** On a machine with nothing else to do it is some tens of milliseconds. */
const MOST_MILLISECONDS = 1000;

describe('an AbortSignal', function () {
  this.timeout(240_000);
  this.retries(2); // how soon is a matter of what else the machine does

  it('ends neighbours, TSNE and UMAP within a moment wherever they are, and leaves no thread behind', () => {
    const { stdout, stderr, status, signal } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--conditions=wt-dfn-source', PROGRAM],
      { encoding: 'utf8', timeout: 200_000 },
    );
    assert.equal(signal, null, 'a thread is left: the process did not end by itself');
    assert.equal(status, 0, stderr);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; ended: string; milliseconds: number });
    assert.equal(results.length, 8);
    for (const { name, ended, milliseconds } of results) {
      assert.equal(ended, 'AbortError', name);
      assert.ok(milliseconds < MOST_MILLISECONDS, `${name} went on for ${milliseconds} ms`);
    }
  });
});
