import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import { STREAMS, type Stream } from '../evaluation/predictions.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import type { AttentionMaps } from '../streams/attention-maps.ts';
import { makeViews } from '../streams/make-views.ts';
import type { StreamOptions } from '../streams/stream-options.ts';
import type { Views } from '../streams/views.ts';
import { normalisePixels } from './normalise-pixels.ts';

/** What a prediction needs beside network and images. */
export interface PredictBatchOptions {
  readonly streams: StreamOptions;
  /** Streams to run; `raw` always is. Default: all three. */
  readonly used?: readonly Stream[];
  /** Also keeps the features f that the classifier sees; default false, as they are many. */
  readonly withFeatures?: boolean;
  /** Draws where chance places the views or fills the erasure (`chooser: 'random'`, `eraseFill: 'noise'`). */
  readonly random: Random;
}

/** What the network says about one batch, and what it looked at. */
export interface BatchPrediction {
  /** Softmax probabilities of each stream, `[batch, classes]` row-major. */
  readonly probabilities: Readonly<Partial<Record<Stream, Float32Array>>> & { readonly raw: Float32Array };
  /** The raw stream's attention maps, `[batch, height, width, maps]`: they place crop and erasure. */
  readonly attention: AttentionMaps;
  /** The maps of the views' own passes. */
  readonly viewAttention: Readonly<Partial<Record<Stream, AttentionMaps>>>;
  /** f of each stream, `[batch, maps * channels]` row-major, each row of length 1; nothing where it was not asked for. */
  readonly features?: Readonly<Partial<Record<Stream, Float32Array>>>;
  /** The crop and erase views; nothing where only the raw stream was run. */
  readonly views: Views | undefined;
}

/**
 * Algorithm 1 at test: the raw image gives a probability and attention maps, their mean places crop and erasure
 * (fixed θ), and each view gives a probability. Images do not influence one another, but for
 * options by chance (`chooser: 'random'`, `eraseFill: 'noise'`), whose draws follow the order of the images.
 * @param network - in inference mode throughout: running batch-norm statistics
 * @param batch - pixels 0 to 255; labels are not looked at
 * @param options - streams and chance
 */
export function predictBatch(
  network: WtDfn,
  batch: Pick<ImageBatch, 'images' | 'size' | 'details' | 'detailSize'>,
  options: PredictBatchOptions,
): BatchPrediction {
  const { streams, used = STREAMS, withFeatures = false, random } = options;
  const { images, size, details, detailSize } = batch;
  const count = images.length / (size * size * 3);
  const raw = forward(network, [images], size, withFeatures);
  const others = STREAMS.filter((stream) => stream !== 'raw' && used.includes(stream));
  if (others.length === 0) {
    return {
      probabilities: { raw: raw.probabilities },
      attention: raw.attention,
      viewAttention: {},
      ...(withFeatures ? { features: { raw: raw.features } } : {}),
      views: undefined,
    };
  }
  const views = makeViews({ data: images, batch: count, size }, raw.attention, {
    mode: 'test',
    random,
    options: streams,
    details: details === undefined ? undefined : { data: details, batch: count, size: detailSize },
  });
  const pixels = others.map((stream) => (stream === 'crop' ? views.crop : views.erase));
  const both = forward(network, pixels, size, withFeatures);
  const partOf = (array: Float32Array, i: number): Float32Array => {
    const length = array.length / others.length;
    return array.slice(i * length, (i + 1) * length);
  };
  const probabilities = others.map((stream, i) => [stream, partOf(both.probabilities, i)] as const);
  const viewAttention = others.map(
    (stream, i) =>
      [stream, { ...both.attention, batch: count, data: partOf(both.attention.data, i) }] as const,
  );
  return {
    probabilities: { raw: raw.probabilities, ...Object.fromEntries(probabilities) },
    attention: raw.attention,
    viewAttention: Object.fromEntries(viewAttention),
    ...(withFeatures
      ? {
          features: {
            raw: raw.features,
            ...Object.fromEntries(others.map((stream, i) => [stream, partOf(both.features, i)])),
          },
        }
      : {}),
    views,
  };
}

function forward(
  network: WtDfn,
  pixels: readonly (Uint8Array | Float32Array)[],
  size: number,
  withFeatures: boolean,
): { probabilities: Float32Array; features: Float32Array; attention: AttentionMaps } {
  return tf.tidy(() => {
    const { logits, features, attentionMaps } = network.forward(
      normalisePixels(pixels, size, network.normalisation),
    );
    const [batch, height, width, maps] = attentionMaps.shape;
    return {
      probabilities: Float32Array.from(tf.softmax(logits).dataSync()),
      features: withFeatures ? Float32Array.from(features.dataSync<'float32'>()) : new Float32Array(0),
      attention: {
        data: Float32Array.from(attentionMaps.dataSync<'float32'>()),
        batch,
        height,
        width,
        maps,
      },
    };
  });
}
