import { stoppable } from '../core/running-cell.ts';
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.ts';
import type { FileProblem } from '../core/errors/data-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { Random } from '../core/random.ts';
import { BatchLoader } from '../data/batch-loader.ts';
import { CLASS_NAMES, type CellImage } from '../data/dataset.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import { STREAMS, type Predictions, type Stream } from '../evaluation/predictions.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { loaderOptions } from './loader-options.ts';
import { predictBatch, type BatchPrediction } from './predict-batch.ts';
import { imageProgress } from './image-progress.ts';
import { RateMeter } from './rate-meter.ts';

/** Options of {@link predict}. */
export interface PredictOptions {
  /** The config that the network was trained by: input size, streams, seed. */
  readonly config: TrainingConfig;
  /** Images a forward pass; does not change what comes out. Default: the config's. */
  readonly batch?: number;
  /** What an unreadable image does. Default: the config's. */
  readonly onBadImage?: 'fatal' | 'skip';
  readonly cacheDirectory?: string | undefined;
  /** Gives each batch's features to `onBatch` as well; default false. */
  readonly withFeatures?: boolean;
  /** The name of the work in progress reports. Default "predict". */
  readonly phase?: string;
  /** Gets each batch with its attention maps and views, for audits and pictures; may look, must not keep it all. */
  readonly onBatch?: (batch: ImageBatch, prediction: BatchPrediction) => void | Promise<void>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** What {@link predict} found. */
export interface PredictResult {
  readonly predictions: Predictions;
  /** Position in the given list of each image predicted; shorter than the list where images were skipped. */
  readonly indices: Int32Array;
  /** Images that were skipped, with the reason. */
  readonly problems: readonly FileProblem[];
}

/**
 * Predicts labelled images with every stream that the config uses, in their order.
 * @param network - as trained
 * @param images - at least one
 * @param options - config, batch, listeners
 * @throws {DataError} if an image cannot be used and `onBadImage` is `fatal`
 * @throws {AbortError} once the signal is aborted
 */
export async function predict(
  network: WtDfn,
  images: readonly CellImage[],
  options: PredictOptions,
): Promise<PredictResult> {
  return stoppable(options.signal, (signal) => predictAll(network, images, { ...options, signal }));
}

async function predictAll(
  network: WtDfn,
  images: readonly CellImage[],
  options: PredictOptions,
): Promise<PredictResult> {
  const { config, signal, onProgress, phase = 'predict' } = options;
  const loader = new BatchLoader(images, {
    ...loaderOptions(config, 'test'),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(options.onBadImage === undefined ? {} : { onBadImage: options.onBadImage }),
    cacheDirectory: options.cacheDirectory,
  });
  const random = Random.derive(config.training.seed, 'test views');
  const indices: number[] = [];
  const parts = new Map<Stream, Float32Array[]>();
  const meter = new RateMeter();
  let reported = -Infinity;
  meter.mark(0);
  try {
    for await (const batch of loader.epoch(0, { shuffle: false, signal })) {
      const prediction = predictBatch(network, batch, {
        streams: config.streams,
        used: config.streams.used,
        withFeatures: options.withFeatures ?? false,
        random,
      });
      for (const stream of STREAMS) {
        const probabilities = prediction.probabilities[stream];
        if (probabilities !== undefined) parts.set(stream, [...(parts.get(stream) ?? []), probabilities]);
      }
      indices.push(...batch.indices);
      await options.onBatch?.(batch, prediction);
      meter.mark(indices.length);
      if (onProgress !== undefined && performance.now() - reported > 200) {
        reported = performance.now();
        onProgress(imageProgress(phase, indices.length, images.length, meter.rate()));
      }
      await setImmediate(); // lets timers, signals and other work in between
      throwIfAborted(signal, phase);
    }
    onProgress?.(imageProgress(phase, indices.length, images.length, meter.rate()));
    return {
      predictions: collect(images, indices, parts),
      indices: Int32Array.from(indices),
      problems: loader.problems,
    };
  } finally {
    await loader.close();
  }
}

function collect(
  images: readonly CellImage[],
  indices: readonly number[],
  parts: ReadonlyMap<Stream, readonly Float32Array[]>,
): Predictions {
  const chosen = indices.map((index) => images[index]!);
  return {
    classes: CLASS_NAMES,
    ids: chosen.map(({ id }) => id),
    subjects: chosen.map(({ subject }) => subject),
    labels: Int32Array.from(chosen, ({ label }) => label),
    probabilities: Object.fromEntries([...parts].map(([stream, arrays]) => [stream, concatenate(arrays)])),
    cellAreas: undefined,
  };
}

function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
