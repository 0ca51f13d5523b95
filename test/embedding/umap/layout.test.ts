import assert from 'node:assert/strict';
import fc from 'fast-check';
import { edgeSchedule } from '../../../lib/embedding/umap/edge-schedule.ts';
import {
  LayoutOptimiser,
  type LayoutOptimiserOptions,
} from '../../../lib/embedding/umap/layout-optimiser.ts';
import { powerTable, tablePower } from '../../../lib/embedding/umap/power-table.ts';
import { kernelsRead, openKernelNow } from '../../../lib/embedding/kernels/load-kernels.ts';
import { layoutEpochTwin } from '../../../lib/embedding/kernels/layout-epoch-twin.ts';
import { needKernels } from '../support-kernels.ts';
import { graphOf } from './golden.ts';

const curve = { a: 1.5, b: 0.9 };

function optimiser(options: Partial<LayoutOptimiserOptions> & { moving: Float64Array }): LayoutOptimiser {
  return new LayoutOptimiser({
    dimensions: 2,
    schedule: edgeSchedule(graphOf(2, [[0, 1, 1]]), 10),
    curve,
    epochs: 10,
    learningRate: 1,
    negativeSampleRate: 0,
    repulsionStrength: 1,
    seed: 0,
    ...options,
  });
}

describe('powerTable', () => {
  it('keeps within its stated error', () => {
    const exponent = fc.double({ min: -126, max: 120, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 3, noNaN: true }), exponent, (b, e) => {
        const x = 2 ** e;
        const error = Math.abs(tablePower(powerTable(b), x) / x ** b - 1);
        assert.ok(
          error <= b * 6e-8 + Math.abs(b * (b - 1)) * 8e-9 + 1e-14,
          `${String(x)}^${String(b)}: ${String(error)}`,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('edgeSchedule', () => {
  it('draws the heaviest edge each epoch, half of it every second, and light ones never', () => {
    const graph = graphOf(4, [
      [0, 1, 0.8],
      [1, 2, 0.4],
      [2, 3, 0.07],
    ]);
    const { heads, tails, epochsPerSample } = edgeSchedule(graph, 10);
    assert.deepEqual([...heads], [0, 1, 1, 2]);
    assert.deepEqual([...tails], [1, 0, 2, 1]);
    assert.deepEqual([...epochsPerSample], [1, 1, 2, 2]);
  });
});

describe('LayoutOptimiser', () => {
  before(async () => {
    needKernels();
    await kernelsRead();
  });

  it('pulls two points together by hand', () => {
    // d² = 4: force 2ab · 4^(b-1) / (1 + a · 4^b) times the difference of 2, from the edge of each direction in turn.
    const moving = Float64Array.of(0, 0, 2, 0);
    const once = optimiser({ moving, epochs: 10 });
    once.step(); // an edge of period 1 is due from epoch 1 on
    assert.deepEqual([...moving], [0, 0, 2, 0]);
    once.step();
    const pull = (distance: number): number =>
      (2 * curve.a * curve.b * distance ** (2 * (curve.b - 1)) * distance) /
      (1 + curve.a * distance ** (2 * curve.b));
    const first = 2 - 2 * pull(2);
    const second = first - 2 * Math.sign(first) * pull(Math.abs(first));
    assert.ok(Math.abs(moving[2]! - moving[0]! - second) < 1e-6);
    assert.ok(Math.abs(moving[0]! + moving[2]! - 2) < 1e-6, 'the middle stays');
  });

  it('moves no coordinate by more than 4 a draw, and fixed points not at all', () => {
    const fixed = Float64Array.of(0, 0, 1e-3, 1e-3, 5, 5);
    const before = fixed.slice();
    const moving = Float64Array.of(0.001, 0);
    const schedule = {
      heads: Int32Array.of(0),
      tails: Int32Array.of(0),
      epochsPerSample: Float64Array.of(1),
    };
    const placing = optimiser({
      moving,
      fixed,
      schedule,
      negativeSampleRate: 1,
      repulsionStrength: 1e9,
      epochs: 30,
    });
    // Drawn from the second epoch on, pushed by one point from the third.
    for (let i = 0; i < 3; i++) placing.step();
    const moved = Math.max(...moving.map(Math.abs));
    assert.ok(moved > 3 && moved < 4.1, String(moved));
    assert.deepEqual(fixed, before);
  });

  it('has a compiled kernel', () => {
    assert.equal(openKernelNow('layout-epoch', layoutEpochTwin).compiled, true);
  });

  it('has the same bits by the kernel and by its twin', () => {
    const graph = graphOf(
      40,
      Array.from(
        { length: 120 },
        (_, i) => [i % 40, (i * 7 + 1) % 40, 0.1 + ((i * 5) % 9) / 10] as const,
      ).filter(([from, to]) => from !== to),
    );
    for (const negativeSampleRate of [0, 2, 5, 11]) {
      for (const isFixed of [false, true]) {
        const maps = [false, true].map((plain) => {
          const moving = Float64Array.from({ length: 80 }, (_, i) => Math.sin(7 * i) * 5);
          const fixed = isFixed ? { fixed: Float64Array.from(moving, (value) => value + 1) } : {};
          const schedule = edgeSchedule(graph, 60);
          const map = optimiser({
            schedule,
            epochs: 60,
            negativeSampleRate,
            seed: 3,
            moving,
            plain,
            ...fixed,
          });
          for (let epoch = 0; epoch < 60; epoch++) map.step();
          return [...moving];
        });
        assert.ok(maps[0]!.every(Number.isFinite));
        assert.deepEqual(maps[0], maps[1]);
      }
    }
  });

  it('takes all forces of an edge from where its head was, by the formulas', () => {
    // One edge from a moving point to the first of five fixed ones; what is drawn is among those that are far.
    const { a, b } = curve;
    const fixed = Float64Array.of(3, 1, 40, 0, 40, 0, 40, 0, 40, 0);
    const moving = Float64Array.of(0.5, -0.5);
    const schedule = {
      heads: Int32Array.of(0),
      tails: Int32Array.of(0),
      epochsPerSample: Float64Array.of(1),
    };
    optimiser({ moving, fixed, schedule, negativeSampleRate: 0 }).step();
    assert.deepEqual([...moving], [0.5, -0.5], 'nothing is due at first');
    const placing = optimiser({ moving, fixed, schedule, negativeSampleRate: 0 });
    placing.step();
    placing.step();
    const square = 2.5 ** 2 + 1.5 ** 2;
    const pull = (2 * a * b * square ** (b - 1)) / (1 + a * square ** b);
    assert.ok(Math.abs(moving[0]! - (0.5 + pull * 2.5)) < 1e-5);
    assert.ok(Math.abs(moving[1]! - (-0.5 + pull * 1.5)) < 1e-5);
  });

  it('pushes as strongly in two dimensions as in three', () => {
    // One point among fixed ones that lie together: whatever is drawn, the push is the same.
    const schedule = {
      heads: Int32Array.of(0),
      tails: Int32Array.of(0),
      epochsPerSample: Float64Array.of(1),
    };
    const shared = { schedule, epochs: 30, negativeSampleRate: 4, learningRate: 1e-3, repulsionStrength: 2 };
    const flat = Float64Array.of(0.2, 0.1);
    const deep = Float64Array.of(0.2, 0.1, 0);
    const two = optimiser({ ...shared, moving: flat, fixed: Float64Array.of(1, 1, 1, 1) });
    const three = optimiser({
      ...shared,
      moving: deep,
      fixed: Float64Array.of(1, 1, 0, 1, 1, 0),
      dimensions: 3,
    });
    for (let epoch = 0; epoch < 20; epoch++) {
      two.step();
      three.step();
    }
    const moved = Math.hypot(deep[0]! - 0.2, deep[1]! - 0.1);
    assert.ok(moved > 0.01, String(moved));
    assert.ok(Math.hypot(flat[0]! - deep[0]!, flat[1]! - deep[1]!) < 0.02 * moved);
  });

  it('does no more epochs than it has', () => {
    const moving = Float64Array.of(0, 0, 2, 0);
    const short = optimiser({ moving, epochs: 2 });
    for (let i = 0; i < 5; i++) short.step();
    assert.equal(short.epoch, 2);
  });
});
