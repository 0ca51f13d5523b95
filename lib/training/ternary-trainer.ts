import * as tf from '@tensorflow/tfjs-core';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { Random } from '../core/random.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import type { Stream } from '../evaluation/predictions.ts';
import type { NamedArray } from '../nn/named-array.ts';
import { assignArray, exportArray } from '../nn/weights.ts';
import type { WtDfn, WtDfnOutput } from '../nn/wt-dfn.ts';
import { withFilterForms } from '../engine/ops/filter-forms.ts';
import type { AttentionMaps } from '../streams/attention-maps.ts';
import { makeViews } from '../streams/make-views.ts';
import type { StreamOptions } from '../streams/stream-options.ts';
import type { ViewChoices, Views } from '../streams/views.ts';
import { FeatureCentres, type CentreUpdate } from './feature-centres.ts';
import { attentionRegularisation, crossEntropy, softCrossEntropy } from './losses.ts';
import { normalisePixels } from './normalise-pixels.ts';
import { SgdMomentum } from './sgd-momentum.ts';

/** What a ternary step does; the defaults of Method 4 are in the training config. */
export interface TernaryTrainerOptions {
  /** Which streams are trained; `raw` is always among them. */
  readonly used: readonly Stream[];
  readonly streams: StreamOptions;
  /** λ, weight of the attention regularisation. */
  readonly centreWeight: number;
  /** β, rate at which the centres follow. */
  readonly centreRate: number;
  readonly centreUpdate: CentreUpdate;
  readonly normaliseCentres: boolean;
  /** Weight of each class in the cross-entropy. */
  readonly classWeights: readonly number[];
  readonly momentum: number;
  readonly weightDecay: number;
  /** Factor on the rate for each stage between a parameter and the head; 1 by default. */
  readonly layerDecay?: number;
  readonly freezeBatchNorm: boolean;
}

/** What one step did. */
export interface StepReport {
  /** L = mean of the streams' cross-entropies + λ·L_A. */
  readonly loss: number;
  /** L_A, before its weight. */
  readonly centreLoss: number;
  /** Mean cross-entropy of each trained stream. */
  readonly streamLosses: Readonly<Partial<Record<Stream, number>>>;
  /**
   * How many of the batch's images each trained stream named correctly; of a mixed image the share that it named, as
   * the code of mixup and CutMix counts.
   */
  readonly correct: Readonly<Partial<Record<Stream, number>>>;
  /** Sum of each attention map over its places, mean over the batch, `[maps]`: zeros are dead maps. */
  readonly mapMass: Float32Array;
  /** Passes that the step spent: its images, forward and backward, in each trained stream. */
  readonly passes: number;
  /** The views that the step made; nothing where only the raw stream is trained. */
  readonly views: Views | undefined;
}

/**
 * Algorithm 1 as a training step: the raw image gives a prediction and attention maps; the maps give the crop and the
 * erased image; all three predictions are learned from. Holds the feature centres and the momentum.
 */
export class TernaryTrainer {
  readonly #network: WtDfn;
  readonly #options: TernaryTrainerOptions;
  readonly #random: Random;
  readonly #centres: FeatureCentres;
  readonly #optimiser: SgdMomentum;

