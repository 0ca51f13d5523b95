import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../lib/core/random.ts';

describe('Random', () => {
  it('goes on bit for bit from a saved state', () => {
    const random = Random.fromSeed(7);
    random.uniform();
    const state = JSON.parse(JSON.stringify(random.state())) as number[];
    const expected = [random.uniform(), random.normal(), random.integer(0, 9)];
    const resumed = Random.fromState(state);
    assert.deepEqual([resumed.uniform(), resumed.normal(), resumed.integer(0, 9)], expected);
  });

  it('gives the same numbers for the same labels and others for other labels', () => {
    assert.equal(Random.derive(1, 'augment', 2, 3).uniform(), Random.derive(1, 'augment', 2, 3).uniform());
    assert.notEqual(Random.derive(1, 'augment', 2, 3).uniform(), Random.derive(1, 'augment', 2, 4).uniform());
  });

  it('never draws an index of weight zero', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }), (seed, weights) => {
        fc.pre(weights.some((weight) => weight > 0));
        return weights[Random.fromSeed(seed).weighted(weights)]! > 0;
      }),
    );
  });

  it('draws any index when every weight is zero', () => {
    const random = Random.fromSeed(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.weighted([0, 0, 0])));
    assert.deepEqual([...seen].sort(), [0, 1, 2]);
  });

  it('shuffles into a permutation', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = Random.fromSeed(1).shuffle([...items]);
    assert.notDeepEqual(shuffled, items);
    assert.deepEqual(
      [...shuffled].sort((a, b) => a - b),
      items,
    );
  });
});
