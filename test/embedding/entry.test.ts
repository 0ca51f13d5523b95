import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Runs a line of JavaScript that has imported `wt-dfn/embedding`; tells what it prints. */
function inNewProcess(line: string, environment: Readonly<Record<string, string>> = {}): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=wt-dfn-source', '--input-type=module', '--eval', line],
    { encoding: 'utf8', env: { ...process.env, ...environment } },
  );
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

describe('wt-dfn/embedding', function () {
  this.timeout(60_000);

  it('loads no TensorFlow, and nothing else that is native', () => {
    // Hooks that see every module that is loaded.
    const hooks = `export async function load(url, context, next) { process._rawDebug(url); return next(url, context); }`;
    const line = `
      import { register, Module } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
      const { findNeighbours } = await import('wt-dfn/embedding');
      const found = await findNeighbours({ data: Float32Array.of(0, 1, 3), rows: 3, columns: 1 }, 1);
      console.log([...found.indices].join(' '), Object.keys(Module._cache).join(' '));`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--conditions=wt-dfn-source', '--input-type=module', '--eval', line],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^1 0 1/);
    const loaded = stderr + stdout;
    assert.match(loaded, /embedding\/neighbours\/neighbours\.ts/, 'the hooks have seen the modules');
    assert.doesNotMatch(loaded, /tensorflow|sharp|zeromq|\.node\b/i);
  });

  it('runs the twins where WT_DFN_EMBEDDING says so, with the same result', () => {
    const line = `
      import { findNeighbours } from 'wt-dfn/embedding';
      const data = Float32Array.from({ length: 900 }, (_, i) => (i * i * 31) % 101);
      const { indices, distances } = await findNeighbours({ data, rows: 300, columns: 3 }, 5);
      console.log(indices.join(' '), distances.join(' '));`;
    assert.equal(inNewProcess(line, { WT_DFN_EMBEDDING: 'plain' }), inNewProcess(line));
  });
});
