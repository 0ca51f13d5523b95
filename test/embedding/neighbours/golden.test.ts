import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Metric } from '../../../lib/embedding/metrics.ts';
import { findNeighbours } from '../../../lib/embedding/neighbours/neighbours.ts';
import { needKernels } from '../support-kernels.ts';

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly offset: number;
  readonly k: number;
  readonly metric: Metric;
  readonly indices: readonly number[];
  readonly distances: readonly number[];
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/neighbours.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

describe("neighbours are scikit-learn's brute force's", () => {
  before(needKernels);
  for (const { rows, columns, offset, k, metric, indices, distances } of cases) {
    it(`${metric}, ${String(rows)} x ${String(columns)}, ${String(offset)} from 0`, async () => {
      const data = Float32Array.from(
        { length: rows * columns },
        (_, i) => offset + ((i * i * 7919 + i * 104729) % 10007) / 4096,
      );
      const found = await findNeighbours({ data, rows, columns }, k, { metric });
      for (let t = 0; t < rows * k; t++) {
        const [ours, theirs] = [found.distances[t]!, distances[t]!];
        assert.ok(
          Math.abs(ours - theirs) <= 2e-7 * theirs + 1e-12,
          `distance ${String(t)}: ${String(ours)}, ${String(theirs)}`,
        );
        // scikit-learn leaves the order of equal distances open.
        const tied = [t - 1, t + 1].some((u) => Math.abs(distances[u]! - theirs) <= 1e-9 * theirs);
        if (!tied && (t + 1) % k !== 0) assert.equal(found.indices[t], indices[t], `neighbour ${String(t)}`);
      }
    });
  }
});
