import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openKernel } from '../../../lib/embedding/kernels/load-kernels.ts';
import { plainNeighbourScan } from '../../../lib/embedding/kernels/neighbour-scan-plain.ts';
import { BlockScanner } from '../../../lib/embedding/neighbours/block-scanner.ts';
import { framePoints, frameRows } from '../../../lib/embedding/neighbours/prepare-points.ts';
import { needKernels } from '../support-kernels.ts';

describe('the kernel neighbour-scan', () => {
  before(needKernels);

  it('is compiled, unless the twin is asked for', async () => {
    const name = 'neighbour-scan';
    assert.equal((await openKernel(name, plainNeighbourScan, { plain: false })).compiled, true);
    assert.equal((await openKernel(name, plainNeighbourScan, { plain: true })).compiled, false);
    assert.equal((await openKernel('no such kernel', plainNeighbourScan)).compiled, false);
  });

  it('gives addresses that are multiples of 16 and do not overlap, and memory that keeps what it holds', async () => {
    for (const plain of [false, true]) {
      const { allocate, memory } = await openKernel('neighbour-scan', plainNeighbourScan, { plain });
      const first = allocate(20);
      new Uint8Array(memory.buffer, first, 20).fill(7);
      const second = allocate(1_000_000);
      assert.ok(first % 16 === 0 && second % 16 === 0 && second >= first + 20);
      assert.ok(memory.buffer.byteLength >= second + 1_000_000);
      assert.ok(new Uint8Array(memory.buffer, first, 20).every((byte) => byte === 7));
    }
  });

  it('keeps the same bits as its twin: within a block, between blocks, and of rows met twice', async () => {
    const shape = fc.record({
      rows: fc.integer({ min: 1, max: 45 }),
      columns: fc.integer({ min: 1, max: 11 }),
      keep: fc.integer({ min: 1, max: 9 }),
      metric: fc.constantFrom('euclidean', 'manhattan'),
      values: fc.constantFrom(3, 1e6),
      seed: fc.integer({ min: 0, max: 1e6 }),
      unique: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ rows, columns, keep, metric, values, seed, unique }) => {
        const data = Float32Array.from(
          { length: rows * columns },
          (_, i) => ((Math.imul(i + seed, 2654435761) >>> 8) % values) / 7,
        );
        const points = { data, rows, columns };
        const frame = framePoints(metric, [points]);
        const framed = frameRows(points, frame);
        const results = [];
        for (const plain of [false, true]) {
          const { along, shrink } = frame;
          const options = { columns, rows, keep, blockRows: 24, along, shrink, unique, plain };
          const scanner = await BlockScanner.open(options);
          scanner.load(0, framed, 0);
          scanner.compareWithin(0);
          if (rows > 24) {
            scanner.load(1, framed, 24);
            scanner.compareBoth();
          }
          if (unique) {
            const some = Int32Array.from({ length: Math.min(rows, 20) }, (_, i) => rows - 1 - i);
            scanner.gather(0, framed, some);
            scanner.compareWithin(0);
          }
          scanner.sort();
          results.push({ keys: scanner.keys.slice(), ids: scanner.ids.slice() });
        }
        assert.deepEqual(results[0], results[1]);
      }),
      { numRuns: 200 },
    );
  });
});
