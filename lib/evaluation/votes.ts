import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkPredictions } from './check-predictions.ts';
import { argmaxDecisions } from './confusion-matrix.ts';
import { STREAMS, type Predictions, type Stream } from './predictions.ts';
import type { VoteName } from './report-types.ts';

/** A weight of at least 0 for each stream, not all 0; a stream that is left out has none. */
export type VoteWeights = Readonly<Partial<Record<Stream, number>>>;

/** One of the votes of Method 5. */
export interface VoteKind {
  /** For a person. */
  readonly title: string;
  /** Streams that must have been run. */
  readonly streams: readonly Stream[];
}

/** The votes that an ablation compares; inferred, as the paper's own list (§3.7) is not available. Source: Method 5. */
export const VOTES: Readonly<Record<VoteName, VoteKind>> = {
  mean: { title: 'vote: mean of raw, crop and erase (Eq. 5)', streams: STREAMS },
  weighted: { title: 'vote: weighted mean of raw, crop and erase', streams: STREAMS },
  majority: { title: 'vote: majority of raw, crop and erase (shares of 3 votes)', streams: STREAMS },
  raw: { title: 'raw stream', streams: ['raw'] },
  rawCrop: { title: 'vote: mean of raw and crop (as WS-DAN)', streams: ['raw', 'crop'] },
  rawErase: { title: 'vote: mean of raw and erase', streams: ['raw', 'erase'] },
};

/**
 * Joins the streams' probabilities into one answer an image.
 *
 * `mean` is the paper's p = (p_raw + p_crop + p_erase) / 3, the mean of softmax probabilities, not of logits.
 * `majority` gives each class its share of the streams' most probable classes, so with two classes it never ties.
 * @param predictions - what the network said about N images
 * @param kind - which vote
 * @param options - `weights`: for `weighted` only; equal ones where left out
 * @returns probabilities, `[N, K]` row-major, each row adding up to 1 as far as the streams' rows do
 * @throws {ParameterError} where a stream that the vote needs was not run, or the predictions or weights cannot be used
 *
 * Source: Eq. 5; Method 5.
 */
export function vote(
  predictions: Predictions,
  kind: VoteName,
  { weights = { raw: 1, crop: 1, erase: 1 } }: { readonly weights?: VoteWeights } = {},
): Float64Array {
  checkPredictions('vote', predictions);
  const missing = VOTES[kind].streams.filter((stream) => predictions.probabilities[stream] === undefined);
  if (missing.length > 0) {
    throw new ParameterError(
      'kind',
      `vote: "${kind}" needs the ${missing.join(' and ')} stream, which was not run; run all three streams or vote "raw" (--set training.vote=raw)`,
    );
  }
  const streams = VOTES[kind].streams.map((stream) => predictions.probabilities[stream]!);
  if (kind === 'majority') return majority(streams, predictions.classes.length);
  return kind === 'weighted' ? mean(streams, checkedWeights(weights)) : mean(streams);
}

function mean(
  streams: readonly Float32Array[],
  weights: readonly number[] = streams.map(() => 1),
): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(streams[0]!, (_, i) => {
    let sum = 0;
    for (let s = 0; s < streams.length; s++) sum += weights[s]! * streams[s]![i]!;
    return sum / total;
  });
}

function majority(streams: readonly Float32Array[], classes: number): Float64Array {
  const shares = new Float64Array(streams[0]!.length);
  for (const stream of streams) {
    for (const [i, decision] of argmaxDecisions(stream, classes).entries()) {
      shares[i * classes + decision]! += 1;
    }
  }
  return shares.map((count) => count / streams.length);
}

function checkedWeights(weights: VoteWeights): readonly number[] {
  const values = STREAMS.map((stream) => weights[stream] ?? 0);
  if (values.some((value) => !(value >= 0 && value < Infinity)) || values.every((value) => value === 0)) {
    throw new ParameterError(
      'weights',
      `vote: weights must be finite, at least 0 and not all 0, got ${values.join(', ')} for ${STREAMS.join(', ')}`,
    );
  }
  return values;
}
