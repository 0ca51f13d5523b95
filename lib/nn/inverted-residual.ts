import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import { ConvolutionUnit, type ConvolutionUnitOptions, type ForwardMode } from './convolution-unit.ts';
import type { ParameterStore } from './parameter-store.ts';

/** The place of an inverted residual block in its network. */
export interface InvertedResidualOptions {
  /** Such as `blocks.1.0`. */
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** How many times as wide the block is within; 1 leaves the widening convolution out. */
  readonly expansion: number;
  readonly kernel: number;
  readonly stride: number;
  /** The stride that it learned with decides whether the input is added, so that `mapStride` changes no sum. */
  readonly plannedStride: number;
  readonly padding: 'same' | 'symmetric';
  readonly epsilon: number;
}

/**
 * Widening 1x1 convolution, depthwise convolution, narrowing 1x1 convolution without rectifying; the input is added
 * where shapes allow. Names as in timm. Source: MobileNetV2 (Sandler et al. 2018), without squeeze-and-excite and with
 * ReLU6 as in EfficientNet-Lite.
 */
export class InvertedResidual {
  readonly #units: readonly ConvolutionUnit[];
  readonly #adds: boolean;

  constructor(store: ParameterStore, options: InvertedResidualOptions, random: Random) {
    const { name, inChannels, outChannels, expansion, kernel, stride, plannedStride, epsilon } = options;
    const width = inChannels * expansion;
    this.#adds = plannedStride === 1 && inChannels === outChannels;
    const padding = options.padding === 'same' ? 'same' : kernel >> 1;
    const unit = (
      form: Pick<
        ConvolutionUnitOptions,
        'convolution' | 'inChannels' | 'outChannels' | 'rectify' | 'depthwise'
      >,
      index: number,
    ) =>
      new ConvolutionUnit(
        store,
        {
          ...form,
          convolution: `${name}.${form.convolution}`,
          normalisation: `${name}.bn${String(index + 1)}`,
          kernel: form.depthwise === true ? kernel : 1,
          stride: form.depthwise === true ? stride : 1,
          padding: form.depthwise === true ? padding : 0,
          epsilon,
        },
        random,
      );
    const depthwise = {
      convolution: 'conv_dw',
      inChannels: width,
      outChannels: width,
      rectify: 'relu6',
      depthwise: true,
    } as const;
    const narrowing = { inChannels: width, outChannels, rectify: false } as const;
    this.#units =
      expansion === 1
        ? [depthwise, { ...narrowing, convolution: 'conv_pw' }].map(unit)
        : [
            { convolution: 'conv_pw', inChannels, outChannels: width, rectify: 'relu6' } as const,
            depthwise,
            { ...narrowing, convolution: 'conv_pwl' },
          ].map(unit);
  }

  /**
   * @param x - `[batch, height, width, inChannels]`
   * @param mode - how the network runs
   * @returns `[batch, ceil(height / stride), ceil(width / stride), outChannels]`
   */
  apply(x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D {
    const y = this.#units.reduce((value, unit) => unit.apply(value, mode), x);
    return this.#adds ? tf.add(y, x) : y;
  }
}
