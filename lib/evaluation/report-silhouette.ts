import type { BootstrapOptions } from './bootstrap.ts';
import type { Clusters } from './clusters.ts';
import type { LogisticOptions } from './logistic-regression.ts';
import type { Predictions } from './predictions.ts';
import { silhouetteBaseline, type FeatureTable, type SilhouetteBaseline } from './silhouette-baseline.ts';

/** Outline features for the baseline. */
export interface SilhouetteInput extends LogisticOptions {
  readonly names: readonly string[];
  /** `[N, F]` row-major, in the order of the predictions. */
  readonly features: Float64Array;
  /** Cells of other subjects to learn from; subject-wise folds within the judged cells where left out. */
  readonly train?: FeatureTable;
}

/**
 * The report's silhouette baseline, or why there is none.
 * @param judged - labels and subjects of the cells
 * @param clusters - the same by subject
 * @param options - outline features, and how intervals are made
 */
export function silhouetteOf(
  { labels, subjects }: Predictions,
  { canResample, strata }: Clusters,
  { silhouette, ...options }: BootstrapOptions & { readonly silhouette?: SilhouetteInput },
): { silhouette: SilhouetteBaseline | undefined; problem: string | undefined } {
  if (silhouette === undefined) return { silhouette: undefined, problem: undefined };
  const bothClasses = [1, 2].every((bit) => strata.some((stratum) => (stratum & bit) !== 0));
  if (silhouette.train === undefined && !(canResample && bothClasses)) {
    const problem =
      'There is no silhouette baseline: subject-wise folds need at least two subjects of each class.';
    return { silhouette: undefined, problem };
  }
  const { names, features, train, ...rest } = silhouette;
  // Where people are judged that were trained on, which the report warns of, the ruler at least learns from others.
  const others = train === undefined ? undefined : withoutSubjects(train, subjects);
  if (others !== undefined && new Set(Array.from(others.labels)).size < 2) {
    const problem =
      'There is no silhouette baseline: the training cells of other people than those judged are not of both classes.';
    return { silhouette: undefined, problem };
  }
  return {
    silhouette: silhouetteBaseline(
      { names, features, labels, subjects },
      { ...options, ...rest, ...(others === undefined ? {} : { train: others }) },
    ),
    problem: undefined,
  };
}

/** The cells of a table whose people are not among these. */
function withoutSubjects(table: FeatureTable, judged: readonly (string | undefined)[]): FeatureTable {
  const known = new Set(judged.filter((subject) => subject !== undefined));
  const rows = Array.from(table.labels, (_, i) => i).filter((i) => {
    const subject = table.subjects?.[i];
    return subject === undefined || !known.has(subject);
  });
  if (rows.length === table.labels.length) return table;
  const width = table.names.length;
  const features = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    features.set(table.features.subarray(row * width, (row + 1) * width), i * width);
  });
  return {
    names: table.names,
    features,
    labels: rows.map((row) => table.labels[row]!),
    ...(table.subjects === undefined ? {} : { subjects: rows.map((row) => table.subjects![row]) }),
  };
}
