import type { Random } from '../core/random.ts';
import { MEAN_MAP } from './attention-map-of.ts';
import type { AttentionMaps } from './attention-maps.ts';
import type { StreamOptions } from './stream-options.ts';
import type { ViewChoices } from './views.ts';

/** How {@link chooseMaps} chooses. */
export interface ChooseOptions {
  readonly mode: 'train' | 'test';
  readonly random: Random;
  readonly options: StreamOptions;
  /** How much each attention cell of an image counts, `[height, width]`; nothing where all count fully. */
  readonly shares?: (image: number) => Float32Array | undefined;
}

/**
 * Chooses for each image the maps that drive crop and erase, and θ.
 *
 * Training: k_c and k_e with probability ∝ sqrt(sum of the map), independently or shared; θ_c and θ_e uniformly.
 * Order of the draws: image by image k_c, k_e (unless shared), θ_c, θ_e. Sums are taken in double precision (fp16
 * turned these weights into NaN elsewhere), and maps that are all zero are as likely as one another.
 * Test: the mean map and the fixed θ; nothing is drawn.
 * Source: TF, GuYuc.
 * @param attention - finite and >= 0, `[batch, height, width, maps]`
 * @param options - mode, chance and the streams' options
 */
export function chooseMaps(attention: AttentionMaps, options: ChooseOptions): ViewChoices {
  const { mode, random, shares } = options;
  const { cropThresholdTrain, cropThresholdTest, eraseThresholdTrain, eraseThresholdTest, mapSharing } =
    options.options;
  const { batch } = attention;
  const choices = {
    cropMap: new Int32Array(batch).fill(MEAN_MAP),
    eraseMap: new Int32Array(batch).fill(MEAN_MAP),
    cropTheta: new Float32Array(batch).fill(cropThresholdTest),
    eraseTheta: new Float32Array(batch).fill(eraseThresholdTest),
  };
  if (mode === 'test') return choices;
  for (let image = 0; image < batch; image++) {
    const weights = mapWeights(attention, image, shares?.(image));
    choices.cropMap[image] = random.weighted(weights);
    choices.eraseMap[image] = mapSharing === 'shared' ? choices.cropMap[image]! : random.weighted(weights);
    choices.cropTheta[image] = random.uniform(...cropThresholdTrain);
    choices.eraseTheta[image] = random.uniform(...eraseThresholdTrain);
  }
  return choices;
}

/**
 * What each map's probability is proportional to: sqrt(sum over the map), `[maps]`.
 * @param attention - `[batch, height, width, maps]`
 * @param image - position in the batch
 * @param shares - how much each attention cell counts, `[height, width]`; default: fully
 */
export function mapWeights(attention: AttentionMaps, image: number, shares?: Float32Array): Float64Array {
  const { data, height, width, maps } = attention;
  const sums = new Float64Array(maps);
  const cells = height * width;
  for (let cell = 0, at = image * cells * maps; cell < cells; cell++) {
    const share = shares?.[cell] ?? 1;
    for (let k = 0; k < maps; k++) sums[k]! += share * data[at++]!;
  }
  return sums.map(Math.sqrt);
}
