import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import { PerplexityBasedNN } from '../../../lib/embedding/affinities/perplexity-based-nn.ts';
import type { SparseMatrix } from '../../../lib/embedding/affinities/sparse-matrix.ts';
import { exactRepulsion } from '../../../lib/embedding/tsne/exact-repulsion.ts';
import { fieldRepulsion } from '../../../lib/embedding/tsne/field-repulsion.ts';
import { lineFieldRepulsion } from '../../../lib/embedding/tsne/line-field.ts';
import { mapForces, type MapForcesOptions } from '../../../lib/embedding/tsne/map-forces.ts';
import { partialForces } from '../../../lib/embedding/tsne/partial-forces.ts';
import { gridSide } from '../../../lib/embedding/tsne/spline-grid.ts';
import { digits, tsneGolden } from '../golden/tsne-golden.ts';

/** Clumps of points as a map has them, `[n, dimensions]`. */
function clumps(n: number, dimensions: number, seed: number = 1): Float64Array {
  const random = Random.fromSeed(seed);
  const centres = Float64Array.from({ length: 12 * dimensions }, () => random.uniform(-40, 40));
  return Float64Array.from({ length: n * dimensions }, (_, e) => {
    const point = Math.floor(e / dimensions);
    return centres[(point % 12) * dimensions + (e % dimensions)]! + random.normal(0, 4);
  });
}

/** Root of the summed squares of the difference, as a share of the same of what is expected. */
function relativeError(found: Float64Array, expected: Float64Array): number {
  let difference = 0;
  let size = 0;
  for (let e = 0; e < expected.length; e++) {
    difference += (found[e]! - expected[e]!) ** 2;
    size += expected[e]! ** 2;
  }
  return Math.sqrt(difference / size);
}

async function gradientOf(
  P: SparseMatrix,
  positions: Float64Array,
  options: Partial<MapForcesOptions> & { readonly dimensions: number },
): Promise<{ gradient: Float64Array; kl: number }> {
  const forces = await mapForces(P, { dof: 1, method: 'auto', threads: 1, plain: undefined, ...options });
  const gradient = new Float64Array(positions.length);
  await forces.gradient(positions, 1, gradient);
  const kl = forces.divergence(positions);
  await forces.close();
  return { gradient, kl };
}

describe('embedding/tsne forces by hand', () => {
  it('pushes two points at distance 1 apart with 1/4 each, and Z is 1', async () => {
    const out = new Float64Array(4);
    const exact = await exactRepulsion(2, { dimensions: 2, dof: 1 });
    assert.equal(exact.compute(Float64Array.of(0, 0, 1, 0), out), 1);
    assert.deepEqual([...out], [-0.25, 0, 0.25, 0]);
    const other = await exactRepulsion(2, { dimensions: 1, dof: 2 });
    const line = new Float64Array(2);
    // w = 1 / (1 + 1 / 2) = 2/3: Z = 2 w², the push is w³.
    assert.ok(Math.abs(other.compute(Float64Array.of(0, 1), line) - 2 / (9 / 4)) < 1e-12);
    assert.ok(Math.abs(line[1]! - 8 / 27) < 1e-12);
  });

  it('chooses sides whose transforms are quick', () => {
    assert.deepEqual([1, 25, 33, 90, 101].map(gridSide), [24, 32, 36, 96, 108]);
  });
});

describe('embedding/tsne forces against openTSNE 1.0.4', () => {
  const { gradient: golden, partial } = tsneGolden();

  for (const { dimensions, dof, positions, gradient: expected, kl } of golden) {
    it(`gradient and KL divergence in ${dimensions} dimensions at ${dof} degrees of freedom`, async () => {
      const { P } = await PerplexityBasedNN.of(digits(0, 300), { method: 'exact', threads: 1 });
      const found = await gradientOf(P, Float64Array.from(positions), { dimensions, dof, method: 'exact' });
      const shown = found.gradient.subarray(0, expected.length);
      assert.ok(relativeError(shown, Float64Array.from(expected)) < 1e-5);
      assert.ok(Math.abs(found.kl / kl - 1) < 1e-6, `${found.kl} against ${kl}`);
    });
  }

  it('gradient and KL divergence of new points in a map', async () => {
    const affinities = await PerplexityBasedNN.of(digits(0, 300), { method: 'exact', threads: 1 });
    const { P } = await affinities.toNew(digits(300, 320), { perplexity: 5 });
    const reference = Float64Array.from(partial.map);
    const positions = Float64Array.from(partial.positions);
    for (const [method, tolerance] of [
      ['exact', 1e-5],
      ['field', 0.02],
    ] as const) {
      const forces = await partialForces(P, { reference, dimensions: 2, dof: 1, method, plain: undefined });
      const out = new Float64Array(positions.length);
      await forces.gradient(positions, 1, out);
      const error = relativeError(out, Float64Array.from(partial.gradient));
      assert.ok(error < tolerance, `${method}: ${error}`);
      const kl = forces.divergence(positions);
      assert.ok(Math.abs(kl / partial.kl - 1) < tolerance, `${method}: ${kl} against ${partial.kl}`);
    }
  });
});

