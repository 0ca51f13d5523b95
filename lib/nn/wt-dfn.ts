import * as tf from '@tensorflow/tfjs-core';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { Random } from '../core/random.ts';
import { BACKBONES, type BackboneForm, type BackboneName, type MapStride } from './backbones.ts';
import { bilinearAttentionPooling } from './bilinear-attention-pooling.ts';
import { ConvolutionUnit, type ForwardMode } from './convolution-unit.ts';
import { linearUniform } from './initialisation.ts';
import { ParameterStore } from './parameter-store.ts';
import { ResNet } from './resnet.ts';

/** The form of a WT-DFN. */
export interface WtDfnOptions {
  /** A backbone's name, or a form of one's own. */
  readonly backbone: BackboneName | BackboneForm;
  /** Number of attention maps, M; 32. Source: Method 4 (TF, GuYuc, CAL). */
  readonly attentionMaps?: number;
  /** Number of classes, K; 2. */
  readonly classes?: number;
  /** Pixels of the input to one cell of the maps; 32 (16 for nano), or less for small inputs (ours). */
  readonly mapStride?: MapStride;
  /** Factor on the features before the classifier; 100. Source: Method 2 (without it, learning stalls). */
  readonly featureScale?: number;
  /** Seed of the first weights; 0. */
  readonly seed?: number;
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
 * The network of WT-DFN: a ResNet, M attention maps A = max(BN(Conv1x1(F)), 0), bilinear attention pooling, and a
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
  readonly #store = new ParameterStore();
  readonly #backbone: ResNet;
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
    this.mapStride = options.mapStride ?? (form.stem === 'imagenet' ? 32 : 16);
    this.attentionMaps = attentionMaps;
    this.classes = classes;
    this.parameters = this.#store.parameters;
    this.buffers = this.#store.buffers;
    this.#featureScale = featureScale;
    this.#backbone = new ResNet(this.#store, form, { mapStride: this.mapStride, random });
    this.featureChannels = this.#backbone.featureChannels;
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
    const whole: ForwardMode = { training, parts, freezeBatchNorm };
    const featureMaps = this.#backbone.apply(images, whole);
    const attentionMaps = this.#attention.apply(featureMaps, whole);
    const features = bilinearAttentionPooling(featureMaps, attentionMaps);
    const logits: tf.Tensor2D = tf.matMul(tf.mul(features, this.#featureScale), this.#classifier);
    return { logits, features, attentionMaps };
  }

  /** Frees every variable. */
  dispose(): void {
    this.#store.dispose();
  }
}
