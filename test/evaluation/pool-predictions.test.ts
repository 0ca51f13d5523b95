import assert from 'node:assert/strict';
import { ParameterError, poolPredictions, type Predictions } from 'wt-dfn';

function part(ids: string[], areas?: number[]): Predictions {
  return {
    classes: ['normal', 'lymphoblast'],
    ids,
    subjects: ids.map((id) => `subject of ${id}`),
    labels: Int32Array.from(ids, (_, i) => i % 2),
    probabilities: { raw: Float32Array.from(ids.flatMap((_, i) => [i / 8, 1 - i / 8])) },
    cellAreas: areas === undefined ? undefined : Float64Array.from(areas),
  };
}

describe('poolPredictions', () => {
  it('joins parts in order', () => {
    const pooled = poolPredictions([part(['a', 'b'], [1, 2]), part(['c'], [3])]);
    assert.deepEqual(pooled, {
      classes: ['normal', 'lymphoblast'],
      ids: ['a', 'b', 'c'],
      subjects: ['subject of a', 'subject of b', 'subject of c'],
      labels: Int32Array.of(0, 1, 0),
      probabilities: { raw: Float32Array.of(0, 1, 0.125, 0.875, 0, 1) },
      cellAreas: Float64Array.of(1, 2, 3),
    });
    assert.equal(poolPredictions([part(['a'], [1]), part(['b'])]).cellAreas, undefined);
  });

  it('refuses what is not one cross-validation', () => {
    assert.throws(() => poolPredictions([]), ParameterError);
    assert.throws(() => poolPredictions([part(['a']), part(['a'])]), /a is in two parts/);
    const other = { ...part(['b']), classes: ['one', 'two'] };
    assert.throws(() => poolPredictions([part(['a']), other]), /same classes and streams/);
  });
});
