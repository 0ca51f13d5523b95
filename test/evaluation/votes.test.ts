import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { argmaxDecisions } from '../../lib/evaluation/confusion-matrix.ts';
import { STREAMS, type Predictions } from '../../lib/evaluation/predictions.ts';
import { logLoss } from '../../lib/evaluation/probability-scores.ts';
import type { VoteName } from '../../lib/evaluation/report-types.ts';
import { fitVoteWeights } from '../../lib/evaluation/vote-weights.ts';
import { VOTES, vote } from '../../lib/evaluation/votes.ts';
import { assertAllClose } from './golden.ts';
import { samplePredictions } from './sample-predictions.ts';

const KINDS = Object.keys(VOTES) as VoteName[];

/** One cell whose streams give lymphoblast these probabilities; quarters are exact in float32. */
function oneCell(raw: number, crop: number, erase: number): Predictions {
  return {
    classes: ['normal', 'lymphoblast'],
    ids: ['a'],
    subjects: ['1'],
    labels: Int32Array.of(1),
    probabilities: {
      raw: Float32Array.of(1 - raw, raw),
      crop: Float32Array.of(1 - crop, crop),
      erase: Float32Array.of(1 - erase, erase),
    },
    cellAreas: undefined,
  };
}

describe('vote', () => {
  it('joins 0.25, 0.5 and 1 by hand', () => {
    const cell = oneCell(0.25, 0.5, 1);
    assertAllClose(vote(cell, 'mean'), [1.25 / 3, 1.75 / 3], 'mean: (0.25 + 0.5 + 1) / 3');
    assertAllClose(vote(cell, 'rawCrop'), [0.625, 0.375], 'raw + crop');
    assertAllClose(vote(cell, 'rawErase'), [0.375, 0.625], 'raw + erase');
    assertAllClose(vote(cell, 'raw'), [0.75, 0.25], 'raw');
    // The even 0.5 goes to the lower label, so two of three say normal.
    assertAllClose(vote(cell, 'majority'), [2 / 3, 1 / 3], 'majority');
    const weighted = vote(cell, 'weighted', { weights: { raw: 2, erase: 2 } });
    assertAllClose(weighted, [0.375, 0.625], 'weighted');
  });

  it('decides against one very sure stream by majority, and with it by mean', () => {
    const cell = oneCell(0.4, 0.4, 1);
    assert.equal(argmaxDecisions(vote(cell, 'mean'), 2)[0], 1);
    assert.equal(argmaxDecisions(vote(cell, 'majority'), 2)[0], 0);
  });

  it('says what the streams say where they agree', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.integer({ min: 0, max: 64 }), (kind, part) => {
        const p = part / 64;
        const voted = vote(oneCell(p, p, p), kind);
        if (kind === 'majority') assert.equal(voted[1], p > 0.5 ? 1 : 0);
        else assert.ok(Math.abs(voted[1]! - p) < 1e-12);
      }),
    );
  });

  it('gives probabilities between those of its streams that add up to 1', () => {
    const share = fc.integer({ min: 0, max: 64 }).map((part) => part / 64);
    fc.assert(
      fc.property(share, share, share, (raw, crop, erase) => {
        for (const kind of KINDS) {
          const [normal, lymphoblast] = vote(oneCell(raw, crop, erase), kind);
          assert.ok(Math.abs(normal! + lymphoblast! - 1) < 1e-12);
          if (kind === 'majority') continue;
          assert.ok(lymphoblast! >= Math.min(raw, crop, erase) - 1e-12);
          assert.ok(lymphoblast! <= Math.max(raw, crop, erase) + 1e-12);
        }
      }),
    );
  });

  it('names the stream that a vote lacks', () => {
    const rawOnly = samplePredictions({ streams: ['raw'] });
    assert.throws(() => vote(rawOnly, 'mean'), /"mean" needs the crop and erase stream/);
  });

  it('refuses weights that are all 0 or negative', () => {
    const cell = oneCell(0.5, 0.5, 0.5);
    assert.throws(() => vote(cell, 'weighted', { weights: {} }), ParameterError);
    assert.throws(() => vote(cell, 'weighted', { weights: { raw: -1, crop: 2 } }), /weights must be/);
    assert.throws(() => vote(cell, 'weighted', { weights: { raw: Number.NaN } }), /weights must be/);
  });
});

describe('fitVoteWeights', () => {
  it('gives all weight to the one stream that knows something', () => {
    const sample = samplePredictions();
    const blind = new Float32Array(sample.labels.length * 2).fill(0.5);
    const sure = Float32Array.from(
      [...sample.labels].flatMap((label) => [0.9 - 0.8 * label, 0.1 + 0.8 * label]),
    );
    const weights = fitVoteWeights({ ...sample, probabilities: { raw: blind, crop: sure, erase: blind } });
    assert.deepEqual(weights, { raw: 0, crop: 1, erase: 0 });
  });

  it('is never worse on its validation data than any stream or the plain mean', () => {
    const sample = samplePredictions({ seed: 5 });
    const loss = (probabilities: ArrayLike<number>): number => logLoss(probabilities, sample.labels);
    const fitted = loss(vote(sample, 'weighted', { weights: fitVoteWeights(sample) }));
    for (const stream of STREAMS) assert.ok(fitted <= loss(sample.probabilities[stream]!) + 1e-12);
    assert.ok(fitted <= loss(vote(sample, 'mean')) + 1e-12);
  });
});
