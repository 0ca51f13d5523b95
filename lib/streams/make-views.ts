import type { Random } from '../core/random.ts';
import { checkAttentionMaps, type AttentionMaps } from './attention-maps.ts';
import { checkPixelBatch, type PixelBatch } from './pixel-batch.ts';
import { checkStreamOptions, type StreamOptions } from './stream-options.ts';
import type { ViewChoices, Views } from './views.ts';

/** How {@link makeViews} makes its views. */
export interface MakeViewsOptions {
  /** `train` draws maps and θ for each image; `test` uses the mean map and the fixed θ. */
  readonly mode: 'train' | 'test';
  readonly random: Random;
  readonly options: StreamOptions;
  /** The same images at a higher resolution, for `cropFrom: 'original'`. */
  readonly details?: PixelBatch | undefined;
  /** Maps and θ that were drawn before, in place of drawing: to repeat a batch exactly. */
  readonly choices?: ViewChoices | undefined;
}

/**
 * Makes the crop and the erase stream's views.
 * @param images - pixels 0 to 255, `[batch, size, size, 3]`
 * @param attention - `[batch, height, width, maps]`
 * @param options - mode, chance and the streams' options
 */
export function makeViews(images: PixelBatch, attention: AttentionMaps, options: MakeViewsOptions): Views {
  checkPixelBatch('makeViews', 'images', images);
  checkAttentionMaps('makeViews', attention, images.batch);
  checkStreamOptions('makeViews', options.options);
  throw new Error('makeViews: being written');
}
