import * as tf from '@tensorflow/tfjs-core';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { Random } from '../core/random.ts';
import type { PixelNormalisation } from '../core/pixel-constants.ts';
import { createBackbone, type Backbone, type BackboneStage } from './backbone.ts';
import {
  BACKBONES,
  usualMapStride,
  type BackboneForm,
  type BackboneName,
  type MapStride,
} from './backbones.ts';
import { bilinearAttentionPooling } from './bilinear-attention-pooling.ts';
import { ConvolutionUnit, type ForwardMode } from './convolution-unit.ts';
import { linearUniform } from './initialisation.ts';
import { ParameterStore } from './parameter-store.ts';

/** The form of a WT-DFN. */
export interface WtDfnOptions {
  /** A backbone's name, or a form of one's own. */
  readonly backbone: BackboneName | BackboneForm;
  /** Number of attention maps, M; 32. Source: Method 4 (TF, GuYuc, CAL). */
  readonly attentionMaps?: number;
  /** Number of classes, K; 2. */
  readonly classes?: number;
  /** Pixels of the input to one cell of the maps; 32 (16 for nano and SqueezeNet), or less for small inputs (ours). */
  readonly mapStride?: MapStride;
  /** Factor on the features before the classifier; 100. Source: Method 2 (without it, learning stalls). */
  readonly featureScale?: number;
  /** Seed of the first weights; 0. */
  readonly seed?: number;
  /** How the network wants its pixels; `imagenet`. It is kept with the network, so that nobody feeds it otherwise. */
  readonly normalisation?: PixelNormalisation;
}

/** What the network says about a batch. */
export interface WtDfnOutput {
  /** Before the softmax, `[batch, classes]`. */
  readonly logits: tf.Tensor2D;
  /** f, the pooled and normalised features that the centres follow, `[batch, maps * channels]`. */
  readonly features: tf.Tensor2D;
  /** A, `[batch, height, width, maps]`, values >= 0. */
  readonly attentionMaps: tf.Tensor4D;
}

/**
 * The network of WT-DFN: a backbone, M attention maps A = max(BN(Conv1x1(F)), 0), bilinear attention pooling, and a
 * linear classifier without bias, z = 100 · f · W. Source: Method 2.
 */
export class WtDfn {
  /** Trainable variables by torchvision's names (`attention.…` and `classifier.weight` are ours). */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** Running statistics of batch normalisation by torchvision's names. */
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  readonly attentionMaps: number;
  readonly classes: number;
  /** C */
  readonly featureChannels: number;
  readonly mapStride: MapStride;
  /** How pixels become this network's input. */
  readonly normalisation: PixelNormalisation;
  /** The backbone's stages, from fine to coarse, as {@link WtDfn.stageMaps} gives their maps. */
  readonly stages: readonly BackboneStage[];
  readonly #store = new ParameterStore();
  readonly #backbone: Backbone;
  readonly #attention: ConvolutionUnit;
  readonly #classifier: tf.Variable<tf.Rank.R2>;
  readonly #featureScale: number;

  constructor(options: WtDfnOptions) {
    const { backbone, attentionMaps = 32, classes = 2, featureScale = 100, seed = 0 } = options;
    const form: BackboneForm = typeof backbone === 'string' ? BACKBONES[backbone] : backbone;
    for (const [name, value] of Object.entries({ attentionMaps, classes })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new ParameterError(name, `WtDfn: ${name} must be a whole number of at least 1, got ${value}`);
      }
    }
    const random = Random.derive(seed, 'weights');
    this.mapStride = options.mapStride ?? usualMapStride(form);
    this.attentionMaps = attentionMaps;
    this.classes = classes;
    this.parameters = this.#store.parameters;
    this.buffers = this.#store.buffers;
    this.#featureScale = featureScale;
    this.normalisation = options.normalisation ?? 'imagenet';
    this.#backbone = createBackbone(this.#store, form, { mapStride: this.mapStride, random });
    this.featureChannels = this.#backbone.featureChannels;
    this.stages = this.#backbone.stages;
    this.#attention = new ConvolutionUnit(
      this.#store,
      {
        convolution: 'attention.conv',
        normalisation: 'attention.bn',
        inChannels: this.featureChannels,
        outChannels: attentionMaps,
        kernel: 1,
        stride: 1,
        padding: 0,
        rectify: true,
        epsilon: 1e-3,
      },
      random,
    );
    this.#classifier = this.#store.addParameter(
      'classifier.weight',
      linearUniform([attentionMaps * this.featureChannels, classes], random),
    );
  }

  /**
   * @param images - normalised images, `[batch, size, size, 3]`
   * @param mode - how to run; by default as in prediction
   * @returns tensors on the tape, which the caller disposes
   * @throws {ParameterError} if the images have another shape or the batch does not divide into the parts
   */
  forward(images: tf.Tensor4D, mode: Partial<ForwardMode> = {}): WtDfnOutput {
    const { training = false, parts = 1, freezeBatchNorm = false } = mode;
    if (images.rank !== 4 || images.shape[3] !== 3 || images.shape[0] % parts !== 0) {
      throw new ParameterError(
        'images',
        `WtDfn.forward: images must be [batch, height, width, 3] with a batch that divides into ${parts} parts, got [${images.shape.join(', ')}]`,
      );
    }
    const inputGradient = mode.inputGradient === true ? { inputGradient: true } : {};
    const whole: ForwardMode = { training, parts, freezeBatchNorm, ...inputGradient };
    const featureMaps = this.#backbone.stageMaps(images, whole).at(-1)!;
    const attentionMaps = this.#attention.apply(featureMaps, whole);
    const features = bilinearAttentionPooling(featureMaps, attentionMaps);
    const logits: tf.Tensor2D = tf.matMul(tf.mul(features, this.#featureScale), this.#classifier);
    return { logits, features, attentionMaps };
  }

  /**
   * The backbone's maps at every stage: features for heads of one's own.
   * @param images - normalised images, `[batch, size, size, 3]`
   * @param mode - how to run; by default as in prediction
   * @returns one a stage, `[batch, height, width, channels]`, from fine to coarse; tensors on the tape, which the caller
   *   disposes
   */
  stageMaps(images: tf.Tensor4D, mode: Partial<ForwardMode> = {}): tf.Tensor4D[] {
    const { training = false, parts = 1, freezeBatchNorm = false } = mode;
    return tf.tidy(() => this.#backbone.stageMaps(images, { training, parts, freezeBatchNorm }));
  }

  /**
   * How many stages lie between a parameter and the head: 0 for attention and classifier, 1 for the backbone's last
   * stage, and one more for each before it; the stem has the most.
   * @param name - of one of {@link WtDfn.parameters}
   */
  stagesFromHead(name: string): number {
    if (name.startsWith('attention.') || name === 'classifier.weight') return 0;
    return this.stages.length + 1 - this.#backbone.stageOf(name);
  }

  /** Frees every variable. */
  dispose(): void {
    this.#store.dispose();
  }
}
