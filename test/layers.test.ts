// The layer rules of ARCHITECTURE.md, with a planted violation.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const cruise = (path: string): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      path,
    ],
    { encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
};

describe('layer rules', function () {
  this.timeout(120_000);
  const planted = 'lib/evaluation/planted-violation.ts';
  afterEach(() => {
    rmSync(planted, { force: true });
  });

  it('catch a room that imports what it may not', () => {
    writeFileSync(planted, "import '../training/losses.ts';\nimport '@tensorflow/tfjs-core';\n");
    const { status, output } = cruise('lib/evaluation');
    assert.notEqual(status, 0);
    assert.match(output, /evaluation-imports-only-core/);
    assert.match(output, /no-tensorflow-here/);
  });
});
