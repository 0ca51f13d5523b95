import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { paceOf } from '../embedding/kernels/pace.ts';
import { finishPaced } from '../embedding/kernels/steps.ts';
import { principalComponentsSteps } from '../embedding/principal-components.ts';
import { toDenseRows, type DenseRows } from '../embedding/rows.ts';
import { formatShare } from '../evaluation/format-estimate.ts';

/** Principal components that took the place of features. */
export interface ReducedFeatures {
  readonly components: number;
  /** Of the features' variance, from 0 to 1: what the components keep. */
  readonly share: number;
  /** For a person: "50 principal components of 512 features, 97.3 % of the variance". */
  readonly words: string;
}

/** Options of {@link reduceFeatures}. */
export interface ReduceFeaturesOptions {
  readonly pca?: number | 'none' | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** What the neighbours are sought among. */
export interface Reduction {
  readonly rows: DenseRows;
  /** Does the same to other cells, with the mean and the axes of these. */
  readonly project: (others: DenseRows) => Promise<DenseRows>;
  readonly reduced: ReducedFeatures | undefined;
}

/**
 * Puts principal components in the place of features, where that is asked for: distances then hold less noise.
 *
 * Source: van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 9 (2008), who take 30; scikit-learn's manual of
 * TSNE advises 50.
 * @param features - of the cells that make the map, `[cells, features]`
 * @param options - components, as for embedFeatures
 * @throws {ParameterError} if there are not so many components, or a feature is not a finite number
 * @throws {AbortError} once the signal is aborted
 */
export async function reduceFeatures(
  features: DenseRows,
  options: ReduceFeaturesOptions,
): Promise<Reduction> {
  const n = componentsOf(features, options.pca ?? 'none');
  if (n === 'none') {
    return { rows: features, project: (others) => Promise.resolve(others), reduced: undefined };
  }
  const { signal, onProgress } = options;
  const { rows: cells, columns } = features;
  const pace = paceOf(signal, 'embed', () =>
    onProgress?.({ phase: 'principal components', done: 0, total: cells, unit: 'cells' }),
  );
  const { shares, project } = await finishPaced(
    principalComponentsSteps(toDenseRows(features, 'embedFeatures: features'), n),
    pace,
  );
  const share = Math.min(
    1,
    shares.reduce((sum, value) => sum + value, 0),
  );
  return {
    rows: await finishPaced(project(features), pace),
    project: async (others) => finishPaced(project(toDenseRows(others, 'embedFeatures: features')), pace),
    reduced: {
      components: n,
      share,
      words: `${n} principal ${n === 1 ? 'component' : 'components'} of ${columns} features, ${formatShare(share)} of the variance`,
    },
  };
}

function componentsOf({ rows, columns }: DenseRows, pca: number | 'none'): number | 'none' {
  if (pca === 'none') return pca;
  const most = Math.min(rows, columns);
  if (Number.isInteger(pca) && pca >= 1 && pca <= most) return pca;
  const what = rows < columns ? 'cells' : 'features';
  throw new ParameterError(
    'pca',
    `embedFeatures: pca must be a whole number from 1 to ${most}, the number of ${what}, or none, got ${String(pca)}`,
  );
}
