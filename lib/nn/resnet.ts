import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import { maxPool3x3Stride2 } from '../engine/ops/max-pool.ts';
import { featureChannels, stageStrides, type BackboneForm, type MapStride } from './backbones.ts';
import { ConvolutionUnit, type ForwardMode } from './convolution-unit.ts';
import type { ParameterStore } from './parameter-store.ts';
import { ResidualBlock } from './residual-block.ts';

/** A ResNet without its classifier: images in, feature maps out. Names and shapes as in torchvision. */
export class ResNet {
  /** C */
  readonly featureChannels: number;
  readonly #form: BackboneForm;
  readonly #stem: ConvolutionUnit;
  readonly #blocks: readonly ResidualBlock[];

  constructor(
    store: ParameterStore,
    form: BackboneForm,
    { mapStride, random }: { mapStride: MapStride; random: Random },
  ) {
    this.#form = form;
    this.featureChannels = featureChannels(form);
    const strides = stageStrides(form, mapStride);
    const kernel = form.stem === 'imagenet' ? 7 : 3;
    this.#stem = new ConvolutionUnit(
      store,
      {
        convolution: 'conv1',
        normalisation: 'bn1',
        inChannels: 3,
        outChannels: form.widths[0],
        kernel,
        stride: 2,
        padding: kernel >> 1,
        rectify: true,
        inputGradient: false,
      },
      random,
    );
    const blocks: ResidualBlock[] = [];
    let inChannels: number = form.widths[0];
    form.widths.forEach((width, stage) => {
      for (let index = 0; index < form.blocks[stage]!; index++) {
        const name = `layer${String(stage + 1)}.${String(index)}`;
        const stride = index === 0 ? strides[stage]! : 1;
        const block = new ResidualBlock(
          store,
          { block: form.block, name, inChannels, width, stride },
          random,
        );
        blocks.push(block);
        inChannels = block.outChannels;
      }
    });
    this.#blocks = blocks;
  }

  /**
   * @param images - normalised images, `[batch, size, size, 3]`
   * @param mode - how the network runs
   * @returns feature maps F, `[batch, size / mapStride, size / mapStride, featureChannels]`
   */
  apply(images: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D {
    const pooled = this.#pooledStem(images, mode);
    return this.#blocks.reduce((value, block) => block.apply(value, mode), pooled);
  }

  /**
   * The parts go through the stem one by one and are joined after it: its maps are the largest of the network, and
   * taking them apart for normalising and joining them again would cost more than the larger batch gains.
   */
  #pooledStem(images: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D {
    const apply = (part: tf.Tensor4D): tf.Tensor4D => {
      const stem = this.#stem.apply(part, { ...mode, parts: 1 });
      return this.#form.stem === 'imagenet' ? maxPool3x3Stride2(stem) : stem;
    };
    if (mode.parts === 1) return apply(images);
    return tf.concat(tf.split<tf.Tensor4D>(images, mode.parts, 0).map(apply), 0);
  }
}
