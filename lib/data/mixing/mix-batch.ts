import type { Random } from '../../core/random.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { AugmentMethodOptions, MixingMethod } from '../baselines/augment-methods.ts';
import type { ImageBatch } from '../image-batch.ts';
import { attentiveCutMix, type AttentionGrid } from './attentive-cut-mix.ts';
import { cutMix } from './cut-mix.ts';
import type { MixedBatch } from './mixed-batch.ts';
import { mixup } from './mixup.ts';
import { saliencyMix } from './saliency-mix.ts';

/** How {@link mixBatch} mixes. */
export interface MixOptions {
  readonly method: MixingMethod;
  /** Every method's parameters. */
  readonly options: AugmentMethodOptions;
  /** The batch's own generator: `Random.derive(seed, 'mix', epoch, batch)`. */
  readonly random: Random;
  /** Attention to the batch's images; only Attentive CutMix needs it. */
  readonly attention?: AttentionGrid | undefined;
}

/**
 * Mixes the images of a batch with one another, and their labels: images, details at the same places, and soft targets.
 * @param batch - is left as it is
 * @param how - method, parameters, chance
 * @throws {ParameterError} if Attentive CutMix is to mix without attention
 */
export function mixBatch(batch: ImageBatch, { method, options, random, attention }: MixOptions): MixedBatch {
  switch (method) {
    case 'mixup':
      return mixup(batch, random, options.mixup);
    case 'cutMix':
      return cutMix(batch, random, options.cutMix);
    case 'saliencyMix':
      return saliencyMix(batch, random, options.saliencyMix);
    case 'attentiveCutMix':
      if (attention === undefined) {
        throw new ParameterError(
          'attention',
          'mixBatch: attentiveCutMix needs attention, [batch, height, width], to the images of the batch; got none',
        );
      }
      return attentiveCutMix(batch, random, { ...options.attentiveCutMix, attention });
  }
}
