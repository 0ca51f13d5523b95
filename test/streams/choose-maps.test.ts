import assert from 'node:assert/strict';
import { Random } from '../../lib/core/random.ts';
import { chooseMaps, mapWeights } from '../../lib/streams/choose-maps.ts';
import type { AttentionMaps } from '../../lib/streams/attention-maps.ts';
import { STREAM_DEFAULTS } from '../../lib/streams/stream-options.ts';

/** One cell an image: `rows[image][map]`. */
function cells(rows: number[][]): AttentionMaps {
  return {
    data: Float32Array.from(rows.flat()),
    batch: rows.length,
    height: 1,
    width: 1,
    maps: rows[0]!.length,
  };
}

const train = { mode: 'train' as const, options: STREAM_DEFAULTS };

describe('chooseMaps', () => {
  it('draws a map with probability in proportion to the root of its sum', () => {
    // Roots 1 : 2 : 0, so one third, two thirds, never.
    const attention = cells(Array.from({ length: 6000 }, () => [1, 4, 0]));
    const { cropMap, eraseMap } = chooseMaps(attention, { ...train, random: Random.fromSeed(1) });
    for (const chosen of [cropMap, eraseMap]) {
      const share = (map: number): number => chosen.filter((k) => k === map).length / chosen.length;
      assert.ok(Math.abs(share(0) - 1 / 3) < 0.025, String(share(0)));
      assert.equal(share(2), 0);
    }
    const same = cropMap.filter((k, image) => k === eraseMap[image]).length / cropMap.length;
    assert.ok(
      Math.abs(same - 5 / 9) < 0.025,
      `independent draws agree in 1/9 + 4/9 of the images, got ${String(same)}`,
    );
  });

  it('draws one map for both streams where they share it', () => {
    const attention = cells(Array.from({ length: 50 }, () => [1, 1, 1]));
    const options = { ...STREAM_DEFAULTS, mapSharing: 'shared' as const };
    const { cropMap, eraseMap } = chooseMaps(attention, { ...train, options, random: Random.fromSeed(1) });
    assert.deepEqual(cropMap, eraseMap);
    assert.equal(new Set(cropMap).size, 3);
  });

  it('draws any map where all are zero', () => {
    const attention = cells(Array.from({ length: 200 }, () => [0, 0, 0, 0]));
    const { cropMap } = chooseMaps(attention, { ...train, random: Random.fromSeed(1) });
    assert.deepEqual([...new Set(cropMap)].sort(), [0, 1, 2, 3]);
  });

  it('keeps the weights finite where 16-bit sums would overflow or underflow', () => {
    const weights = mapWeights(cells([[3e38, 1e-38, 0]]), 0);
    assert.ok(weights.every(Number.isFinite), String(weights));
    assert.ok(weights[1]! > 0);
    const large: AttentionMaps = {
      data: new Float32Array(8).fill(3e38),
      batch: 1,
      height: 2,
      width: 2,
      maps: 2,
    };
    assert.ok(mapWeights(large, 0).every(Number.isFinite));
  });

  it('draws θ uniformly from its range in training, and not at all at test', () => {
    const attention = cells(Array.from({ length: 500 }, () => [1, 2]));
    const { cropTheta, eraseTheta } = chooseMaps(attention, { ...train, random: Random.fromSeed(2) });
    for (const [theta, low, high] of [
      [cropTheta, 0.4, 0.6],
      [eraseTheta, 0.2, 0.5],
    ] as const) {
      assert.ok(Math.min(...theta) >= low - 1e-6 && Math.max(...theta) <= high + 1e-6);
      const mean = theta.reduce((sum, value) => sum + value) / theta.length;
      assert.ok(Math.abs(mean - (low + high) / 2) < 0.02, String(mean));
    }
    const random = Random.fromSeed(3);
    const before = random.state();
    const test = chooseMaps(attention, { mode: 'test', random, options: STREAM_DEFAULTS });
    assert.deepEqual(random.state(), before);
    assert.ok([...test.cropMap, ...test.eraseMap].every((map) => map === -1));
    assert.ok(test.cropTheta.every((theta) => theta === Math.fround(0.1)));
    assert.ok(test.eraseTheta.every((theta) => theta === 0.5));
  });

  it('weighs a map by what it has on the foreground where shares are given', () => {
    const attention: AttentionMaps = {
      data: Float32Array.of(9, 1, 0, 3),
      batch: 1,
      height: 1,
      width: 2,
      maps: 2,
    };
    assert.deepEqual([...mapWeights(attention, 0)], [3, 2]);
    assert.deepEqual([...mapWeights(attention, 0, Float32Array.of(0, 1))], [0, Math.sqrt(3)]);
  });
});
