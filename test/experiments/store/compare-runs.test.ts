import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparePredictions } from '../../../lib/evaluation/compare/compare-predictions.ts';
import { costText, scoresTable } from '../../../lib/evaluation/compare/comparison-table.ts';
import type { Predictions } from '../../../lib/evaluation/predictions.ts';
import { formatTable } from '../../../lib/evaluation/table/format-table.ts';
import { compareRuns, comparisonTables, groupRuns } from '../../../lib/experiments/store/compare-runs.ts';
import type { RunSummary } from '../../../lib/experiments/store/run-summary.ts';
import { listRuns } from '../../../lib/experiments/store/summarise-run.ts';
import { samplePredictions } from '../../evaluation/sample-predictions.ts';
import { temporaryFolder } from '../../training/tiny-dataset.ts';
import { writeSampleRun } from './sample-runs.ts';

const RAW = ['streams.used=raw', 'training.vote=raw'];

/** The cells of every other subject. */
function half(predictions: Predictions, which: 0 | 1): Predictions {
  const keep = [...predictions.ids.keys()].filter((i) => Math.floor((i % 24) / 2) % 2 === which);
  const { ids, subjects, labels, probabilities, cellAreas } = predictions;
  return {
    ...predictions,
    ids: keep.map((i) => ids[i]!),
    subjects: keep.map((i) => subjects[i]),
    labels: Int32Array.from(keep, (i) => labels[i]!),
    probabilities: Object.fromEntries(
      Object.entries(probabilities).map(([stream, own]) => [
        stream,
        Float32Array.from(keep.flatMap((i) => [...own.subarray(2 * i, 2 * i + 2)])),
      ]),
    ),
    cellAreas: Float64Array.from(keep, (i) => cellAreas![i]!),
  };
}

/** The same cells, seen by another network. */
function seenBy(seed: number, streams: readonly ('raw' | 'crop' | 'erase')[]): Predictions {
  const cells = samplePredictions({ seed: 1 });
  const others = samplePredictions({ seed: 1, streams });
  const { probabilities } = samplePredictions({ seed, streams });
  const mixed = Object.fromEntries(
    Object.entries(others.probabilities).map(([stream, own]) => [
      stream,
      own.map((p, i) => 0.7 * p + 0.3 * probabilities[stream as 'raw']![i]!),
    ]),
  );
  return { ...cells, probabilities: mixed };
}

describe('compareRuns', () => {
  const folder = temporaryFolder();
  after(folder.remove);
  let runs: readonly RunSummary[] = [];

  before(async () => {
    for (const seed of [1, 2]) {
      const three = seenBy(10 + seed, ['raw', 'crop', 'erase']);
      for (const part of [0, 1] as const) {
        await writeSampleRun(join(folder.path, 'ternary', `seed-${seed}-part-${part}`), {
          set: [`training.seed=${seed}`],
          predictions: half(three, part),
          silhouette: true,
        });
      }
      await writeSampleRun(join(folder.path, 'raw', `seed-${seed}`), {
        set: [`training.seed=${seed}`, 'training.epochs=6', ...RAW],
        predictions: seenBy(20 + seed, ['raw']),
      });
    }
    await writeSampleRun(join(folder.path, 'raw', 'not-judged'), { set: ['training.seed=3', ...RAW] });
    ({ runs } = await listRuns(folder.path));
  });

  it('groups seeds and folds by settings, and sets costs beside scores', async () => {
    const { groups, leftOut } = groupRuns(runs, 'settings');
    assert.deepEqual(
      groups.map(({ name, runs: members }) => [name, members.length]),
      [
        ['nano streams.used=raw training.epochs=6 training.vote=raw', 2],
        ['nano', 4],
      ],
    );
    assert.deepEqual(
      leftOut.map(({ name }) => name),
      ['raw/not-judged'],
    );
    const found = await compareRuns(groups, { replicates: 50 });
    const { contenders } = found.comparison;
    assert.deepEqual(
      contenders.map(({ name, seeds, folds }) => [name.split(' ')[0], seeds, folds]),
      [
        ['nano', 2, 1],
        ['nano', 2, 2],
        ['outline', 1, 1], // the same cells, so the same baseline for both seeds
      ],
    );
    const [scores, differences] = comparisonTables(found);
    assert.equal(scores!.rows.length, 3);
    // 100 images: 2 epochs of 3 streams against 6 of one.
    assert.deepEqual(differences!.rows[0]!.at(-1), 'equal passes');
    for (const format of ['text', 'csv', 'md', 'latex', 'json'] as const) {
      assert.ok(comparisonTables(found).every((table) => formatTable(table, format).length > 200));
    }
    assert.match(scores!.notes.join('\n'), /Folds are pooled/);
  });

  it('refuses a group that mixes what differs, seeds that lack a fold, and people trained on', async () => {
    const of = (part: string): RunSummary[] => runs.filter(({ name }) => name.includes(part));
    await assert.rejects(
      compareRuns([{ name: 'all', runs: [...of('ternary'), ...of('raw/seed-1')] }]),
      /"all" has two runs of seed 1 that judge the same cells \(ternary\/seed-1-part-0, raw\/seed-1\); group by/,
    );
    await assert.rejects(
      compareRuns([
        { name: 'raw', runs: of('raw/seed') },
        { name: 'ternary', runs: of('ternary').slice(0, 3) },
      ]),
      /were not judged on the same cells: 120 in both, 120 only in the first/,
    );
    await assert.rejects(
      compareRuns([{ name: 'x', runs: of('not-judged') }]),
      /there is no report\.json; run wt-dfn evaluate first/,
    );
    const split = join(folder.path, 'raw', 'seed-2', 'split.json');
    const before = readFileSync(split, 'utf8');
    writeFileSync(split, before.replace('"V1"', '"S5"'));
    const leaking = compareRuns([
      { name: 'raw', runs: of('raw/seed') },
      { name: 'ternary', runs: of('ternary') },
    ]);
    await assert.rejects(
      leaking,
      /raw\/seed-2 is judged on 1 person that it was trained on or chosen by \(S5\)/,
    );
    writeFileSync(split, before);
  });
});

describe('costText', () => {
  it('shows further passes where an augmentation took some', () => {
    const predictions = samplePredictions({ cells: 48 });
    const comparison = comparePredictions([{ name: 'a', seeds: [[{ name: 'a', predictions }]] }]);
    const costs = new Map([['a', { epochs: 1, passes: 10, extraPasses: 5 }]]);
    const { columns, rows } = scoresTable(comparison, { costs });
    assert.deepEqual(
      columns.slice(2, 5).map(({ key }) => key),
      ['epochs', 'passes', 'extraPasses'],
    );
    assert.deepEqual(rows[0]!.slice(2, 5), [1, 10, 5]);
    assert.equal(scoresTable(comparison).columns.length, columns.length - 1);
  });

  it('tells equal epochs from equal passes, by hand', () => {
    assert.equal(
      costText({ epochs: 10, passes: 3000 }, { epochs: 10, passes: 1000 }),
      'equal epochs, 3.00x passes',
    );
    assert.equal(costText({ epochs: 30, passes: 3000 }, { epochs: 10, passes: 2980 }), 'equal passes');
    assert.equal(costText({ epochs: 30, passes: null }, { epochs: 10, passes: 1 }), null);
    assert.equal(costText(undefined, { epochs: 10, passes: 1 }), null);
  });
});
