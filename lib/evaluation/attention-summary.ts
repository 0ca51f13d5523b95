import { ParameterError } from '../core/errors/parameter-error.ts';
import type { AttentionSummary, Distribution, ImageAttention, PeakPlace } from './attention-types.ts';
import { sortedQuantile } from './quantile.ts';

/** A box of at least this share of the frame shows the crop stream the raw image again. */
export const WHOLE_FRAME = 0.98;

/**
 * Sums up the attention audit of a data set: means, medians and quartiles, counts, and sentences on what stands out.
 * @param images - what attentionAudit gave for each image
 * @throws {ParameterError} where there is no image
 *
 * Source: Pilot 3.
 */
export function summariseAttention(images: readonly ImageAttention[]): AttentionSummary {
  if (images.length === 0) {
    throw new ParameterError('images', 'summariseAttention: there must be at least one image, got none');
  }
  const of = (value: (image: ImageAttention) => number | null): Distribution =>
    distribution(images.map(value));
  const peaks: Record<PeakPlace, number> = { cell: 0, background: 0, corner: 0 };
  for (const { peak } of images) if (peak !== null) peaks[peak]++;
  const summary = {
    images: images.length,
    imagesAllDead: images.filter(({ mapsAlive }) => mapsAlive === 0).length,
    imagesWithoutCell: images.filter(({ cellShareOfFrame }) => cellShareOfFrame === 0).length,
    maps: images.reduce((most, { maps }) => Math.max(most, maps), 0),
    massOnCell: of(({ massOnCell }) => massOnCell),
    enrichment: of(({ enrichment }) => enrichment),
    cellShareOfFrame: of(({ cellShareOfFrame }) => cellShareOfFrame),
    peaks,
    cellKeptByCrop: of(({ cellKeptByCrop }) => cellKeptByCrop),
    cellErased: of(({ cellErased }) => cellErased),
    boxShareOfFrame: of(({ boxShareOfFrame }) => boxShareOfFrame),
    frameErased: of(({ frameErased }) => frameErased),
    mapsAlive: of(({ mapsAlive }) => mapsAlive),
    mapEntropy: of(({ mapEntropy }) => mapEntropy),
    boxesOfWholeFrame: images.filter(({ boxShareOfFrame }) => (boxShareOfFrame ?? 0) >= WHOLE_FRAME).length,
  };
  return { ...summary, findings: findings(summary) };
}

/**
 * Mean, median and quartiles of the numbers that are known.
 * @param values - numbers, null where unknown
 */
export function distribution(values: readonly (number | null)[]): Distribution {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  if (sorted.length === 0)
    return { mean: null, median: null, lowerQuartile: null, upperQuartile: null, images: 0 };
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    median: sortedQuantile(sorted, 0.5),
    lowerQuartile: sortedQuantile(sorted, 0.25),
    upperQuartile: sortedQuantile(sorted, 0.75),
    images: sorted.length,
  };
}

function findings(summary: Omit<AttentionSummary, 'findings'>): string[] {
  const { images, imagesAllDead, imagesWithoutCell, peaks, boxesOfWholeFrame, maps } = summary;
  const sentences: string[] = [];
  const placed = peaks.cell + peaks.background + peaks.corner;
  const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
  if (imagesAllDead > 0)
    sentences.push(`Every attention map is dead (all zero) in ${imagesAllDead} of ${images} images.`);
  if (imagesWithoutCell > 0)
    sentences.push(`The mask found no cell in ${imagesWithoutCell} of ${images} images.`);
  if (placed > 0 && peaks.cell < placed / 2) {
    sentences.push(
      `The mean map peaks off the cell in ${share(placed - peaks.cell, placed)} of the images (${share(peaks.corner, placed)} in a corner): the network looks at the background.`,
    );
  }
  const enrichment = summary.enrichment.median;
  if (enrichment !== null && enrichment < 0.95) {
    sentences.push(
      `The cell gets ${enrichment.toFixed(2)} times the attention that an even map would give it (median): less than chance.`,
    );
  }
  if (boxesOfWholeFrame > images / 2) {
    sentences.push(
      `The crop box is the whole frame in ${share(boxesOfWholeFrame, images)} of the images: the crop stream sees the raw image again.`,
    );
  }
  const kept = summary.cellKeptByCrop.median;
  if (kept !== null && kept < 0.1) {
    sentences.push(`Cropping keeps ${share(kept, 1)} of the cell (median): the crop stream hardly sees it.`);
  }
  const erased = summary.cellErased.median;
  if (erased !== null && erased > 0.9) {
    sentences.push(
      `Erasing takes ${share(erased, 1)} of the cell (median): the erase stream has nothing left to see.`,
    );
  }
  if (erased !== null && erased < 0.02) {
    sentences.push(
      `Erasing takes ${share(erased, 1)} of the cell (median): the erase stream sees the raw cell again.`,
    );
  }
  const alive = summary.mapsAlive.median;
  if (alive !== null && alive < maps / 2) {
    sentences.push(`Only ${Math.round(alive)} of ${maps} attention maps are alive (median).`);
  }
  return sentences;
}
