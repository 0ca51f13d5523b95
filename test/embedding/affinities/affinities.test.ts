import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { FixedSigmaNN } from '../../../lib/embedding/affinities/fixed-sigma-nn.ts';
import { gaussianAffinities } from '../../../lib/embedding/affinities/gaussian.ts';
import { MultiscaleMixture } from '../../../lib/embedding/affinities/multiscale-mixture.ts';
import { Multiscale } from '../../../lib/embedding/affinities/multiscale.ts';
import { PerplexityBasedNN } from '../../../lib/embedding/affinities/perplexity-based-nn.ts';
import { PrecomputedAffinities } from '../../../lib/embedding/affinities/precomputed-affinities.ts';
import { symmetrizeSparse, type SparseMatrix } from '../../../lib/embedding/affinities/sparse-matrix.ts';
import { Uniform } from '../../../lib/embedding/affinities/uniform.ts';
import { findNeighbours } from '../../../lib/embedding/neighbours/neighbours.ts';
import type { DenseRows, SparseRows } from '../../../lib/embedding/rows.ts';
import { digits, greatestDifference, tsneGolden } from '../golden/tsne-golden.ts';

const exact = { method: 'exact', threads: 1 } as const;

function dense({ rows, columns, indptr, indices, values }: SparseMatrix): number[][] {
  const out = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) out[i]![indices[e]!]! += values[e]!;
  }
  return out;
}

function sparse({ data, rows, columns }: DenseRows): SparseRows {
  const indptr = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++) {
      if (data[i * columns + c] === 0) continue;
      indices.push(c);
      values.push(data[i * columns + c]!);
    }
    indptr.push(indices.length);
  }
  return {
    rows,
    columns,
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  };
}

describe('embedding/affinities by hand', () => {
  it('gives both neighbours of a middle point half each, and the ends their only neighbour', async () => {
    // Points 0, 1, 2 on a line with one neighbour each (ties by index): 0 -> 1, 1 -> 0, 2 -> 1.
    const { P } = await Uniform.of([[0], [1], [2]], { k: 1, symmetrize: 'mean' });
    assert.deepEqual(dense(P), [
      [0, 1 / 3, 0],
      [1 / 3, 0, 1 / 6],
      [0, 1 / 6, 0],
    ]);
    const { P: graph } = await Uniform.of([[0], [1], [2]], { k: 1 });
    assert.deepEqual(dense(graph), [
      [0, 1 / 4, 0],
      [1 / 4, 0, 1 / 4],
      [0, 1 / 4, 0],
    ]);
  });

  it('weighs neighbours at distances 1 and 2 by exp(-1/2) and exp(-2) where sigma is 1', async () => {
    const { P } = await FixedSigmaNN.of([[0], [1], [2]], { sigma: 1, k: 2, symmetrize: false });
    const far = Math.exp(-1.5) / (1 + Math.exp(-1.5));
    const expected = [
      [0, 1 - far, far],
      [1 / 2, 0, 1 / 2],
      [far, 1 - far, 0],
    ];
    dense(P).forEach((row, i) => {
      row.forEach((value, j) => {
        assert.ok(Math.abs(3 * value - expected[i]![j]!) < 1e-7, `row ${i}, column ${j}: ${value}`);
      });
    });
  });

  it('has the entropy of the perplexity in each row', () => {
    const distances = Float64Array.from([1, 2, 2.5, 4, 7, 9]);
    for (const perplexity of [1.5, 3, 5]) {
      const row = gaussianAffinities(distances, [perplexity], { rows: 1, k: 6, stride: 6 });
      const entropy = -row.reduce((sum, p) => sum + p * Math.log(p), 0);
      assert.ok(Math.abs(entropy - Math.log(perplexity)) < 1e-7, `${perplexity}: ${Math.exp(entropy)}`);
    }
  });

  it('is uniform where distances are equal, and over the duplicates where there are more than the perplexity', () => {
    const equal = gaussianAffinities(Float64Array.of(2, 2, 2, 2), [2], { rows: 1, k: 4, stride: 4 });
    assert.deepEqual([...equal], [0.25, 0.25, 0.25, 0.25]);
    const duplicates = gaussianAffinities(Float64Array.of(0, 0, 0, 5), [2], { rows: 1, k: 4, stride: 4 });
    assert.ok(Math.abs(duplicates[0]! - 1 / 3) < 1e-9);
    assert.ok(duplicates[3]! < 1e-9);
  });

  it('reads a full matrix, and leaves its sum alone where asked', () => {
    const matrix = [
      [0, 2],
      [2, 0],
    ];
    assert.deepEqual(dense(new PrecomputedAffinities(matrix).P), [
      [0, 0.5],
      [0.5, 0],
    ]);
    assert.deepEqual(dense(new PrecomputedAffinities(matrix, { normalize: false }).P), matrix);
  });
});

