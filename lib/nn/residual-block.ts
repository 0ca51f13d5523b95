import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import { addAndRectify } from '../engine/ops/rectify.ts';
import { ConvolutionUnit, type ForwardMode } from './convolution-unit.ts';
import type { ParameterStore } from './parameter-store.ts';

/** The place of a residual block in its network. */
export interface ResidualBlockOptions {
  readonly block: 'basic' | 'bottleneck';
  /** Such as `layer2.0`. */
  readonly name: string;
  readonly inChannels: number;
  /** Channels within the block; a bottleneck gives four times as many. */
  readonly width: number;
  readonly stride: number;
}

/** y = max(branch(x) + shortcut(x), 0), where the shortcut is x itself or a strided 1x1 convolution of it. */
export class ResidualBlock {
  readonly outChannels: number;
  readonly #branch: readonly ConvolutionUnit[];
  readonly #shortcut: ConvolutionUnit | undefined;

  constructor(store: ParameterStore, options: ResidualBlockOptions, random: Random) {
    const { block, name, inChannels, width, stride } = options;
    this.outChannels = block === 'basic' ? width : width * 4;
    const unit = (
      index: number,
      form: { from: number; to: number; kernel: number; stride: number; rectify: boolean },
    ) =>
      new ConvolutionUnit(
        store,
        {
          convolution: `${name}.conv${String(index)}`,
          normalisation: `${name}.bn${String(index)}`,
          inChannels: form.from,
          outChannels: form.to,
          kernel: form.kernel,
          stride: form.stride,
          padding: form.kernel >> 1,
          rectify: form.rectify,
        },
        random,
      );
    this.#branch =
      block === 'basic'
        ? [
            unit(1, { from: inChannels, to: width, kernel: 3, stride, rectify: true }),
            unit(2, { from: width, to: width, kernel: 3, stride: 1, rectify: false }),
          ]
        : [
            unit(1, { from: inChannels, to: width, kernel: 1, stride: 1, rectify: true }),
            unit(2, { from: width, to: width, kernel: 3, stride, rectify: true }),
            unit(3, { from: width, to: this.outChannels, kernel: 1, stride: 1, rectify: false }),
          ];
    if (stride !== 1 || inChannels !== this.outChannels) {
      this.#shortcut = new ConvolutionUnit(
        store,
        {
          convolution: `${name}.downsample.0`,
          normalisation: `${name}.downsample.1`,
          inChannels,
          outChannels: this.outChannels,
          kernel: 1,
          stride,
          padding: 0,
          rectify: false,
        },
        random,
      );
    }
  }

  /**
   * @param x - `[batch, height, width, inChannels]`
   * @param mode - how the network runs
   * @returns `[batch, ceil(height / stride), ceil(width / stride), outChannels]`
   */
  apply(x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D {
    const branch = this.#branch.reduce((value, unit) => unit.apply(value, mode), x);
    return addAndRectify(branch, this.#shortcut?.apply(x, mode) ?? x);
  }
}
