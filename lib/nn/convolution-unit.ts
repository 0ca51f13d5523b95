import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import { batchNormalisation } from '../engine/ops/batch-normalisation.ts';
import { conv2d } from '../engine/ops/conv2d.ts';
import { depthwiseConv2d } from '../engine/ops/depthwise-conv2d.ts';
import { rectify6 } from '../engine/ops/rectify.ts';
import { padSame } from '../engine/ops/same-padding.ts';
import { heNormal } from './initialisation.ts';
import type { ParameterStore } from './parameter-store.ts';

/** How a network runs: by batch statistics or running ones, and how many views lie one after another in the batch. */
export interface ForwardMode {
  /** True while training: batch normalisation then uses the batch's own statistics and moves the running ones. */
  readonly training: boolean;
  /**
   * Number of equal parts of the batch, each normalised by its own statistics, in order: the crop and the erase
   * stream go through the network as one batch of 2B with the arithmetic of two passes.
   */
  readonly parts: number;
  /** True keeps batch normalisation on its running statistics in training too (Pilot 4). */
  readonly freezeBatchNorm: boolean;
  /** True where the gradient for the images themselves is wanted, as saliency wants it; the stem leaves it out else. */
  readonly inputGradient?: boolean;
}

/** The form of a convolution unit. */
export interface ConvolutionUnitOptions {
  /** Name of the convolution, such as `layer1.0.conv1`. */
  readonly convolution: string;
  /** Name of the batch normalisation, such as `layer1.0.bn1`. */
  readonly normalisation: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  /** Zeros on each side, or `same`: as many as give ceil(size / stride), uneven where TensorFlow's are. */
  readonly padding: number | 'same';
  /** Whether max(·, 0) follows the normalisation, or `relu6`: min(max(·, 0), 6). */
  readonly rectify: boolean | 'relu6';
  /** One filter a channel, and no sum over channels; in- and outChannels are the same then. Default false. */
  readonly depthwise?: boolean;
  /** ε of the batch normalisation: 1e-5 in torchvision's ResNets, 1e-3 in the attention head. */
  readonly epsilon?: number;
  /** False for the stem, whose input is the image. */
  readonly inputGradient?: boolean;
}

/** Convolution without bias, batch normalisation, and rectifying where asked: the brick of nearly every backbone. */
export class ConvolutionUnit {
  readonly #options: ConvolutionUnitOptions;
  readonly #filter: tf.Variable<tf.Rank.R4>;
  readonly #scale: tf.Variable<tf.Rank.R1>;
  readonly #offset: tf.Variable<tf.Rank.R1>;
  readonly #runningMean: tf.Variable<tf.Rank.R1>;
  readonly #runningVariance: tf.Variable<tf.Rank.R1>;

  constructor(store: ParameterStore, options: ConvolutionUnitOptions, random: Random) {
    const { convolution, normalisation, inChannels, outChannels, kernel, depthwise = false } = options;
    this.#options = options;
    this.#filter = store.addParameter(
      `${convolution}.weight`,
      heNormal([kernel, kernel, inChannels, depthwise ? 1 : outChannels], random),
    );
    this.#scale = store.addParameter(`${normalisation}.weight`, tf.ones([outChannels]));
    this.#offset = store.addParameter(`${normalisation}.bias`, tf.zeros([outChannels]));
    this.#runningMean = store.addBuffer(`${normalisation}.running_mean`, tf.zeros([outChannels]));
    this.#runningVariance = store.addBuffer(`${normalisation}.running_var`, tf.ones([outChannels]));
  }

  /**
   * @param x - `[batch, height, width, inChannels]`
   * @param mode - how the network runs
   * @returns `[batch, outHeight, outWidth, outChannels]`
   */
  apply(x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D {
    const convolved = this.#convolve(x, mode);
    if (mode.parts === 1 || !mode.training || mode.freezeBatchNorm) return this.#normalise(convolved, mode);
    const parts = tf.split<tf.Tensor4D>(convolved, mode.parts, 0);
    return tf.concat(
      parts.map((part) => this.#normalise(part, mode)),
      0,
    );
  }

  #convolve(x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D {
    const { stride, padding, kernel, depthwise = false } = this.#options;
    const inputGradient = mode.inputGradient ?? this.#options.inputGradient ?? true;
    if (depthwise) return depthwiseConv2d(x, this.#filter, { stride, padding });
    if (padding !== 'same') return conv2d(x, this.#filter, { stride, padding, inputGradient });
    return conv2d(padSame(x, kernel, stride), this.#filter, { stride, padding: 0, inputGradient });
  }

  #normalise(x: tf.Tensor4D, mode: ForwardMode): tf.Tensor4D {
    const normalised = batchNormalisation(
      x,
      {
        scale: this.#scale,
        offset: this.#offset,
        runningMean: this.#runningMean,
        runningVariance: this.#runningVariance,
      },
      {
        training: mode.training && !mode.freezeBatchNorm,
        epsilon: this.#options.epsilon ?? 1e-5,
        momentum: 0.1,
        rectify: this.#options.rectify === true,
        onStatistics: (mean, variance) => {
          this.#runningMean.assign(mean);
          this.#runningVariance.assign(variance);
          mean.dispose();
          variance.dispose();
        },
      },
    );
    return this.#options.rectify === 'relu6' ? rectify6(normalised) : normalised;
  }
}
