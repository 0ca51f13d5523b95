import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { addDataSynthCommand } from '../../lib/cli/data-synth-command.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';

async function run(...words: readonly string[]): Promise<void> {
  const program = new Command('wt-dfn').exitOverride();
  addDataSynthCommand(program);
  await program.parseAsync(['node', 'wt-dfn', 'data', 'synth', ...words]);
}

describe('wt-dfn data synth', function () {
  this.timeout(60_000);
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wt-dfn-cli-synth-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('names the flag that is wrong and writes nothing', async () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['--cells', 'many'],
      ['--subjects', '3'],
      ['--seed', '1.5'],
      ['--format', 'jpeg'],
    ];
    for (const [flag, value] of wrong) {
      await assert.rejects(run(join(folder, 'x'), flag, value), (error) => {
        assert.ok(error instanceof ParameterError);
        assert.match(error.message, new RegExp(`${flag.slice(2)}.*got "?${value}`));
        return true;
      });
    }
    assert.deepEqual(await readdir(folder), []);
  });

  it('draws a data set', async () => {
    await run(join(folder, 'cells'), '--cells', '1', '--format', 'png', '--smears', '1');
    assert.deepEqual((await readdir(join(folder, 'cells'))).sort(), [
      'C-NMC_Leukemia',
      'README.md',
      'manifest.json',
      'smears',
    ]);
  });
});