describe('embedding/affinities against openTSNE 1.0.4', () => {
  const { affinities } = tsneGolden();
  const x = digits(0, 300);
  const fresh = digits(300, 320);
  const n = x.rows;

  const check = async (
    name: string,
    made: { P: SparseMatrix },
    toNew?: Promise<{ P: SparseMatrix }>,
  ): Promise<void> => {
    const golden = affinities[name]!;
    const own = greatestDifference(made.P, golden.P, made.P.rows);
    assert.ok(own < 1e-6, `P of ${name} differs by ${own}`);
    if (toNew === undefined) return;
    const others = greatestDifference((await toNew).P, golden.toNew, 1);
    assert.ok(others < 1e-6, `toNew of ${name} differs by ${others}`);
  };

  it('PerplexityBasedNN, symmetric and not, and with another perplexity set later', async () => {
    const made = await PerplexityBasedNN.of(x, { perplexity: 30, ...exact });
    await check('perplexity30', made, made.toNew(fresh));
    made.setPerplexity(10);
    await check('set10', made);
    await check('unsymmetric', await PerplexityBasedNN.of(x, { symmetrize: false, ...exact }));
    await check('cosine', await PerplexityBasedNN.of(x, { metric: 'cosine', ...exact }));
  });

  it('lowers a perplexity that is too large, with a notice', async () => {
    const made = await PerplexityBasedNN.of(digits(0, 40), { perplexity: 50, ...exact });
    await check('tooLarge', made);
    assert.equal(made.effectivePerplexity, 13);
    assert.deepEqual(made.notices, [
      'perplexity 50 is too large for 39 neighbours: 13.00 is used in its place',
    ]);
  });

  it('FixedSigmaNN', async () => {
    const made = await FixedSigmaNN.of(x, { sigma: 10, k: 30, ...exact });
    await check('fixedSigma', made, made.toNew(fresh));
  });

  it('Multiscale and MultiscaleMixture', async () => {
    const made = await Multiscale.of(x, { perplexities: [10, 40], ...exact });
    await check('multiscale', made, made.toNew(fresh));
    const small = (rows: DenseRows): DenseRows => ({ ...rows, data: rows.data.map((value) => value / 1024) });
    const mixture = await MultiscaleMixture.of(small(x), { perplexities: [10, 40], ...exact });
    await check('mixture', mixture, mixture.toNew(small(fresh)));
    // The unit of the data does not matter.
    const large = await MultiscaleMixture.of(x, { perplexities: [40, 10], ...exact });
    assert.ok(greatestDifference(large.P, affinities.mixture!.P, n) < 1e-5);
  });

  it('Uniform', async () => {
    const made = await Uniform.of(x, { k: 15, ...exact });
    await check('uniformMax', made, made.toNew(fresh));
    await check('uniformMean', await Uniform.of(x, { k: 15, symmetrize: 'mean', ...exact }));
  });

  it('gives the same from distances, neighbours and sparse rows', async () => {
    const neighbours = await findNeighbours(x, 90, exact);
    const nearest = (await PerplexityBasedNN.of({ neighbours })).P;
    assert.ok(greatestDifference(nearest, affinities.perplexity30!.P, n) < 1e-6);
    const made = await PerplexityBasedNN.of(sparse(x));
    assert.ok(greatestDifference(made.P, affinities.perplexity30!.P, n) < 1e-6);
    const placed = await made.toNew(sparse(fresh));
    assert.ok(greatestDifference(placed.P, affinities.perplexity30!.toNew, 1) < 1e-6);
    const between = (a: DenseRows): number[][] =>
      Array.from({ length: a.rows }, (_, i) =>
        Array.from({ length: n }, (__, j) => {
          let sum = 0;
          for (let c = 0; c < 64; c++) sum += (a.data[i * 64 + c]! - x.data[j * 64 + c]!) ** 2;
          return Math.sqrt(sum);
        }),
      );
    const full = await PerplexityBasedNN.of({ distances: between(x) });
    assert.ok(greatestDifference(full.P, affinities.perplexity30!.P, n) < 1e-6);
    const others = await full.toNew({ distances: between(fresh) });
    assert.ok(greatestDifference(others.P, affinities.perplexity30!.toNew, 1) < 1e-6);
  });
});

