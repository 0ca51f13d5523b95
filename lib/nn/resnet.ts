import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import { maxPool3x3Stride2 } from '../engine/ops/max-pool.ts';
import type { Backbone, BackboneStage } from './backbone.ts';
import { featureChannels, stageStrides, type MapStride, type ResNetForm } from './backbones.ts';
import { ConvolutionUnit, type ForwardMode } from './convolution-unit.ts';
import type { ParameterStore } from './parameter-store.ts';
import { ResidualBlock } from './residual-block.ts';

/** A ResNet without its classifier: images in, feature maps out. Names and shapes as in torchvision. */
export class ResNet implements Backbone {
  /** C */
  readonly featureChannels: number;
  readonly stages: readonly BackboneStage[];
  readonly #form: ResNetForm;
  readonly #stem: ConvolutionUnit;
  readonly #blocks: readonly (readonly ResidualBlock[])[];

  constructor(
    store: ParameterStore,
    form: ResNetForm,
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
    let inChannels: number = form.widths[0];
    let stride = form.stem === 'imagenet' ? 4 : 2;
    const stages: BackboneStage[] = [];
    this.#blocks = form.widths.map((width, stage) => {
      const blocks = Array.from({ length: form.blocks[stage]! }, (_, index) => {
        const name = `layer${String(stage + 1)}.${String(index)}`;
        const block = new ResidualBlock(
          store,
          { block: form.block, name, inChannels, width, stride: index === 0 ? strides[stage]! : 1 },
          random,
        );
        inChannels = block.outChannels;
        return block;
      });
      stride *= strides[stage]!;
      stages.push({ stride, channels: inChannels });
      return blocks;
    });
    this.stages = stages;
  }

  /** As {@link Backbone.stageMaps} says. */
  stageMaps(images: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D[] {
    let maps = this.#pooledStem(images, mode);
    return this.#blocks.map((blocks) => {
      maps = blocks.reduce((value, block) => block.apply(value, mode), maps);
      return maps;
    });
  }

  /** As {@link Backbone.stageOf} says. */
  stageOf(name: string): number {
    return Number(/^layer(\d)\./.exec(name)?.[1] ?? 0);
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
