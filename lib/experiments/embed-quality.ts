import type { ProgressListener } from '../core/progress.ts';
import { auditMap } from '../embedding/quality/audit-map.ts';
import { distanceCorrelation } from '../embedding/quality/distance-correlation.ts';
import { knnAccuracy, type KnnAccuracy, type KnnAccuracyOptions } from '../embedding/quality/knn-accuracy.ts';
import { neighbourhoodQuality } from '../embedding/quality/neighbourhood-quality.ts';
import type { Metric } from '../embedding/metrics.ts';
import type { Points } from '../embedding/quality/points.ts';
import { DEFAULT_SAMPLE } from '../embedding/quality/visit-rows.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { MapCells } from '../figures/embedding-cells.ts';
import type { EmbeddingQuality } from './embed-page.ts';

/** How a map is judged. */
export interface EmbedQualityOptions {
  /** Of the features. */
  readonly metric?: Metric | undefined;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Multiplications that one pass over the features may take: some ten seconds. */
const WORK = 1e10;
const FEWEST = 100;

/** The rows of points where `keep` says so. */
function chosen({ data, columns }: Points, rows: readonly number[]): Points {
  const out = new Float32Array(rows.length * columns);
  for (const [to, from] of rows.entries()) {
    out.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  return { data: out, rows: rows.length, columns };
}

function pick<T>(values: ArrayLike<T> | undefined, rows: readonly number[]): T[] | undefined {
  return values === undefined ? undefined : rows.map((row) => values[row] as T);
}

/**
 * Judges a map: neighbourhoods and distances beside the features, the audit, votes of neighbours on the map and before.
 * Placed cells are judged apart, by the cells that made the map.
 * @param features - `[cells, features]`
 * @param cells - places and what is known
 * @param options - metric of the features, seed, signal, progress
 * @throws {AbortError} once the signal is aborted
 */
export async function embedQuality(
  features: Points,
  cells: MapCells,
  options: EmbedQualityOptions = {},
): Promise<EmbeddingQuality> {
  const { metric = 'euclidean', seed, signal, onProgress } = options;
  const { x, y, placed } = cells;
  const told = { seed, signal, onProgress };
  const all = Array.from({ length: x.length }, (_, i) => i);
  const [own, guests] = [all.filter((i) => placed?.[i] !== 1), all.filter((i) => placed?.[i] === 1)];
  const places: Points = {
    data: Float32Array.from(all.flatMap((i) => [x[i] ?? Number.NaN, y[i] ?? Number.NaN])),
    rows: all.length,
    columns: 2,
  };
  const whole = guests.length === 0;
  const [map, points] = whole ? [places, features] : [chosen(places, own), chosen(features, own)];
  const [labels, subjects] = [pick(cells.labels, own), pick(cells.subjects, own)];
  const sample = Math.max(FEWEST, Math.min(DEFAULT_SAMPLE, Math.floor(WORK / (own.length * points.columns))));
  const audit = await auditMap(
    {
      map,
      labels,
      subjects,
      folds: pick(cells.folds, own),
      stain: pick(cells.stain, own),
      area: pick(cells.area, own),
    },
    told,
  );
  const { k } = audit;
  const near = Math.min(15, Math.ceil(own.length / 2) - 1);
  const enough = own.length >= 5;
  const vote = async (of: Partial<KnnAccuracyOptions>): Promise<KnnAccuracy | undefined> => {
    if (labels === undefined) return undefined;
    return knnAccuracy({ ...told, points, labels, k, metric, sample, fairVotes: true, ...of }).catch(
      (error: unknown) => {
        if (error instanceof ParameterError && error.parameter === 'labels') return undefined;
        throw error;
      },
    );
  };
  const known = subjects?.some((subject) => subject !== undefined) === true;
  return {
    audit,
    neighbourhoods: enough
      ? await neighbourhoodQuality(points, map, { ...told, k: near, metric, sample })
      : undefined,
    distances: enough ? await distanceCorrelation(points, map, { ...told, metric }) : undefined,
    before: {
      within: await vote({}),
      across: known ? await vote({ groups: subjects }) : undefined,
    },
    placed: whole
      ? undefined
      : await vote({
          points: map,
          metric: 'euclidean',
          sample: Infinity,
          held: { points: chosen(places, guests), labels: pick(cells.labels, guests) ?? [] },
        }),
  };
}
