import type { FileProblem } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { CellImage } from '../data/dataset.ts';
import type { NumberTable } from '../data/npy.ts';
import { STREAMS, type Stream } from '../evaluation/predictions.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import { predict, type PredictOptions } from './predict.ts';

/** Options of {@link extractFeatures}. */
export interface ExtractFeaturesOptions extends Pick<
  PredictOptions,
  'config' | 'batch' | 'onBadImage' | 'cacheDirectory' | 'phase' | 'signal' | 'onProgress'
> {
  /** Streams whose features are wanted; `raw` is run in any case. Default: those that the config uses. */
  readonly streams?: readonly Stream[];
}

/** Features of cells, stream by stream. */
export interface ExtractedFeatures {
  /** f of each stream, `[cells, columns]` row-major; each row has length 1. */
  readonly features: Readonly<Partial<Record<Stream, Float32Array>>>;
  /** Features of a cell, M · C. */
  readonly columns: number;
  /** Position in the given list of each cell; shorter than the list where images were skipped. */
  readonly indices: Int32Array;
  /** Images that were skipped, with the reason. */
  readonly problems: readonly FileProblem[];
}

/**
 * The features of cells that the classifier and the feature centres see: bilinear attention pooling of the raw image,
 * of its crop and of the image with its attention erased. This is what a map of cells is made from.
 * M · C numbers a cell and stream: 1,000 cells of a ResNet-18 with 32 maps are 66 MB a stream.
 * @param network - as trained
 * @param images - at least one
 * @param options - config of the run, streams, listeners
 * @throws {ParameterError} if a stream is asked for that the config does not use, or there are no images
 * @throws {DataError} if an image cannot be used and `onBadImage` is `fatal`
 * @throws {AbortError} once the signal is aborted
 */
export async function extractFeatures(
  network: WtDfn,
  images: readonly CellImage[],
  options: ExtractFeaturesOptions,
): Promise<ExtractedFeatures> {
  const { config, streams: wanted = config.streams.used, phase = 'features', ...rest } = options;
  const missing = wanted.find((stream) => !config.streams.used.includes(stream));
  if (missing !== undefined || wanted.length === 0) {
    throw new ParameterError(
      'streams',
      `extractFeatures: streams must be among those of the run (${config.streams.used.join(', ')}), got ${missing ?? 'none'}`,
    );
  }
  if (images.length === 0) {
    throw new ParameterError('images', 'extractFeatures: images must be at least one, got none');
  }
  const columns = network.attentionMaps * network.featureChannels;
  const all = new Map(wanted.map((stream) => [stream, new Float32Array(images.length * columns)]));
  let at = 0;
  const { indices, problems } = await predict(network, images, {
    ...rest,
    phase,
    config: {
      ...config,
      streams: { ...config.streams, used: STREAMS.filter((s) => s === 'raw' || wanted.includes(s)) },
    },
    withFeatures: true,
    onBatch: (batch, { features }) => {
      for (const [stream, rows] of all) rows.set(features![stream]!, at * columns);
      at += batch.indices.length;
    },
  });
  const features = Object.fromEntries(
    [...all].map(([stream, rows]) => [stream, at === images.length ? rows : rows.slice(0, at * columns)]),
  );
  return { features, columns, indices, problems };
}

/**
 * The features of one stream, or of all side by side, as rows that a map is made from.
 * @param extracted - of `extractFeatures`
 * @param stream - one that was extracted, or `voted`
 * @returns `[cells, columns]`; for one stream a view, for `voted` see {@link votedFeatures}
 * @throws {ParameterError} if the stream was not extracted
 */
export function featureRows(extracted: ExtractedFeatures, stream: Stream | 'voted'): NumberTable {
  if (stream === 'voted') return votedFeatures(extracted);
  const data = extracted.features[stream];
  if (data !== undefined) return { data, rows: extracted.indices.length, columns: extracted.columns };
  const known = STREAMS.filter((name) => extracted.features[name] !== undefined).join(', ');
  throw new ParameterError(
    'stream',
    `featureRows: stream must be among the extracted ones (${known}), got ${stream}`,
  );
}

/**
 * The streams' features side by side, each divided by the root of their number: a cell of the vote, again of length 1.
 * The squared distance of two cells is then the mean of their squared distances in the streams.
 * @param extracted - of at least one stream
 * @returns `[cells, streams * columns]`
 */
export function votedFeatures({ features, columns, indices }: ExtractedFeatures): NumberTable {
  const streams = STREAMS.flatMap((stream) => features[stream] ?? []);
  const width = streams.length * columns;
  const data = new Float32Array(indices.length * width);
  const scale = 1 / Math.sqrt(streams.length);
  for (const [s, rows] of streams.entries()) {
    for (let i = 0; i < indices.length; i++) {
      for (let c = 0; c < columns; c++) data[i * width + s * columns + c] = scale * rows[i * columns + c]!;
    }
  }
  return { data, rows: indices.length, columns: width };
}
