import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '../../../lib/core/errors/checkpoint-error.ts';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { configChanges, nameConfig } from '../../../lib/experiments/store/config-changes.ts';
import { chooseRuns } from '../../../lib/experiments/store/run-fields.ts';
import { runsTable } from '../../../lib/experiments/store/runs-table.ts';
import type { RunSummary } from '../../../lib/experiments/store/run-summary.ts';
import { runFiles, showRun } from '../../../lib/experiments/store/show-run.ts';
import { listRuns, summariseRun } from '../../../lib/experiments/store/summarise-run.ts';
import { formatTable } from '../../../lib/evaluation/table/format-table.ts';
import { setInConfig } from '../../../lib/training/config/change-config.ts';
import { findPreset } from '../../../lib/training/presets/find-preset.ts';
import { lockRun } from '../../../lib/training/run/run-lock.ts';
import { samplePredictions } from '../../evaluation/sample-predictions.ts';
import { temporaryFolder } from '../../training/tiny-dataset.ts';
import { writeSampleRun } from './sample-runs.ts';

describe('listRuns', () => {
  const folder = temporaryFolder();
  after(folder.remove);
  const at = (...names: string[]): string => join(folder.path, 'runs', ...names);

  before(async () => {
    const predictions = samplePredictions();
    await writeSampleRun(at('first'), { predictions, silhouette: true, passes: 250 });
    await writeSampleRun(at('sweep', 'seed-10'), { set: ['training.seed=10'] });
    await writeSampleRun(at('sweep', 'seed-2'), {
      set: ['training.seed=2'],
      status: 'stopped',
      epochsDone: 1,
    });
    await writeSampleRun(at('killed'), { status: 'running', epochsDone: 1 });
    await writeSampleRun(at('diverged'), { status: 'diverged', epochsDone: 0 });
    await writeSampleRun(at('damaged', 'torn-config'));
    writeFileSync(at('damaged', 'torn-config', 'config.json'), '{"model": {');
    await writeSampleRun(at('damaged', 'no-info'));
    rmSync(at('damaged', 'no-info', 'run.json'));
    await writeSampleRun(at('damaged', 'odd-info'));
    writeFileSync(at('damaged', 'odd-info', 'run.json'), 'null');
    await writeSampleRun(at('odd-report'), { predictions });
    writeFileSync(
      at('odd-report', 'evaluation', 'report.json'),
      '{"kind": "wt-dfn-evaluation", "version": 1}',
    );
    mkdirSync(at('begun', 'checkpoints'), { recursive: true });
    mkdirSync(at('notes'));
    writeFileSync(at('notes', 'config.json'), '{}'); // somebody else's: nothing of a run beside it
    mkdirSync(at('.hidden', 'checkpoints'), { recursive: true });
    symlinkSync(folder.path, at('loop'));
  });

  const byName = async (): Promise<Map<string, RunSummary>> =>
    new Map((await listRuns(at())).runs.map((run) => [run.name, run]));

  it('finds runs however deep, and says of each what became of it', async () => {
    const runs = await byName();
    assert.deepEqual(Object.fromEntries([...runs].map(([name, { state }]) => [name, state])), {
      begun: 'begun',
      'damaged/no-info': 'damaged',
      'damaged/odd-info': 'damaged',
      'damaged/torn-config': 'damaged',
      diverged: 'diverged',
      first: 'finished',
      killed: 'stopped',
      'odd-report': 'finished',
      'sweep/seed-10': 'finished',
      'sweep/seed-2': 'stopped',
    });
    assert.match(runs.get('killed')!.reason, /its process was ended, after 1 of 2 epochs/);
    assert.match(runs.get('damaged/torn-config')!.reason, /config\.json: damaged \(not JSON\)/);
    assert.match(runs.get('damaged/no-info')!.reason, /lacks its run\.json/);
    assert.match(runs.get('odd-report')!.problems.join(), /its report\.json is damaged/);
    assert.equal(runs.get('odd-report')!.evaluation, null);
  });

  it('tells cost, settings and scores, by hand', async () => {
    const runs = await byName();
    const first = runs.get('first')!;
    assert.deepEqual(
      [first.seed, first.preset, first.changes, first.epochsDone, first.seconds, first.imagesShown],
      [1, 'nano', [], 2, 60, 200],
    );
    assert.deepEqual([first.passes, first.extraPasses, first.passesCounted], [500, 80, true]);
    const { passes, extraPasses, passesCounted } = runs.get('sweep/seed-10')!;
    assert.deepEqual([passes, extraPasses, passesCounted], [600, null, false]); // 100 images, 2 epochs, 3 streams
    const { classes, outline, scores, cells } = first.evaluation!;
    assert.deepEqual([cells, classes.map(({ subjects }) => subjects)], [240, [12, 12]]);
    assert.ok(scores.auroc.value! > 0.8 && scores.sizeMatched!.value! > 0.5 && outline!.auroc.value! > 0.5);
  });

  it('takes no lock, leaves no file, and sees who holds one', async () => {
    const before = readdirSync(at(), { recursive: true }).length;
    const lock = await lockRun(at('first'));
    try {
      const run = (await byName()).get('first')!;
      assert.equal(run.state, 'running');
      assert.match(run.reason, new RegExp(`process ${process.pid} on `));
      assert.equal(run.ended, null);
      // A lock without a sign of life for a minute counts as left behind.
      const past = statSync(at('first', '.lock')).mtimeMs / 1000 - 120;
      writeFileSync(at('first', '.owner.json'), JSON.stringify({ pid: 1, host: 'elsewhere' }));
      utimesSync(at('first', '.lock'), past, past);
      assert.equal((await byName()).get('first')!.state, 'finished');
    } finally {
      await lock.release();
      rmSync(at('first', '.lock'), { recursive: true, force: true });
    }
    assert.equal(readdirSync(at(), { recursive: true }).length, before);
  });

  it('sorts and filters by fields and settings', async () => {
    const { runs } = await listRuns(at());
    const names = (options: Parameters<typeof chooseRuns>[1]): string[] =>
      chooseRuns(runs, options).map(({ name }) => name);
    assert.deepEqual(names({ filters: ['folder=sweep'] }), ['sweep/seed-2', 'sweep/seed-10']);
    assert.deepEqual(names({ filters: ['state=finished', 'training.seed=10,11'] }), ['sweep/seed-10']);
    assert.deepEqual(names({ filters: ['streams.used=raw,crop,erase', 'state=diverged'] }), ['diverged']);
    assert.equal(names({ sort: 'auroc' })[0], 'first');
    assert.equal(names({ sort: 'seed', reverse: true })[0], 'sweep/seed-10');
    assert.throws(() => names({ sort: 'sede' }), /--sort: there is no "sede"; did you mean seed\?/);
    assert.throws(() => names({ filters: ['finished'] }), ParameterError);
    assert.throws(() => names({ filters: ['optimiser.momentun=1'] }), /did you mean optimiser\.momentum\?/);
  });

  it('makes one table of all, in every format', async () => {
    const { runs } = await listRuns(at());
    const table = runsTable(runs);
    for (const format of ['text', 'csv', 'md', 'latex', 'json'] as const) {
      assert.ok(formatTable(table, format).length > 500);
    }
    assert.equal(table.rows.length, 10);
    assert.ok(table.columns.some(({ key }) => key === 'outline'));
    assert.match(table.notes.join('\n'), /killed: stopped, its process was ended/);
  });

  it('shows one run with settings, scores, files and the next step', async () => {
    const run = await summariseRun(at('sweep', 'seed-2'), { root: at() });
    const text = showRun(run, await runFiles(run.path))
      .map((table) => formatTable(table, 'text'))
      .join('\n');
    assert.match(text, /next +wt-dfn train --out \S+seed-2 --resume/);
    assert.match(text, /training\.seed +2 +1\n/);
    assert.match(text, /checkpoints\/best\.safetensors +15\n/);
    const first = await summariseRun(at('first'));
    assert.equal(first.name, 'first');
    const scores = showRun(first, [])[2]!;
    assert.deepEqual(
      scores.rows.map(([of]) => of),
      ['vote', 'outline alone'],
    );
  });

  it('refuses a folder that is not there', async () => {
    await assert.rejects(listRuns(at('nowhere')), CheckpointError);
    await assert.rejects(listRuns(at('notes', 'config.json')), /is a file, not a folder of runs/);
  });
});

describe('nameConfig', () => {
  it('finds the preset that differs least, by hand', () => {
    const config = setInConfig(findPreset('resnet18').config, ['training.epochs=3', 'training.seed=9']);
    const { preset, changes } = nameConfig(config);
    assert.equal(preset, 'resnet18');
    assert.deepEqual(changes, [{ setting: 'training.epochs', from: 20, to: 3 }]);
    assert.deepEqual(configChanges(config, config), []);
    assert.equal(nameConfig(findPreset('paper').config).preset, 'paper');
  });
});