  /**
   * @param network - is trained; the caller disposes it
   * @param options - streams, loss and optimiser
   * @param random - draws maps and thresholds
   */
  constructor(network: WtDfn, options: TernaryTrainerOptions, random: Random) {
    if (!options.used.includes('raw')) {
      throw new ParameterError(
        'used',
        'TernaryTrainer: the raw stream must be trained, since its maps guide the others',
      );
    }
    this.#network = network;
    this.#options = options;
    this.#random = random;
    this.#centres = new FeatureCentres({
      classes: network.classes,
      featureLength: network.attentionMaps * network.featureChannels,
      rate: options.centreRate,
      update: options.centreUpdate,
      normalise: options.normaliseCentres,
    });
    const { layerDecay = 1 } = options;
    const rateFactor = (name: string): number => layerDecay ** network.stagesFromHead(name);
    this.#optimiser = new SgdMomentum(network.parameters, { ...options, rateFactor });
  }

  /**
   * Takes one training step.
   * @param batch - images and labels, or soft targets where images are mixed, which the views then share; at least two
   *   images, since batch normalisation needs a variance
   * @param learningRate - rate of this step
   * @param choices - maps and thresholds drawn before, to repeat a step exactly
   */
  step(batch: ImageBatch, learningRate: number, choices?: ViewChoices): StepReport {
    const { raw, pair, views } = withFilterForms(() => this.#passes(batch, choices));
    this.#optimiser.apply(
      pair === undefined ? [raw.gradients] : [raw.gradients, pair.gradients],
      learningRate,
    );
    this.#centres.follow(raw.features, batch.labels, batch.targets);
    tf.dispose([raw.features, raw.gradients, pair?.gradients ?? []]);
    const streamLosses = { raw: raw.loss, ...pair?.losses };
    const mean = Object.values(streamLosses).reduce((sum, loss) => sum + loss, 0) / this.#options.used.length;
    return {
      loss: mean + this.#options.centreWeight * raw.centreLoss,
      centreLoss: raw.centreLoss,
      streamLosses,
      correct: { raw: raw.correct, ...pair?.correct },
      mapMass: meanMass(raw.attention.data, batch.labels.length, this.#network.attentionMaps),
      passes: batch.labels.length * this.#options.used.length,
      views,
    };
  }

  /** Everything but the network that a checkpoint must hold: `centres` and `momentum.<parameter>`. */
  arrays(): Map<string, NamedArray> {
    const arrays = new Map([['centres', exportArray('centres', this.#centres.centres)]]);
    for (const [name, velocity] of this.#optimiser.velocities) {
      arrays.set(`momentum.${name}`, exportArray(name, velocity));
    }
    return arrays;
  }

  /**
   * Goes on from what {@link TernaryTrainer.arrays} gave.
   * @throws {ParameterError} if an array is missing or of another shape
   */
  restore(arrays: ReadonlyMap<string, NamedArray>): void {
    const put = (key: string, name: string, variable: tf.Variable): void => {
      const array = arrays.get(key);
      if (array?.data.length !== variable.size) {
        throw new ParameterError('arrays', `TernaryTrainer.restore: ${key} is missing or of another network`);
      }
      assignArray(name, variable, array);
    };
    put('centres', 'centres', this.#centres.centres);
    for (const [name, velocity] of this.#optimiser.velocities) put(`momentum.${name}`, name, velocity);
  }

  /** Frees centres and momentum; the network stays. */
  dispose(): void {
    this.#centres.dispose();
    this.#optimiser.dispose();
  }

  /** Both passes of Algorithm 1: the raw images, then the views that their attention maps give. */
  #passes(batch: ImageBatch, choices: ViewChoices | undefined) {
    const raw = this.#rawPass(batch);
    try {
      return { raw, ...this.#views(batch, raw.attention, choices) };
    } catch (error) {
      tf.dispose([raw.features, raw.gradients]); // a diverged network's maps are refused; the step leaves nothing
      throw error;
    }
  }

  #views(batch: ImageBatch, attention: AttentionMaps, choices: ViewChoices | undefined) {
    const { used, streams } = this.#options;
    const others = used.filter((stream) => stream !== 'raw');
    const views =
      others.length === 0
        ? undefined
        : makeViews({ data: batch.images, batch: batch.labels.length, size: batch.size }, attention, {
            mode: 'train',
            random: this.#random,
            options: streams,
            details:
              batch.details === undefined
                ? undefined
                : { data: batch.details, batch: batch.labels.length, size: batch.detailSize },
            choices,
          });
    const pair = views === undefined ? undefined : this.#viewPass(batch, views, others);
    return { pair, views };
  }

  #rawPass(batch: ImageBatch) {
    const { centreWeight, used } = this.#options;
    const targets =
      batch.targets === undefined
        ? this.#centres.targets(batch.labels)
        : this.#centres.mixedTargets(batch.targets);
    const pass = this.#pass([batch.images], batch.size, ({ logits, features }) => {
      const loss = this.#crossEntropy(logits, batch);
      const centreLoss = attentionRegularisation(features, targets);
      return {
        objective: tf.add(tf.div(loss, used.length), tf.mul(centreLoss, centreWeight)),
        reported: [loss, centreLoss],
      };
    });
    targets.dispose();
    const [, height, width, maps] = pass.output.attentionMaps.shape;
    const attention = {
      data: pass.output.attentionMaps.dataSync<'float32'>(),
      batch: batch.labels.length,
      height,
      width,
      maps,
    };
    const correct = countCorrect(pass.output.logits, batch);
    tf.dispose([pass.output.logits, pass.output.attentionMaps]);
    const [loss, centreLoss] = pass.reported as [number, number];
    return { ...pass, attention, correct, loss, centreLoss, features: pass.output.features };
  }

  /** The crop and the erase stream in one batch, each normalised by its own statistics. */
  #viewPass(batch: ImageBatch, views: Views, streams: readonly Stream[]) {
    const { used } = this.#options;
    const images = streams.map((stream) => (stream === 'crop' ? views.crop : views.erase));
    const pass = this.#pass(images, batch.size, ({ logits }) => {
      const losses = tf
        .split<tf.Tensor2D>(logits, streams.length, 0)
        .map((part) => this.#crossEntropy(part, batch));
      return { objective: tf.div(tf.addN(losses), used.length), reported: losses };
    });
    const correct = tf.tidy(() =>
      tf.split<tf.Tensor2D>(pass.output.logits, streams.length, 0).map((part) => countCorrect(part, batch)),
    );
    tf.dispose([pass.output.logits, pass.output.attentionMaps, pass.output.features]);
    return {
      gradients: pass.gradients,
      losses: Object.fromEntries(streams.map((stream, i) => [stream, pass.reported[i]!])),
      correct: Object.fromEntries(streams.map((stream, i) => [stream, correct[i]!])),
    };
  }

  #crossEntropy(logits: tf.Tensor2D, { labels, targets }: ImageBatch): tf.Scalar {
    const { classWeights } = this.#options;
    return targets === undefined
      ? crossEntropy(logits, labels, classWeights)
      : softCrossEntropy(logits, targets, classWeights);
  }

  /** Forward and backward of one batch of views; what is kept of the output is the caller's to dispose. */
  #pass(
    images: readonly (Uint8Array | Float32Array)[],
    size: number,
    objectiveOf: (output: WtDfnOutput) => { objective: tf.Scalar; reported: readonly tf.Scalar[] },
  ): { gradients: tf.NamedTensorMap; output: WtDfnOutput; reported: number[] } {
    const input = normalisePixels(images, size, this.#network.normalisation);
    let output: WtDfnOutput | undefined;
    let reported: number[] = [];
    const { value, grads } = tf.variableGrads(() => {
      output = this.#network.forward(input, {
        training: true,
        parts: images.length,
        freezeBatchNorm: this.#options.freezeBatchNorm,
      });
      Object.values(output as unknown as Record<string, tf.Tensor>).forEach((tensor) => tf.keep(tensor));
      const result = objectiveOf(output);
      reported = result.reported.map((scalar) => scalar.dataSync()[0]!);
      return result.objective;
    }, [...this.#network.parameters.values()]);
    tf.dispose([input, value]);
    return { gradients: grads, output: output!, reported };
  }
}

function countCorrect(logits: tf.Tensor2D, { labels, targets }: ImageBatch): number {
  const values = logits.dataSync();
  const classes = logits.shape[1];
  let correct = 0;
  labels.forEach((label, image) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (values[image * classes + k]! > values[image * classes + best]!) best = k;
    }
    correct += targets?.[image * classes + best] ?? (best === label ? 1 : 0);
  });
  return correct;
}

function meanMass(attention: Float32Array, batch: number, maps: number): Float32Array {
  const mass = new Float32Array(maps);
  for (let i = 0; i < attention.length; i++) mass[i % maps]! += attention[i]! / batch;
  return mass;
}
