import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Random } from '../../lib/core/random.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { principalComponents } from '../../lib/embedding/index.ts';
import { digits } from './umap/golden.ts';

/** What make_pca.py writes. */
const golden = JSON.parse(readFileSync(new URL('golden/pca.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly {
    rows: number;
    columns: number;
    n: number;
    every: number;
    shares: number[];
    axes: number[][];
    projected: number[][];
  }[];
};

/** Columns at random, the further the narrower. */
function cloud(rows: number, columns: number): { data: Float32Array; rows: number; columns: number } {
  const random = Random.fromSeed(8);
  return {
    data: Float32Array.from({ length: rows * columns }, (_, i) => random.normal() / (1 + (i % columns))),
    rows,
    columns,
  };
}

function near(ours: number | undefined, theirs: number, within: number): void {
  assert.ok(Math.abs(ours! - theirs) <= within, `${String(ours)} for ${String(theirs)}`);
}

describe('principalComponents', () => {
  it('finds mean, axes, shares and places by hand', () => {
    // A cross about (7, 1): arms of 10 along (3, -4) / 5 and of 5 along (4, 3) / 5, so variances 50 and 12.5.
    const { mean, axes, shares, project } = principalComponents(
      [
        [13, -7],
        [1, 9],
        [11, 4],
        [3, -2],
      ],
      2,
    );
    assert.deepEqual([...mean], [7, 1]);
    // The largest entry is positive: (-3, 4) / 5, not (3, -4) / 5.
    for (const [i, value] of [-0.6, 0.8, 0.8, 0.6].entries()) near(axes[i], value, 1e-12);
    for (const [i, value] of [0.8, 0.2].entries()) near(shares[i], value, 1e-12);
    const { data, rows, columns } = project([
      [13, -7],
      [7 + 4, 1 + 3],
      [7, 1],
    ]);
    assert.deepEqual([rows, columns, ...data.map(Math.round)], [3, 2, -10, 0, 0, 5, 0, 0]);
  });

  for (const { rows, columns, n, every, shares, axes, projected } of golden.cases) {
    it(`equals scikit-learn's on ${rows} x ${columns} digits, ${n} axes, fitted on one half`, () => {
      const half = Math.floor(rows / 2);
      const { data } = digits();
      const fit = principalComponents({ data: data.slice(0, half * columns), rows: half, columns }, n);
      for (const [c, share] of shares.entries()) near(fit.shares[c], share, 1e-9);
      for (const [at, axis] of axes.entries()) {
        const c = [0, Math.floor(n / 2), n - 1][at]!;
        for (const [k, value] of axis.entries()) near(fit.axes[c * columns + k], value, 1e-5);
      }
      const test = data.slice(half * columns, rows * columns);
      const places = fit.project({ data: test, rows: rows - half, columns });
      for (const [at, row] of projected.entries()) {
        // Places are tens, in single precision.
        for (const [c, value] of row.entries()) near(places.data[at * every * n + c], value, 1e-5 * 10);
      }
    });
  }

  it('has axes of length 1 at right angles, as many as there can be, and the same bits again', () => {
    for (const [rows, columns, n] of [
      [40, 7, 7],
      [9, 30, 9], // a mean of its own leaves nine rows eight directions: one axis more
      [70, 90, 70],
      [90, 60, 55],
    ] as const) {
      const points = cloud(rows, columns);
      const { axes, shares } = principalComponents(points, n);
      assert.deepEqual(principalComponents(points, n).axes, axes);
      for (let a = 0; a < n; a++) {
        if (a > 0) assert.ok(shares[a]! <= shares[a - 1]!);
        for (let b = 0; b <= a; b++) {
          let dot = 0;
          for (let k = 0; k < columns; k++) dot += axes[a * columns + k]! * axes[b * columns + k]!;
          near(dot, a === b ? 1 : 0, 1e-9);
        }
      }
      if (n === Math.min(rows, columns))
        near(
          shares.reduce((sum, share) => sum + share, 0),
          1,
          1e-9,
        );
    }
  });

  it('knows points that are all the same', () => {
    const { shares, axes, project } = principalComponents(Array<number[]>(5).fill([0.1, 0.2, 0.3]), 2);
    assert.deepEqual([...shares], [0, 0]);
    assert.ok(axes.every(Number.isFinite));
    assert.ok(project([[0.1, 0.2, 0.3]]).data.every((value) => Math.abs(value) < 1e-6));
  });

  it('says what it cannot do', () => {
    const points = cloud(6, 4);
    for (const n of [0, 5, 1.5, Number.NaN, 'two' as unknown as number]) {
      assert.throws(() => principalComponents(points, n), {
        name: ParameterError.name,
        message: `principalComponents: n must be a whole number from 1 to 4, the number of columns, got ${String(n)}`,
      });
    }
    assert.throws(
      () => principalComponents(cloud(3, 4), 4),
      /n must be .* 1 to 3, the number of rows, got 4$/,
    );
    assert.throws(
      () => principalComponents([[1, Number.NaN]], 1),
      /rows must be finite numbers .* column 1$/,
    );
    const { project } = principalComponents(points, 2);
    assert.throws(() => project([[1, 2]]), /project: rows must have 4 columns, .* got 2$/);
  });
});
