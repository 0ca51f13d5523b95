import { STREAMS, type Predictions, type Stream } from './predictions.ts';
import type { RowName } from './report-types.ts';
import { VOTES, vote, type VoteWeights } from './votes.ts';

/** A stream's or vote's probabilities of two classes. */
export interface RowProbabilities {
  /** `[N, 2]` row-major. */
  readonly all: Float64Array;
  /** Probability of class 1, `[N]`. */
  readonly scores: Float64Array;
}

/**
 * A stream's or vote's probabilities.
 * @param predictions - what the network said about N images, two classes
 * @param name - the row
 * @param weights - for the weighted vote, which does without a row where they are left out
 * @returns nothing where the row needs what is not there
 * @throws {ParameterError} where the predictions or weights cannot be used
 */
export function rowProbabilities(
  predictions: Predictions,
  name: RowName,
  weights?: VoteWeights,
): RowProbabilities | undefined {
  if (rowStreams(name).some((stream) => predictions.probabilities[stream] === undefined)) return undefined;
  if (name === 'weighted' && weights === undefined) return undefined;
  const all = isStream(name)
    ? Float64Array.from(predictions.probabilities[name]!)
    : vote(predictions, name, weights === undefined ? {} : { weights });
  return { all, scores: all.filter((_, i) => i % 2 === 1) };
}

/**
 * Whether a row is a single stream.
 * @param name - the row
 */
export function isStream(name: RowName): name is Stream {
  return (STREAMS as readonly RowName[]).includes(name);
}

/**
 * The streams that a row is made of.
 * @param name - the row
 */
export function rowStreams(name: RowName): readonly Stream[] {
  return isStream(name) ? [name] : VOTES[name].streams;
}
