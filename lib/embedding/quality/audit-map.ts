import { ParameterError } from '../../core/errors/parameter-error.ts';
import { codesOf, type Category } from './categories.ts';
import { knnAccuracy, type KnnAccuracy } from './knn-accuracy.ts';
import { neighbourCorrelation } from './neighbour-correlation.ts';
import { neighbourShares, type NeighbourShare } from './neighbour-shares.ts';
import { checkPoints, checkRows, type Points } from './points.ts';
import { silhouetteScore } from './silhouette-score.ts';
import type { QualityOptions } from './visit-rows.ts';

/** What is known of the cells on a map; whatever is left out is left out of the audit. */
export interface MapAuditInput {
  /** The map, `[cells, 1 to 3]`; or the features before it. */
  readonly map: Points;
  readonly labels?: ArrayLike<Category> | undefined;
  readonly subjects?: ArrayLike<Category> | undefined;
  readonly folds?: ArrayLike<Category> | undefined;
  /** Mean brightness of each cell; NaN where it is not known. */
  readonly stain?: ArrayLike<number> | undefined;
  /** Area of each cell; NaN where it is not known. */
  readonly area?: ArrayLike<number> | undefined;
}

/** What a map has learnt of one category. */
export interface CategoryAudit extends NeighbourShare {
  /** Different categories. */
  readonly groups: number;
  /** Points whose category is known. */
  readonly known: number;
  /** See `silhouetteScore`; null where there are fewer than two groups, or no group of two. */
  readonly silhouette: number | null;
}

/** What a map has learnt, in numbers. */
export interface MapAudit {
  readonly points: number;
  readonly k: number;
  readonly class: CategoryAudit | null;
  readonly subject: CategoryAudit | null;
  readonly fold: CategoryAudit | null;
  /** Neighbours of the same person count. Here as in `across` votes are fair: knowing nothing gives 1 / classes. */
  readonly within: KnnAccuracy | null;
  /** Neighbours of the same person are left out; null where no subject is known. */
  readonly across: KnnAccuracy | null;
  /** Mean share of a cell's neighbours that are other people's cells of its own class; null without class or subject. */
  readonly othersOfClass: NeighbourShare | null;
  /** See `neighbourCorrelation`, same person left out where subjects are known; null where nothing is known. */
  readonly stain: number | null;
  readonly area: number | null;
}

/** How a map is audited. */
export interface MapAuditOptions extends QualityOptions {
  /** Neighbours of each cell, k. Default 15, or one less than the cells where they are fewer. */
  readonly k?: number | undefined;
}

/**
 * The numbers that tell what a map separates: classes, or rather subjects, folds, stain or size. A map that separates
 * subjects is not one that separates leukaemia, however clear its islands are.
 * @param input - the map and what is known of its cells
 * @param options - k, sample, seed, signal, progress
 * @throws {ParameterError} where lengths differ or there are fewer than two cells
 * @throws {AbortError} once the signal is aborted
 */
export async function auditMap(input: MapAuditInput, options: MapAuditOptions = {}): Promise<MapAudit> {
  const { map, labels, subjects, folds, stain, area } = input;
  checkPoints('auditMap', 'map', map);
  const n = map.rows;
  if (n < 2) throw new ParameterError('map', `auditMap: map must have at least 2 cells, got ${n}`);
  for (const [name, values] of Object.entries({ labels, subjects, folds, stain, area })) {
    if (values !== undefined) checkRows('auditMap', name, values.length, n);
  }
  const k = options.k ?? Math.min(15, n - 1);
  const told = { ...options, k };
  const both = labels !== undefined && subjects !== undefined ? pairs(labels, subjects) : undefined;
  const categories = Object.fromEntries(
    Object.entries({ labels, subjects, folds, both }).flatMap(([name, values]) =>
      values !== undefined && codesOf(values).names.length > 0 ? [[name, values] as const] : [],
    ),
  );
  const shares = await neighbourShares({ ...told, points: map, categories });
  const category = async (name: string): Promise<CategoryAudit | null> => {
    const [values, share] = [categories[name], shares[name]];
    if (values === undefined || share === undefined) return null;
    const { counts } = codesOf(values);
    const known = counts.reduce((sum, count) => sum + count, 0);
    const clear = counts.length >= 2 && counts.length < known;
    const silhouette = clear ? await silhouetteScore(map, values, options) : null;
    return { ...share, groups: counts.length, known, silhouette };
  };
  const knows = { class: categories['labels'], subject: categories['subjects'] };
  const accuracy = async (groups?: ArrayLike<Category>): Promise<KnnAccuracy | null> => {
    if (knows.class === undefined) return null;
    return knnAccuracy({ ...told, points: map, labels: knows.class, groups, fairVotes: true }).catch(
      noneToAsk,
    );
  };
  const correlation = async (values: ArrayLike<number> | undefined): Promise<number | null> => {
    if (values === undefined) return null;
    const found = await neighbourCorrelation({ ...told, points: map, values, groups: knows.subject });
    return Number.isNaN(found) ? null : found;
  };
  const [ofClass, ofBoth] = [shares['labels'], shares['both']];
  return {
    points: n,
    k,
    class: await category('labels'),
    subject: await category('subjects'),
    fold: await category('folds'),
    within: await accuracy(),
    across: knows.subject === undefined ? null : await accuracy(knows.subject),
    othersOfClass:
      ofClass === undefined || ofBoth === undefined
        ? null
        : { share: ofClass.share - ofBoth.share, chance: ofClass.chance - ofBoth.chance },
    stain: await correlation(stain),
    area: await correlation(area),
  };
}

/** Class and subject as one category, known where both are. */
function pairs(labels: ArrayLike<Category>, subjects: ArrayLike<Category>): Category[] {
  return Array.from({ length: labels.length }, (_, i) =>
    labels[i] === undefined || subjects[i] === undefined ? undefined : `${labels[i]}\u0000${subjects[i]}`,
  );
}

/** Cells of a single person have nobody else to ask: that is a finding, not a fault. */
function noneToAsk(error: unknown): null {
  if (error instanceof ParameterError && error.parameter === 'labels') return null;
  throw error;
}
