import assert from 'node:assert/strict';
import { PerplexityBasedNN } from '../../../lib/embedding/affinities/perplexity-based-nn.ts';
import {
  medianInitialisation,
  weightedMeanInitialisation,
} from '../../../lib/embedding/initialisation/among-neighbours.ts';
import { randomInitialisation } from '../../../lib/embedding/initialisation/random-initialisation.ts';
import { jitter, rescale } from '../../../lib/embedding/initialisation/rescale.ts';
import { digits, tsneGolden } from '../golden/tsne-golden.ts';

const map = { data: Float32Array.of(0, 0, 4, 0, 0, 2, 10, 10), rows: 4, columns: 2 };
const neighbours = {
  indices: Int32Array.of(0, 1, 2, 3),
  distances: Float32Array.of(1, 2, 4, 4),
  rows: 1,
  k: 4,
};

describe('embedding/initialisation among neighbours', () => {
  it('takes the middle of three, and the mean of the two in the middle of four', () => {
    assert.deepEqual([...medianInitialisation(map, neighbours, 3).data], [0, 0]);
    assert.deepEqual([...medianInitialisation(map, neighbours).data], [2, 1]);
  });

  it('weighs by nearness, by distance where asked, and by duplicates alone where there are any', () => {
    // Weights 1, 1/2, 1/4, 1/4: (4/2 + 10/4) / 2 and (2/4 + 10/4) / 2.
    assert.deepEqual([...weightedMeanInitialisation(map, neighbours).data], [2.25, 1.5]);
    const byDistance = weightedMeanInitialisation(map, neighbours, { k: 2, weights: 'distance' });
    assert.ok(Math.abs(byDistance.data[0]! - 8 / 3) < 1e-6);
    const touching = { ...neighbours, distances: Float32Array.of(0, 0, 4, 4) };
    assert.deepEqual([...weightedMeanInitialisation(map, touching).data], [2, 0]);
    const all = { ...neighbours, distances: new Float32Array(4) };
    assert.deepEqual([...weightedMeanInitialisation(map, all, { weights: 'distance' }).data], [3.5, 3]);
  });

  it('agrees with openTSNE 1.0.4 on the digits', async () => {
    const { partial } = tsneGolden();
    const affinities = await PerplexityBasedNN.of(digits(0, 300), { method: 'exact', threads: 1 });
    const { neighbours: found } = await affinities.toNew(digits(300, 320), { perplexity: 5 });
    const among = { data: Float32Array.from(partial.map), rows: 300, columns: 2 };
    for (const [ours, theirs] of [
      [medianInitialisation(among, found, 25), partial.median],
      [weightedMeanInitialisation(among, found, { k: 25, weights: 'distance' }), partial.weighted],
    ] as const) {
      theirs.forEach((value, e) => {
        assert.ok(
          Math.abs(ours.data[e]! - value) < 1e-5,
          `coordinate ${e}: ${ours.data[e]!} against ${value}`,
        );
      });
    }
  });
});

describe('embedding/initialisation of layouts', () => {
  const spread = ({ data, rows, columns }: { data: Float32Array; rows: number; columns: number }): number => {
    const first = Array.from({ length: rows }, (_, i) => data[i * columns]!);
    const mean = first.reduce((a, b) => a + b) / rows;
    return Math.sqrt(first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows);
  };

  it('scales all columns alike until the first one’s spread is as asked', () => {
    const scaled = rescale({ data: Float32Array.of(1, 10, 3, 30), rows: 2, columns: 2 }, 0.5);
    assert.deepEqual([...scaled.data], [0.5, 5, 1.5, 15]);
    const flat = { data: Float32Array.of(2, 1, 2, 3), rows: 2, columns: 2 };
    assert.deepEqual(rescale(flat).data, flat.data);
  });

  it('shakes by a hundredth of the spread, and parts points that are all alike', () => {
    const wide = randomInitialisation(4000, 2, { seed: 1, standardDeviation: 1 });
    const shaken = jitter(wide, { seed: 2 });
    const noise = { ...wide, data: shaken.data.map((value, e) => value - wide.data[e]!) };
    assert.ok(Math.abs(spread(noise) / (0.01 * spread(wide)) - 1) < 0.05);
    const parted = jitter({ data: new Float32Array(20), rows: 10, columns: 2 });
    assert.equal(new Set(parted.data).size, 20);
    assert.deepEqual(jitter(wide, { seed: 2 }).data, shaken.data);
  });

  it('draws from a normal distribution, the same for the same seed', () => {
    const drawn = randomInitialisation(5000, 1, { seed: 4 });
    assert.ok(Math.abs(spread(drawn) / 1e-4 - 1) < 0.05);
    assert.deepEqual(randomInitialisation(5000, 1, { seed: 4 }), drawn);
    assert.notDeepEqual(randomInitialisation(5000, 1, { seed: 5 }), drawn);
  });
});
