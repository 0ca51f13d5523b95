import { ParameterError } from '../core/errors/parameter-error.ts';
import { Random } from '../core/random.ts';
import { bootstrapScores, type SubjectScoresInput } from './bootstrap-scores.ts';
import type { BootstrapOptions } from './bootstrap.ts';
import { checkLength, checkNumber } from './check-scores.ts';
import { clusterCells } from './clusters.ts';
import {
  applyLogistic,
  fitLogistic,
  type LogisticModel,
  type LogisticOptions,
} from './logistic-regression.ts';
import type { SilhouetteReport } from './report-types.ts';

/** Outline features of cells - area, perimeter and the like, nothing from inside - with truth and people. */
export interface FeatureTable {
  /** Names of the features, `[F]`. */
  readonly names: readonly string[];
  /** Finite numbers, `[N, F]` row-major. */
  readonly features: Float64Array;
  /** 0 or 1, `[N]`. */
  readonly labels: ArrayLike<number>;
  /** Subject keys, `[N]`; each cell counts as a subject where left out. */
  readonly subjects?: readonly (string | undefined)[];
}

/** On what the baseline learns, and how. */
export interface SilhouetteOptions extends BootstrapOptions, LogisticOptions {
  /** Cells to learn from, of other subjects than those judged; subject-wise folds of the judged ones where left out. */
  readonly train?: FeatureTable;
  /** Folds where there is no `train`, 5; fewer where a class has fewer subjects. */
  readonly folds?: number;
}

/** What the outline alone reaches. */
export interface SilhouetteBaseline {
  readonly report: SilhouetteReport;
  /** Probability of class 1 for each judged cell, `[N]`. */
  readonly scores: Float64Array;
}

/**
 * The ruler's competitor of a network: standardised outline features and a plain logistic regression, judged on
 * subjects that it has not seen. A network that does not beat it has learnt size and shape at most.
 * @param judged - the cells to judge
 * @param options - training cells or number of folds, regularisation and bootstrap
 * @throws {ParameterError} where tables do not fit together, share subjects, or a class has too few subjects to fold
 *
 * Source: Pilot 1.
 */
export function silhouetteBaseline(
  judged: FeatureTable,
  options: SilhouetteOptions = {},
): SilhouetteBaseline {
  checkTable('judged', judged);
  const { train, folds = 5, seed = 0 } = options;
  if (train === undefined) return crossValidated(judged, { ...options, folds, seed });
  checkTable('train', train);
  if (train.names.join('\n') !== judged.names.join('\n')) {
    throw new ParameterError(
      'train',
      `silhouetteBaseline: train must have the features ${judged.names.join(', ')}, got ${train.names.join(', ')}`,
    );
  }
  const known = new Set(train.subjects?.filter((subject) => subject !== undefined));
  const shared = judged.subjects?.find((subject) => subject !== undefined && known.has(subject));
  if (shared !== undefined) {
    throw new ParameterError(
      'train',
      `silhouetteBaseline: train and judged cells must come from different subjects, both have "${shared}"`,
    );
  }
  const width = judged.names.length;
  const model = fitLogistic({ features: train.features, width }, train.labels, options);
  const scores = applyLogistic(model, { features: judged.features, width });
  return {
    scores,
    report: {
      protocol: 'train-test',
      features: judged.names,
      coefficients: [...model.coefficients],
      intercept: model.intercept,
      trainCells: train.labels.length,
      trainSubjects: known.size === 0 ? null : known.size,
      folds: null,
      scores: bootstrapScores(withScores(judged, scores), options),
    },
  };
}

/**
 * Deals subjects into folds, each class's apart and in random order, so that every fold has as many of each.
 * @param table - labels and subjects
 * @param options - how many folds at most, and the seed
 * @returns the fold of each cell, `[N]`, and how many folds there are
 * @throws {ParameterError} where a class has fewer than two subjects
 */
