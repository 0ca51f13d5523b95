import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nearestName } from '../../lib/training/nearest-name.ts';

const names = ['learningRate', 'momentum', 'weightDecay', 'decayRate', 'decayEvery'];

describe('nearestName', () => {
  for (const [written, meant] of [
    ['learningrate', 'learningRate'],
    ['learing_rate', 'learningRate'],
    ['momentun', 'momentum'],
    ['weigthDecay', 'weightDecay'],
    ['decayevry', 'decayEvery'],
  ] as const) {
    it(`takes ${written} for ${meant}`, () => {
      assert.equal(nearestName(written, names), meant);
    });
  }

  it('guesses nothing where nothing is near', () => {
    assert.equal(nearestName('batch', names), undefined);
    assert.equal(nearestName('anything', []), undefined);
  });

  it('finds every name itself', () => {
    fc.assert(fc.property(fc.constantFrom(...names), (name) => nearestName(name, names) === name));
  });
});