describe('embedding/affinities in general', () => {
  const cloud = fc
    .tuple(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 4 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );

  it('is symmetric, not negative and sums to 1, whatever the points and the perplexity', async () => {
    await fc.assert(
      fc.asyncProperty(cloud, fc.double({ min: 0.1, max: 60, noNaN: true }), async (rows, perplexity) => {
        for (const made of [
          await PerplexityBasedNN.of(rows, { perplexity, threads: 1 }),
          await Multiscale.of(rows, { perplexities: [perplexity, 2], threads: 1 }),
          await MultiscaleMixture.of(rows, { perplexities: [perplexity, 2], threads: 1 }),
        ]) {
          const P = dense(made.P);
          const sum = P.flat().reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-9);
          for (const [i, row] of P.entries()) {
            for (const [j, value] of row.entries()) {
              assert.ok(value >= 0);
              assert.ok(Math.abs(value - P[j]![i]!) < 1e-15);
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is its own transpose where it is symmetrised', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 5, maxLength: 5 }), {
          minLength: 5,
          maxLength: 5,
        }),
        (matrix) => {
          if (matrix.flat().every((value) => value === 0)) return;
          const { P } = new PrecomputedAffinities(matrix, { normalize: false });
          const mean = dense(symmetrizeSparse(P, 'mean'));
          matrix.forEach((row, i) => {
            row.forEach((value, j) => {
              assert.equal(mean[i]![j], (value + matrix[j]![i]!) / 2);
            });
          });
        },
      ),
    );
  });

  const refused: readonly [string, string, () => unknown][] = [
    ['perplexity 0', 'perplexity', () => PerplexityBasedNN.of([[0], [1]], { perplexity: 0 })],
    ['perplexity NaN', 'perplexity', () => PerplexityBasedNN.of([[0], [1]], { perplexity: NaN })],
    ['no perplexities', 'perplexities', () => MultiscaleMixture.of([[0], [1]], { perplexities: [] })],
    ['k >= n', 'k', () => Uniform.of([[0], [1]], { k: 2 })],
    ['k of a half', 'k', () => FixedSigmaNN.of([[0], [1]], { sigma: 1, k: 0.5 })],
    ['sigma below 0', 'sigma', () => FixedSigmaNN.of([[0], [1]], { sigma: -1, k: 1 })],
    [
      'an unknown way to symmetrise',
      'symmetrize',
      () => Uniform.of([[0], [1]], { k: 1, symmetrize: 'min' as never }),
    ],
    ['distances that are not square', 'distances', () => PerplexityBasedNN.of({ distances: [[0, 1]] })],
    [
      'a negative distance',
      'distances',
      () =>
        PerplexityBasedNN.of({
          distances: [
            [0, -1],
            [1, 0],
          ],
        }),
    ],
    [
      'a negative affinity',
      'affinities',
      () =>
        new PrecomputedAffinities([
          [0, -1],
          [1, 0],
        ]),
    ],
    [
      'affinities of nothing',
      'affinities',
      () =>
        new PrecomputedAffinities([
          [0, 0],
          [0, 0],
        ]),
    ],
    [
      'a neighbour that is not there',
      'neighbours',
      () =>
        PerplexityBasedNN.of({
          neighbours: { indices: Int32Array.of(1, 2), distances: Float32Array.of(1, 1), rows: 2, k: 1 },
        }),
    ],
    [
      'new points of other columns',
      'rows',
      async () => (await Uniform.of([[0], [1]], { k: 1 })).toNew([[1, 2]]),
    ],
    [
      'a matrix asked for new points',
      'affinities',
      () =>
        new PrecomputedAffinities([
          [0, 1],
          [1, 0],
        ]).toNew(),
    ],
    [
      'a perplexity beyond the neighbours',
      'perplexity',
      async () => {
        (await PerplexityBasedNN.of([[0], [1], [3], [4]], { perplexity: 1 })).setPerplexity(30);
      },
    ],
  ];
  for (const [what, parameter, call] of refused) {
    it(`refuses ${what} in one sentence`, async () => {
      await assert.rejects(
        async () => {
          await call();
        },
        (error) =>
          error instanceof ParameterError && error.parameter === parameter && error.message.includes('got'),
      );
    });
  }
});