describe('the spline field', () => {
  const n = 1500;

  for (const { dof, stated } of [
    { dof: 1, stated: 0.025 },
    { dof: 0.5, stated: 0.01 },
    { dof: 3, stated: 0.025 },
  ]) {
    it(`is within ${stated} of every pair's forces at ${dof} degrees of freedom, and Z within 0.002`, async () => {
      const positions = clumps(n, 2);
      const [found, expected] = [new Float64Array(2 * n), new Float64Array(2 * n)];
      const field = await fieldRepulsion({ points: n, dof });
      const exact = await exactRepulsion(n, { dimensions: 2, dof });
      const Z = field.compute(positions, found) / exact.compute(positions, expected);
      assert.ok(Math.abs(Z - 1) < 0.002, `Z ${Z}`);
      const error = relativeError(found, expected);
      assert.ok(error < stated, `error ${error}`);
    });
  }

  it('on a line is within 0.02 of every pair', async () => {
    for (const dof of [1, 0.5]) {
      const positions = clumps(800, 1).map((x) => 3 * x);
      const [found, expected] = [new Float64Array(800), new Float64Array(800)];
      const Z = lineFieldRepulsion(dof).compute(positions, found);
      const exactZ = (await exactRepulsion(800, { dimensions: 1, dof })).compute(positions, expected);
      assert.ok(Math.abs(Z / exactZ - 1) < 0.002, `Z ${Z} against ${exactZ}`);
      assert.ok(relativeError(found, expected) < 0.02, `error ${relativeError(found, expected)}`);
    }
  });

  it('has the same bits from WebAssembly and its twin, on grids of every kind of side', async () => {
    const compiled = await fieldRepulsion({ points: 400, plain: false });
    const twin = await fieldRepulsion({ points: 400, plain: true });
    const [a, b] = [new Float64Array(800), new Float64Array(800)];
    for (const stretch of [1e-5, 0.1, 0.5, 1, 1.7, 1.3]) {
      const positions = clumps(400, 2, 7).map((x) => x * stretch);
      assert.equal(compiled.compute(positions, a), twin.compute(positions, b));
      assert.deepEqual(a, b);
    }
  });
});

describe('embedding/tsne kernels', () => {
  it('have the same bits from WebAssembly and their twins, and on another thread', async () => {
    const { P } = await PerplexityBasedNN.of(digits(0, 1200), { method: 'exact', threads: 1 });
    const n = P.rows;
    for (const [dimensions, dof] of [
      [2, 1],
      [2, 0.7],
      [3, 1],
    ] as const) {
      const positions = clumps(n, dimensions);
      const method = dimensions === 3 ? 'exact' : 'field';
      const one = await gradientOf(P, positions, { dimensions, dof, method, plain: false });
      const twin = await gradientOf(P, positions, { dimensions, dof, method, plain: true });
      assert.deepEqual(twin, one);
      const shared = await gradientOf(P, positions, { dimensions, dof, method, plain: false, threads: 2 });
      assert.deepEqual(shared, one);
    }
    assert.ok(P.values.length > 100_000, 'enough entries for a thread of their own');
    const flat = await exactRepulsion(n, { dimensions: 2, dof: 1, plain: false });
    const flatTwin = await exactRepulsion(n, { dimensions: 2, dof: 1, plain: true });
    const [a, b] = [new Float64Array(2 * n), new Float64Array(2 * n)];
    const positions = clumps(n, 2);
    assert.equal(flat.compute(positions, a), flatTwin.compute(positions, b));
    assert.deepEqual(a, b);
  });
});
