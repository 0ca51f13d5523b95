import { checkNumber } from './check-scores.ts';
import type { Predictions } from './predictions.ts';
import { logLoss } from './probability-scores.ts';
import { vote, type VoteWeights } from './votes.ts';

/**
 * The weights of raw, crop and erase, adding up to 1, whose weighted vote has the lowest log loss on validation data:
 * every point of a grid is tried, and the one nearest to equal weights wins a tie.
 * @param validation - predictions for cells that were not trained on, all three streams
 * @param options - `steps`: how finely 1 is divided, 12 (so that thirds are on the grid)
 * @throws {ParameterError} where a stream is missing or the predictions cannot be judged
 */
export function fitVoteWeights(
  validation: Predictions,
  { steps = 12 }: { readonly steps?: number } = {},
): Required<VoteWeights> {
  checkNumber('fitVoteWeights: steps', steps, { low: 1, high: 100, whole: true });
  let best: { weights: Required<VoteWeights>; loss: number; uneven: number } | undefined;
  for (let raw = 0; raw <= steps; raw++) {
    for (let crop = 0; crop <= steps - raw; crop++) {
      const erase = steps - raw - crop;
      const weights = { raw: raw / steps, crop: crop / steps, erase: erase / steps };
      const voted = vote(validation, 'weighted', { weights });
      const loss = logLoss(voted, validation.labels, validation.classes.length);
      const uneven = raw * raw + crop * crop + erase * erase;
      if (best === undefined || loss < best.loss || (loss === best.loss && uneven < best.uneven)) {
        best = { weights, loss, uneven };
      }
    }
  }
  return best!.weights;
}
