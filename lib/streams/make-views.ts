import { ParameterError } from '../core/errors/parameter-error.ts';
import type { Random } from '../core/random.ts';
import { attentionBox, cutBox } from './attention-crop.ts';
import { erasePixels } from './attention-erase.ts';
import { checkAttentionMaps, type AttentionMaps } from './attention-maps.ts';
import type { Box } from './box.ts';
import { chooseMaps } from './choose-maps.ts';
import { foregroundOf, foregroundShares } from './foreground.ts';
import { passesThreshold } from './passes-threshold.ts';
import { checkPixelBatch, type PixelBatch } from './pixel-batch.ts';
import { randomCropTwin, randomEraseTwin } from './random-twins.ts';
import { resizedMapOf } from './resize-map.ts';
import { checkStreamOptions, type StreamOptions } from './stream-options.ts';
import { checkViewChoices, type ViewChoices, type Views } from './views.ts';

/** How {@link makeViews} makes its views. */
export interface MakeViewsOptions {
  /** `train` draws maps and θ for each image; `test` uses the mean map and the fixed θ. */
  readonly mode: 'train' | 'test';
  /** Draws maps and θ first, image by image, then the twins' places and the noise, image by image. */
  readonly random: Random;
  readonly options: StreamOptions;
  /** The same images at a higher resolution, `[batch, detailSize, detailSize, 3]`, for `cropFrom: 'original'`. */
  readonly details?: PixelBatch | undefined;
  /** Maps and θ that were chosen before, in place of choosing: to repeat a batch exactly. */
  readonly choices?: ViewChoices | undefined;
}

/**
 * Makes the two further views of a batch from its attention maps: Eq. 3's crops ("see details") and Eq. 4's erasures
 * ("see more"). Plain numbers, outside of the gradient: both views are constants to it.
 * @param images - pixels 0 to 255, `[batch, size, size, 3]`
 * @param attention - after ReLU, `[batch, height, width, maps]`
 * @param options - mode, chance and the streams' options
 * @throws {ParameterError} where shapes or options cannot be used, details are missing, or a map is NaN or infinite
 */
export function makeViews(images: PixelBatch, attention: AttentionMaps, options: MakeViewsOptions): Views {
  const { mode, random, options: streams, details } = options;
  checkInputs(images, attention, options);
  const { batch, size } = images;
  const pixels = size * size;
  const foregrounds = Array.from({ length: streams.attentionOnForeground ? batch : 0 }, (_, image) =>
    foregroundOf(images, image, streams.foregroundThreshold),
  );
  const shares = (image: number): Float32Array | undefined => {
    const mask = foregrounds[image];
    return mask && foregroundShares(mask, size, attention.height, attention.width);
  };
  const choices = options.choices ?? chooseMaps(attention, { mode, random, options: streams, shares });

  const source = streams.cropFrom === 'original' ? details! : images;
  const boxOptions = {
    padding: mode === 'train' ? streams.cropPaddingTrain : streams.cropPaddingTest,
    minimumSide: streams.minimumSide,
  };
  const boxes: Box[] = [];
  const crop = new Float32Array(batch * pixels * 3);
  const erase = new Float32Array(batch * pixels * 3);
  const erased = new Uint8Array(batch * pixels);
  const passing = new Uint8Array(pixels);
  for (let image = 0; image < batch; image++) {
    const foreground = foregrounds[image];
    const twin = { random, size, foreground };
    const view = { start: image * pixels * 3, end: (image + 1) * pixels * 3 };
    const threshold = { rule: streams.thresholdRule, foreground };

    const cropMap = choices.cropMap[image]!;
    const map = resizedMapOf(attention, { image, map: cropMap }, size, streams.alignCorners);
    const theta = choices.cropTheta[image]!;
    const box = attentionBox(map, size, { ...threshold, theta, ...boxOptions, out: passing });
    boxes.push(streams.chooser === 'random' ? randomCropTwin(box, twin) : box);
    cutBox(
      { data: source.data, size: source.size, offset: image * source.size * source.size * 3 },
      boxes[image]!,
      size,
      crop.subarray(view.start, view.end),
    );

    const eraseMap = choices.eraseMap[image]!;
    const other =
      eraseMap === cropMap
        ? map
        : resizedMapOf(attention, { image, map: eraseMap }, size, streams.alignCorners);
    const gone = erased.subarray(image * pixels, (image + 1) * pixels);
    passesThreshold(other, { ...threshold, theta: choices.eraseTheta[image]!, out: gone });
    if (streams.chooser === 'random') randomEraseTwin(gone, twin);
    erasePixels(
      { data: images.data, offset: view.start },
      gone,
      { fill: streams.eraseFill, random },
      erase.subarray(view.start, view.end),
    );
  }
  return { crop, erase, boxes, erased, ...choices };
}

function checkInputs(images: PixelBatch, attention: AttentionMaps, options: MakeViewsOptions): void {
  const { options: streams, details, choices } = options;
  checkPixelBatch('makeViews', 'images', images);
  checkStreamOptions('makeViews', streams);
  checkAttentionMaps('makeViews', attention, images.batch);
  if (choices !== undefined) checkViewChoices('makeViews', choices, attention);
  if (streams.cropFrom !== 'original') return;
  if (details === undefined) {
    throw new ParameterError(
      'details',
      `makeViews: cropFrom 'original' needs details, the same images at a higher resolution; ` +
        `pass them, or use cropFrom 'input'`,
    );
  }
  checkPixelBatch('makeViews', 'details', details);
  if (details.batch !== images.batch) {
    throw new ParameterError(
      'details',
      `makeViews: details must be the same ${images.batch} images, got ${details.batch}`,
    );
  }
}
