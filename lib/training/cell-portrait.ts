import type { RasterImage } from '../core/raster-image.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import type { Stream } from '../evaluation/predictions.ts';
import type { AttentionMaps } from '../streams/attention-maps.ts';
import type { Box } from '../streams/box.ts';
import type { BatchPrediction } from './predict-batch.ts';

/** Everything that pictures of one image need: its three views, and where the network looked in each. */
export interface CellPortrait {
  readonly id: string;
  /** The network's input, before normalisation. */
  readonly image: RasterImage;
  /** The raw stream's maps, a batch of one. */
  readonly attention: AttentionMaps;
  /** Probabilities of the classes, stream by stream, `[classes]`. */
  readonly probabilities: Readonly<Partial<Record<Stream, Float32Array>>>;
  /** Nothing where only the raw stream was run. */
  readonly views:
    | {
        readonly box: Box;
        /** 1 where the image was erased, `[size, size]`. */
        readonly erased: Uint8Array;
        readonly crop: RasterImage;
        readonly erase: RasterImage;
        /** The maps of the views' own passes; each a batch of one, nothing where the stream was not run. */
        readonly cropAttention: AttentionMaps | undefined;
        readonly eraseAttention: AttentionMaps | undefined;
      }
    | undefined;
}

/**
 * Takes one image's portrait out of a predicted batch.
 * @param batch - what was predicted
 * @param prediction - what came out
 * @param position - the image's place in the batch
 * @param id - the image's name
 */
export function portraitOf(
  batch: Pick<ImageBatch, 'images' | 'size'>,
  prediction: BatchPrediction,
  position: number,
  id: string,
): CellPortrait {
  const { size } = batch;
  const { views, viewAttention } = prediction;
  const picture = (pixels: Uint8Array | Float32Array): RasterImage => {
    const length = size * size * 3;
    return {
      width: size,
      height: size,
      data: Uint8Array.from(pixels.subarray(position * length, (position + 1) * length), Math.round),
    };
  };
  const single = (maps: AttentionMaps | undefined): AttentionMaps | undefined => {
    if (maps === undefined) return undefined;
    const length = maps.height * maps.width * maps.maps;
    return { ...maps, batch: 1, data: maps.data.slice(position * length, (position + 1) * length) };
  };
  const probabilities = Object.entries(prediction.probabilities).map(([stream, values]) => {
    const classes = values.length / prediction.attention.batch;
    return [stream, values.slice(position * classes, (position + 1) * classes)];
  });
  return {
    id,
    image: picture(batch.images),
    attention: single(prediction.attention)!,
    probabilities: Object.fromEntries(probabilities) as CellPortrait['probabilities'],
    views:
      views === undefined
        ? undefined
        : {
            box: views.boxes[position]!,
            erased: views.erased.slice(position * size * size, (position + 1) * size * size),
            crop: picture(views.crop),
            erase: picture(views.erase),
            cropAttention: single(viewAttention.crop),
            eraseAttention: single(viewAttention.erase),
          },
  };
}
