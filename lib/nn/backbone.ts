import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import type { BackboneForm, MapStride } from './backbones.ts';
import type { ForwardMode } from './convolution-unit.ts';
import { EfficientNetLite } from './efficientnet-lite.ts';
import type { ParameterStore } from './parameter-store.ts';
import { ResNet } from './resnet.ts';
import { SqueezeNet } from './squeezenet.ts';

/** A stage of a backbone: the blocks whose maps have the same size. */
export interface BackboneStage {
  /** Pixels of the input to one cell of its maps. */
  readonly stride: number;
  /** Channels of its last maps. */
  readonly channels: number;
}

/** A network without its classifier: images in, feature maps out. */
export interface Backbone {
  /** C, of the last stage. */
  readonly featureChannels: number;
  /** From fine to coarse; a backbone of ours has them at strides 4, 8, 16 and (but SqueezeNet) 32, or finer by mapStride. */
  readonly stages: readonly BackboneStage[];
  /**
   * @param images - normalised images, `[batch, size, size, 3]`
   * @param mode - how the network runs
   * @returns the last maps of every stage, `[batch, height, width, channels]`; the last of them are F
   */
  stageMaps(images: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D[];
  /**
   * The stage that a parameter belongs to, counted from 1; 0 is the stem.
   * @param name - the parameter's
   */
  stageOf(name: string): number;
}

/**
 * Makes a backbone of any family.
 * @param store - gets its variables, by the names of the family's usual weight files
 * @param form - which
 * @param options - stride of its last maps, and chance for the first weights
 */
export function createBackbone(
  store: ParameterStore,
  form: BackboneForm,
  options: { readonly mapStride: MapStride; readonly random: Random },
): Backbone {
  if (form.family === 'efficientnet-lite') return new EfficientNetLite(store, form, options);
  if (form.family === 'squeezenet') return new SqueezeNet(store, form, options);
  return new ResNet(store, form, options);
}
