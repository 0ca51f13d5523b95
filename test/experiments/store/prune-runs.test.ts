import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  planPrune,
  pruneRuns,
  pruneTable,
  type PruneOptions,
} from '../../../lib/experiments/store/prune-runs.ts';
import { listRuns } from '../../../lib/experiments/store/summarise-run.ts';
import { formatTable } from '../../../lib/evaluation/table/format-table.ts';
import { lockRun } from '../../../lib/training/run/run-lock.ts';
import { samplePredictions } from '../../evaluation/sample-predictions.ts';
import { runCli } from '../../cli/run-cli.ts';
import { temporaryFolder } from '../../training/tiny-dataset.ts';
import { writeSampleRun } from './sample-runs.ts';

describe('pruneRuns', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  after(folder.remove);
  const at = (...names: string[]): string => join(folder.path, 'runs', ...names);
  const everything = (): string[] => readdirSync(folder.path, { recursive: true }).map(String).sort();

  beforeEach(async () => {
    rmSync(folder.path, { recursive: true, force: true });
    await writeSampleRun(at('finished'), { predictions: samplePredictions({ cells: 48 }) });
    writeFileSync(at('finished', 'notes.md'), 'mine');
    writeFileSync(at('finished', 'checkpoints', '.last.safetensors.unfinished'), 'torn');
    await writeSampleRun(at('stopped'), { status: 'stopped', epochsDone: 1 });
    await writeSampleRun(at('sweep', 'diverged'), { status: 'diverged', epochsDone: 0 });
    await writeSampleRun(at('damaged'));
    writeFileSync(at('damaged', 'config.json'), '{');
    writeFileSync(at('damaged', 'notes.md'), 'mine');
    mkdirSync(at('begun', 'checkpoints'), { recursive: true });
    // Somebody's folder that a run only points to.
    mkdirSync(join(folder.path, 'elsewhere'));
    writeFileSync(join(folder.path, 'elsewhere', 'previous.safetensors'), 'precious');
    await writeSampleRun(at('linked'));
    rmSync(at('linked', 'checkpoints'), { recursive: true });
    symlinkSync(join(folder.path, 'elsewhere'), at('linked', 'checkpoints'));
  });

  const prune = async (options: PruneOptions = {}) => {
    const { runs } = await listRuns(at());
    return pruneRuns(await planPrune(runs, options), options);
  };

  it('plans without deleting anything', async () => {
    const before = everything();
    const { runs } = await listRuns(at());
    const plan = await planPrune(runs);
    assert.deepEqual(
      plan.map(({ run, kind, files }) => [run.name, kind, files.map(({ name }) => name)]),
      [
        [
          'finished',
          'spare',
          ['checkpoints/.last.safetensors.unfinished', 'checkpoints/previous.safetensors'],
        ],
      ],
    );
    assert.match(formatTable(pruneTable(plan, { dryRun: true }), 'text'), /Nothing was deleted: add --yes/);
    assert.deepEqual(everything(), before);
  });

  it('takes from a finished run what is neither best nor last, and nothing from the others', async () => {
    const before = everything();
    await prune();
    const gone = before.filter((name) => !everything().includes(name));
    assert.deepEqual(gone, [
      'runs/finished/checkpoints/.last.safetensors.unfinished',
      'runs/finished/checkpoints/previous.safetensors',
    ]);
    assert.equal(readFileSync(at('finished', 'checkpoints', 'best.safetensors'), 'utf8'), 'weights of best');
    assert.deepEqual(await prune(), []); // a second time there is nothing left to do
  });

  it('keeps the checkpoint before the last where there is no last', async () => {
    rmSync(at('finished', 'checkpoints', 'last.safetensors'));
    await prune();
    assert.ok(existsSync(at('finished', 'checkpoints', 'previous.safetensors')));
  });

  it('deletes failed and empty runs only where asked, and never what is not theirs', async () => {
    await prune({ empty: true });
    assert.ok(!existsSync(at('begun')) && existsSync(at('damaged', 'run.json')));
    await prune({ failed: true });
    assert.ok(!existsSync(at('sweep', 'diverged')) && existsSync(at('sweep')));
    assert.deepEqual(readdirSync(at('damaged')), ['notes.md']);
    assert.deepEqual(readdirSync(at('stopped', 'checkpoints')).length, 3);
    assert.equal(readFileSync(join(folder.path, 'elsewhere', 'previous.safetensors'), 'utf8'), 'precious');
  });

  it('follows no link out of a run that goes as a whole', async () => {
    writeFileSync(at('linked', 'run.json'), 'torn');
    await prune({ failed: true });
    assert.equal(readFileSync(join(folder.path, 'elsewhere', 'previous.safetensors'), 'utf8'), 'precious');
    assert.deepEqual(readdirSync(at('linked')), ['checkpoints']);
  });

  it('leaves a held run alone, also one that is taken between plan and deletion', async () => {
    const lock = await lockRun(at('finished'));
    try {
      const { runs } = await listRuns(at());
      assert.deepEqual(await planPrune(runs), []);
    } finally {
      await lock.release();
    }
    const plan = await planPrune((await listRuns(at())).runs);
    const taken = await lockRun(at('finished'));
    try {
      const [item] = await pruneRuns(plan);
      assert.equal(item!.refused, 'a process holds it');
      assert.ok(existsSync(at('finished', 'checkpoints', 'previous.safetensors')));
    } finally {
      await taken.release();
    }
    await writeSampleRun(at('finished'), { status: 'stopped', epochsDone: 1 });
    const [item] = await pruneRuns(plan);
    assert.match(item!.refused, /has changed meanwhile \(stopped\)/);
    assert.ok(existsSync(at('finished', 'checkpoints', 'previous.safetensors')));
  });

  it('is a dry run on the command line unless --yes is given; the other subcommands read', async () => {
    const before = everything();
    const dry = await runCli(['runs', 'prune', at(), '--failed', '--format', 'json']);
    assert.equal(dry.code, 0, dry.stderr);
    const { rows } = JSON.parse(dry.stdout) as { rows: { run: string }[] };
    assert.deepEqual(
      rows.map(({ run }) => run),
      ['damaged', 'finished', 'sweep/diverged'],
    );
    assert.deepEqual(everything(), before);
    const done = await runCli(['runs', 'prune', at(), '--yes']);
    assert.match(done.stdout, /Freed 0\.0 MB in 1 runs/);
    assert.ok(!existsSync(at('finished', 'checkpoints', 'previous.safetensors')));
    const list = await runCli(['runs', 'list', at(), '--filter', 'state=finished', '--format', 'csv']);
    assert.deepEqual(
      list.stdout.split('\n').map((line) => line.split(',')[0]),
      ['run', 'finished', 'linked', ''],
    );
    const wrong = await runCli(['runs', 'list', at(), '--format', 'xls']);
    assert.deepEqual(
      [wrong.code, /must be text, csv, md, latex, json, got xls/.test(wrong.stderr)],
      [2, true],
    );
    const one = await runCli(['runs', 'compare', at('finished')]);
    assert.deepEqual([one.code, /there must be two sides at least/.test(one.stderr)], [2, true]);
    const show = await runCli(['runs', 'show', at('sweep')]);
    assert.deepEqual(
      [show.code, /is not the folder of a run; wt-dfn runs list/.test(show.stderr)],
      [2, true],
    );
  });
});
