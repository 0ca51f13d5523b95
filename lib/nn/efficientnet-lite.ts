import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import type { Backbone, BackboneStage } from './backbone.ts';
import { stageStrides, type EfficientNetLiteForm, type MapStride } from './backbones.ts';
import { ConvolutionUnit, type ForwardMode } from './convolution-unit.ts';
import { InvertedResidual } from './inverted-residual.ts';
import type { ParameterStore } from './parameter-store.ts';

/** EfficientNet-Lite0's seven groups of blocks. Source: the TPU repository's efficientnet/lite (width and depth 1.0). */
const GROUPS = [
  { blocks: 1, kernel: 3, stride: 1, expansion: 1, channels: 16 },
  { blocks: 2, kernel: 3, stride: 2, expansion: 6, channels: 24 },
  { blocks: 2, kernel: 5, stride: 2, expansion: 6, channels: 40 },
  { blocks: 3, kernel: 3, stride: 2, expansion: 6, channels: 80 },
  { blocks: 3, kernel: 5, stride: 1, expansion: 6, channels: 112 },
  { blocks: 4, kernel: 5, stride: 2, expansion: 6, channels: 192 },
  { blocks: 1, kernel: 3, stride: 1, expansion: 6, channels: 320 },
] as const;
/** The stage that each group belongs to, counted from 1: one a size of the maps. */
const STAGE_OF_GROUP = [1, 1, 2, 3, 3, 4, 4] as const;
const STEM_CHANNELS = 32;
const HEAD_CHANNELS = 1280;

/**
 * EfficientNet-Lite0 without its classifier: ReLU6, no squeeze-and-excite. Its feature maps are those of the last 1x1
 * convolution, which the classifier pools. Names and shapes as in timm.
 */
export class EfficientNetLite implements Backbone {
  /** C */
  readonly featureChannels: number = HEAD_CHANNELS;
  readonly stages: readonly BackboneStage[];
  readonly #stem: ConvolutionUnit;
  readonly #groups: readonly (readonly InvertedResidual[])[];
  readonly #head: ConvolutionUnit;

  constructor(
    store: ParameterStore,
    form: EfficientNetLiteForm,
    { mapStride, random }: { mapStride: MapStride; random: Random },
  ) {
    const { padding, epsilon } = form;
    const strides = stageStrides(form, mapStride);
    const unit = { rectify: 'relu6', epsilon } as const;
    this.#stem = new ConvolutionUnit(
      store,
      {
        ...unit,
        convolution: 'conv_stem',
        normalisation: 'bn1',
        inChannels: 3,
        outChannels: STEM_CHANNELS,
        kernel: 3,
        stride: 2,
        padding: padding === 'same' ? 'same' : 1,
        inputGradient: false,
      },
      random,
    );
    let inChannels = STEM_CHANNELS;
    let mapsAt = 2;
    const stages: BackboneStage[] = [];
    this.#groups = GROUPS.map(({ blocks, kernel, stride, expansion, channels }, group) => {
      mapsAt *= strides[group]!;
      stages[STAGE_OF_GROUP[group]! - 1] = { stride: mapsAt, channels };
      return Array.from({ length: blocks }, (_, index) => {
        const block = new InvertedResidual(
          store,
          {
            name: `blocks.${String(group)}.${String(index)}`,
            inChannels,
            outChannels: channels,
            expansion,
            kernel,
            stride: index === 0 ? strides[group]! : 1,
            plannedStride: index === 0 ? stride : 1,
            padding,
            epsilon,
          },
          random,
        );
        inChannels = channels;
        return block;
      });
    });
    this.#head = new ConvolutionUnit(
      store,
      {
        ...unit,
        convolution: 'conv_head',
        normalisation: 'bn2',
        inChannels,
        outChannels: HEAD_CHANNELS,
        kernel: 1,
        stride: 1,
        padding: 0,
      },
      random,
    );
    stages[stages.length - 1] = { stride: mapsAt, channels: HEAD_CHANNELS };
    this.stages = stages;
  }

  /** As {@link Backbone.stageMaps} says. */
  stageMaps(images: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D[] {
    let maps = this.#stem.apply(images, mode);
    const stages: tf.Tensor4D[] = [];
    this.#groups.forEach((blocks, group) => {
      maps = blocks.reduce((value, block) => block.apply(value, mode), maps);
      stages[STAGE_OF_GROUP[group]! - 1] = maps;
    });
    stages[stages.length - 1] = this.#head.apply(maps, mode);
    return stages;
  }

  /** As {@link Backbone.stageOf} says. */
  stageOf(name: string): number {
    const group = /^blocks\.(\d)\./.exec(name)?.[1];
    if (group !== undefined) return STAGE_OF_GROUP[Number(group)]!;
    return /^(conv_head|bn2)\./.test(name) ? this.stages.length : 0;
  }
}
