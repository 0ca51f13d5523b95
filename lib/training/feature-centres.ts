import * as tf from '@tensorflow/tfjs-core';
import { ParameterError } from '../core/errors/parameter-error.ts';

/** How the images of one class in a batch move their centre: by their mean, their sum, or the last one alone. */
export type CentreUpdate = 'mean' | 'sum' | 'last';

/** How the centres follow the features. */
export interface FeatureCentresOptions {
  /** K */
  readonly classes: number;
  /** Length of f, M·C. */
  readonly featureLength: number;
  /** β; 0.05. Source: Method 4 (TF, GuYuc). */
  readonly rate?: number;
  /**
   * `mean` (default, inferred): with two classes a batch holds each label many times, where a sum takes steps of
   * about half the batch times β and PyTorch's indexed add (`last`) drops all but one image. Source: Method 4.
   */
  readonly update?: CentreUpdate;
  /** Whether features are pulled to ĉ = c / ‖c‖ rather than to c; true. Source: Method 4. */
  readonly normalise?: boolean;
}

/**
 * One centre c a class, which follows the features of the raw stream: c ← c + β·(f - ĉ). Not trained by gradients.
 *
 * Where images are mixed (mixup, CutMix and its like) an image belongs to its classes by shares t (ours; no source mixes
 * labels and keeps centres): it is pulled to Σ_k t_k·ĉ_k, whose gradient is that of Σ_k t_k·‖f - ĉ_k‖², and moves the
 * centre of class k with weight t_k, so that `mean` takes the weighted mean. With shares of 0 and 1 nothing changes.
 */
export class FeatureCentres {
  /** c, `[classes, featureLength]`; zero at first. */
  readonly centres: tf.Variable<tf.Rank.R2>;
  readonly #rate: number;
  readonly #update: CentreUpdate;
  readonly #normalise: boolean;

  constructor({
    classes,
    featureLength,
    rate = 0.05,
    update = 'mean',
    normalise = true,
  }: FeatureCentresOptions) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new ParameterError('rate', `FeatureCentres: rate must lie between 0 and 1, got ${rate}`);
    }
    this.centres = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R2>([classes, featureLength]), false));
    this.#rate = rate;
    this.#update = update;
    this.#normalise = normalise;
  }

  /**
   * The centre that each image is pulled to: ĉ_y, or zeros while the class has none.
   * @param labels - one label an image
   * @returns `[batch, featureLength]`; the caller disposes
   */
  targets(labels: Int32Array): tf.Tensor2D {
    return tf.tidy(() => tf.gather(this.#unit(), tf.tensor1d(labels, 'int32')));
  }

  /**
   * The point that each mixed image is pulled to: Σ_k t_k·ĉ_k.
   * @param shares - t, `[batch, classes]`, each row sums to 1
   * @returns `[batch, featureLength]`; the caller disposes
   */
  mixedTargets(shares: Float32Array): tf.Tensor2D {
    const classes = this.centres.shape[0];
    return tf.tidy(() => tf.matMul(tf.tensor2d(shares, [shares.length / classes, classes]), this.#unit()));
  }

  /**
   * Moves the centres after a step.
   * @param features - f of the raw stream, `[batch, featureLength]`
   * @param labels - one label an image
   * @param shares - t of mixed images, `[batch, classes]`, in place of the labels
   */
  follow(features: tf.Tensor2D, labels: Int32Array, shares?: Float32Array): void {
    tf.tidy(() => {
      const selection = shares === undefined ? this.#selection(labels) : this.#mixedSelection(shares);
      const drawn = tf.sum(selection, 1, true);
      const step = tf.sub(tf.matMul(selection, features), tf.mul(drawn, this.#unit()));
      this.centres.assign(tf.add(this.centres, tf.mul(step, this.#rate)));
    });
  }

  /** Frees the centres. */
  dispose(): void {
    this.centres.dispose();
  }

  /** ĉ: each centre divided by its length, zero where the centre is zero; or c itself. */
  #unit(): tf.Tensor2D {
    if (!this.#normalise) return this.centres;
    return tf.div(this.centres, tf.maximum(tf.norm(this.centres, 2, 1, true), 1e-12));
  }

  /** `[classes, batch]`: with which weight each image moves each centre. */
  #selection(labels: Int32Array): tf.Tensor2D {
    const classes = this.centres.shape[0];
    const batch = labels.length;
    const weights = new Float32Array(classes * batch);
    for (let label = 0; label < classes; label++) {
      const images = [...labels.keys()].filter((image) => labels[image] === label);
      const chosen = this.#update === 'last' ? images.slice(-1) : images;
      const weight = this.#update === 'mean' ? 1 / images.length : 1;
      for (const image of chosen) weights[label * batch + image] = weight;
    }
    return tf.tensor2d(weights, [classes, batch]);
  }

  /** As {@link FeatureCentres.#selection} for mixed images; `last` takes the last one that has a share of the class. */
  #mixedSelection(shares: Float32Array): tf.Tensor2D {
    const classes = this.centres.shape[0];
    const batch = shares.length / classes;
    const weights = new Float32Array(classes * batch);
    for (let label = 0; label < classes; label++) {
      const own = Array.from({ length: batch }, (_, image) => shares[image * classes + label]!);
      const total = own.reduce((sum, share) => sum + share, 0);
      const last = own.findLastIndex((share) => share > 0);
      own.forEach((share, image) => {
        if (share === 0 || (this.#update === 'last' && image !== last)) return;
        weights[label * batch + image] = this.#update === 'mean' ? share / total : share;
      });
    }
    return tf.tensor2d(weights, [classes, batch]);
  }
}
