import { ParameterError } from '../core/errors/parameter-error.ts';
import { applyLogistic, fitLogistic, type LogisticModel } from './logistic-regression.ts';
import { logLoss } from './probability-scores.ts';
import { dealFolds, rowsWhere, type FeatureTable } from './silhouette-baseline.ts';

/** What is tried. */
export interface ChooseLogisticOptions {
  /** Values of C, ascending: a loss of ½‖w‖² + C·Σ log loss. Default 1e-5 to 1, by factors of ten. */
  readonly strengths?: readonly number[];
  /** Folds by subject; 5, fewer where a class has fewer subjects. */
  readonly folds?: number;
  /** Deals people into folds. Default 0. */
  readonly seed?: number;
}

/** A model, and how its strength was found. */
export interface ChosenLogistic {
  readonly model: LogisticModel;
  /** C of the model. */
  readonly inverseRegularisation: number;
  /**
   * Probability of class 1 for each cell, `[N]`, by a model of that C which had not seen the cell's person: to choose a
   * threshold by.
   */
  readonly unseen: Float64Array;
  /** For each C that was tried: the mean log loss of cells of people that the fold's model had not seen. */
  readonly tried: readonly { readonly inverseRegularisation: number; readonly logLoss: number }[];
}

const STRENGTHS = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

/**
 * Fits a logistic regression whose strength is chosen within the training people: each is called by a model of others,
 * and the C with the least log loss wins (of equals the smaller). The model is then fitted to all of them.
 * @param table - cells to learn from, with people
 * @param options - what is tried
 * @throws {ParameterError} where no strength is given, or a class has fewer than two subjects
 */
export function chooseLogistic(table: FeatureTable, options: ChooseLogisticOptions = {}): ChosenLogistic {
  const { strengths = STRENGTHS, folds = 5, seed = 0 } = options;
  if (strengths.length === 0) {
    throw new ParameterError('strengths', 'chooseLogistic: strengths must be at least one number, got none');
  }
  const width = table.names.length;
  const dealt = dealFolds(table, { folds, seed });
  const count = table.labels.length;
  const held = strengths.map(() => new Float64Array(2 * count));
  for (let fold = 0; fold < dealt.count; fold++) {
    const outside = rowsWhere(table, (i) => dealt.of[i] !== fold);
    const inside = rowsWhere(table, (i) => dealt.of[i] === fold);
    for (const [s, inverseRegularisation] of strengths.entries()) {
      const features = { features: outside.features, width };
      const model = fitLogistic(features, outside.labels, { inverseRegularisation });
      const scores = applyLogistic(model, { features: inside.features, width });
      for (const [j, i] of inside.rows.entries()) held[s]!.set([1 - scores[j]!, scores[j]!], 2 * i);
    }
  }
  const losses = held.map((probabilities) => logLoss(probabilities, table.labels));
  const best = losses.indexOf(Math.min(...losses));
  const inverseRegularisation = strengths[best]!;
  return {
    model: fitLogistic({ features: table.features, width }, table.labels, { inverseRegularisation }),
    inverseRegularisation,
    unseen: held[best]!.filter((_, i) => i % 2 === 1),
    tried: strengths.map((strength, s) => ({ inverseRegularisation: strength, logLoss: losses[s]! })),
  };
}
