import { Random } from '../core/random.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import { cutBox } from '../streams/attention-crop.ts';
import { erasePixels } from '../streams/attention-erase.ts';
import type { StreamOptions } from '../streams/stream-options.ts';
import { predictBatch } from '../training/predict-batch.ts';

/** One view of a cell as a picture. */
export interface ViewPicture {
  /** `[side, side, 3]`, at the resolution of the details. */
  readonly data: Uint8Array;
  readonly title: string;
  readonly note: string;
}

/**
 * Crop and erasure of a batch's first image as at test, each beside its random twin, at the resolution of the details.
 * @param network - places them; in inference mode
 * @param batch - images and details
 * @param streams - thresholds, padding and fill
 */
export function viewPictures(network: WtDfn, batch: ImageBatch, streams: StreamOptions): ViewPicture[] {
  const [attention, twin] = (['attention', 'random'] as const).map((chooser) =>
    picturesBy(chooser, network, batch, streams),
  );
  return [attention?.crop, twin?.crop, attention?.erasure, twin?.erasure].flatMap((view) => view ?? []);
}

function picturesBy(
  chooser: 'attention' | 'random',
  network: WtDfn,
  batch: ImageBatch,
  streams: StreamOptions,
): { crop: ViewPicture; erasure: ViewPicture } | undefined {
  const random = Random.derive(1, 'figure', 'views');
  const { views } = predictBatch(network, batch, { streams: { ...streams, chooser }, random });
  const { size, details, detailSize: side } = batch;
  const box = views?.boxes[0];
  if (views === undefined || box === undefined || details === undefined) return undefined;
  const ratio = side / size;
  const { top, left, bottom, right } = box;
  const scaled = { top: top * ratio, left: left * ratio, bottom: bottom * ratio, right: right * ratio };
  const own = views.erased.subarray(0, size * size);
  const erased = Uint8Array.from({ length: side * side }, (_, i) => {
    const [y, x] = [Math.floor(i / side), i % side];
    return own[Math.floor(y / ratio) * size + Math.floor(x / ratio)] ?? 0;
  });
  const share = own.reduce((sum, on) => sum + on, 0) / own.length;
  const rounded = (pixels: Float32Array): Uint8Array => Uint8Array.from(pixels, Math.round);
  const titles =
    chooser === 'attention'
      ? ['attention crop', 'attention erasure']
      : ['random crop twin', 'random erasure twin'];
  return {
    crop: {
      data: rounded(cutBox({ data: details, size: side }, scaled, side)),
      title: titles[0] ?? '',
      note: `${bottom - top} x ${right - left} of ${size} px`,
    },
    erasure: {
      data: rounded(erasePixels({ data: details }, erased, { fill: streams.eraseFill, random })),
      title: titles[1] ?? '',
      note: `${(100 * share).toFixed(0)} % of the frame`,
    },
  };
}