export function dealFolds(
  { labels, subjects }: Pick<FeatureTable, 'labels' | 'subjects'>,
  { folds, seed }: { readonly folds: number; readonly seed: number },
): { readonly of: Int32Array; readonly count: number } {
  checkNumber('silhouetteBaseline: folds', folds, { low: 2, high: 1000, whole: true });
  const clusters = clusterCells(labels, subjects);
  const members = [1, 2, 3].map((stratum) =>
    [...clusters.strata.keys()].filter((c) => clusters.strata[c] === stratum),
  );
  const [normal, lymphoblast, mixed] = members as [number[], number[], number[]];
  const fewest = Math.min(normal.length, lymphoblast.length) + mixed.length;
  if (fewest < 2) {
    throw new ParameterError(
      'judged',
      `silhouetteBaseline: both classes need at least two subjects for subject-wise folds, got ${fewest}; pass train cells instead`,
    );
  }
  const count = Math.min(folds, fewest);
  const foldOf = new Int32Array(clusters.count);
  const random = Random.derive(seed, 'silhouette folds');
  // Mixed subjects count for both classes, so each class is dealt on from where they end: no two people of a class
  // share a fold before every fold has one.
  const deal = (group: readonly number[], first: number): void => {
    for (const [i, cluster] of random.shuffle([...group]).entries()) foldOf[cluster] = (first + i) % count;
  };
  deal(mixed, 0);
  deal(normal, mixed.length);
  deal(lymphoblast, mixed.length);
  return { of: clusters.of.map((cluster) => foldOf[cluster]!), count };
}

function crossValidated(
  judged: FeatureTable,
  options: SilhouetteOptions & { readonly folds: number; readonly seed: number },
): SilhouetteBaseline {
  const width = judged.names.length;
  const folds = dealFolds(judged, options);
  const scores = new Float64Array(judged.labels.length);
  const models: LogisticModel[] = [];
  for (let fold = 0; fold < folds.count; fold++) {
    const outside = rowsWhere(judged, (i) => folds.of[i] !== fold);
    const inside = rowsWhere(judged, (i) => folds.of[i] === fold);
    const model = fitLogistic({ features: outside.features, width }, outside.labels, options);
    const held = applyLogistic(model, { features: inside.features, width });
    for (const [j, i] of inside.rows.entries()) scores[i] = held[j]!;
    models.push(model);
  }
  const mean = (value: (model: LogisticModel) => number): number =>
    models.reduce((sum, model) => sum + value(model), 0) / models.length;
  const people = new Set(judged.subjects?.filter((subject) => subject !== undefined));
  return {
    scores,
    report: {
      protocol: 'cross-validation',
      features: judged.names,
      coefficients: judged.names.map((_, j) => mean(({ coefficients }) => coefficients[j]!)),
      intercept: mean(({ intercept }) => intercept),
      trainCells: judged.labels.length,
      trainSubjects: people.size === 0 ? null : people.size,
      folds: folds.count,
      scores: bootstrapScores(withScores(judged, scores), options),
    },
  };
}

/** The rows of a table that are wanted, with their places in it. */
export function rowsWhere(
  { names, features, labels }: FeatureTable,
  keep: (row: number) => boolean,
): { rows: number[]; features: Float64Array; labels: number[] } {
  const rows = Array.from(labels, (_, i) => i).filter(keep);
  const width = names.length;
  const kept = new Float64Array(rows.length * width);
  for (const [j, i] of rows.entries()) kept.set(features.subarray(i * width, (i + 1) * width), j * width);
  return { rows, features: kept, labels: rows.map((i) => labels[i]!) };
}

function withScores({ labels, subjects }: FeatureTable, scores: Float64Array): SubjectScoresInput {
  return subjects === undefined ? { scores, labels } : { scores, labels, subjects };
}

function checkTable(name: string, { names, features, labels, subjects }: FeatureTable): void {
  if (names.length === 0 || labels.length === 0 || features.length !== names.length * labels.length) {
    throw new ParameterError(
      name,
      `silhouetteBaseline: ${name} features must be [${labels.length}, ${names.length}] with a cell and a feature at least, got ${features.length} numbers`,
    );
  }
  if (subjects !== undefined) checkLength('silhouetteBaseline', 'subjects', subjects.length, labels.length);
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ParameterError(
      name,
      `silhouetteBaseline: ${name} features must be finite, got ${features[bad]!} for "${names[bad % names.length]!}" of cell ${Math.floor(bad / names.length)}`,
    );
  }
}
