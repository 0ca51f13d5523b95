import type { NumberSummary } from './number-summary.ts';
import type { RawPixels } from './picture-bundle.ts';
import { sizeOf } from './tensor-like.ts';

const LEAST_SIDE = 4;
const MOST_PICTURES = 16;
/** Pixels between the pictures of a batch. */
const GAP = 4;
const SHEET_WIDTH = 800;
const TILE = 160;
/** Rounding in resizing and normalising may leave 0..1 and 0..255 by this much. */
const SLACK = 1e-4;

/** Pictures found in a tensor, ready to be encoded. */
export interface TensorPicture {
  readonly pixels: RawPixels;
  /** Pictures in the tensor. */
  readonly pictures: number;
  /** How many of them are shown. */
  readonly shown: number;
}

/**
 * The pictures of an image tensor `[height, width, channels]` or a batch of them, side by side.
 * @param values - 0 to 255, or 0 to 1
 * @param shape - 1, 3 or 4 channels
 * @param summary - of the values
 * @returns nothing where shape or range are not those of pictures
 */
export function tensorPicture(
  values: ArrayLike<number>,
  shape: readonly number[],
  summary: NumberSummary,
): TensorPicture | undefined {
  const [channels = 0, width = 0, height = 0] = shape.slice(-3).reverse();
  if (shape.length < 3 || shape.length > 4 || sizeOf(shape) === 0) return undefined;
  if (!isChannels(channels) || Math.min(width, height) < LEAST_SIDE) return undefined;
  const scale = scaleOf(summary);
  if (scale === undefined) return undefined;
  const pictures = shape.length === 4 ? (shape[0] ?? 1) : 1;
  const one = { values, width, height, channels, scale };
  if (pictures === 1) return { pixels: wholePicture(one), pictures, shown: 1 };
  const shown = Math.min(pictures, MOST_PICTURES);
  return { pixels: sheet(one, shown), pictures, shown };
}

interface Source {
  readonly values: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly scale: number;
}

function isChannels(value: number): value is 1 | 3 | 4 {
  return value === 1 || value === 3 || value === 4;
}

function scaleOf({ min, max, finite, count }: NumberSummary): number | undefined {
  if (finite < count || min < -SLACK * 255) return undefined;
  if (max <= 1 + SLACK) return min < -SLACK ? undefined : 255;
  return max <= 255 * (1 + SLACK) ? 1 : undefined;
}

function wholePicture({ values, width, height, channels, scale }: Source): RawPixels {
  // Clamped arrays round, where plain bytes would cut off and wrap.
  const data = Uint8ClampedArray.from(
    { length: width * height * channels },
    (_, i) => (values[i] ?? 0) * scale,
  );
  return { width, height, channels, data };
}

// Every tile is picked pixel by pixel from its picture: enough for an overview, and quick.
function sheet({ values, width, height, channels, scale }: Source, shown: number): RawPixels {
  const longer = Math.max(width, height);
  const factor = longer > TILE ? TILE / longer : Math.max(1, Math.floor(TILE / longer));
  const [tileWidth, tileHeight] = [width, height].map((side) => Math.max(1, Math.round(side * factor))) as [
    number,
    number,
  ];
  const across = Math.max(1, Math.min(shown, Math.floor((SHEET_WIDTH + GAP) / (tileWidth + GAP))));
  const down = Math.ceil(shown / across);
  const sheetWidth = across * (tileWidth + GAP) - GAP;
  const sheetHeight = down * (tileHeight + GAP) - GAP;
  const data = new Uint8ClampedArray(sheetWidth * sheetHeight * 4);
  for (let tile = 0; tile < shown; tile++) {
    const left = (tile % across) * (tileWidth + GAP);
    const top = Math.floor(tile / across) * (tileHeight + GAP);
    for (let y = 0; y < tileHeight; y++) {
      const row = (tile * height + Math.floor(((y + 0.5) * height) / tileHeight)) * width;
      for (let x = 0; x < tileWidth; x++) {
        const from = (row + Math.floor(((x + 0.5) * width) / tileWidth)) * channels;
        const to = 4 * ((top + y) * sheetWidth + left + x);
        for (let c = 0; c < 3; c++) data[to + c] = (values[from + (channels === 1 ? 0 : c)] ?? 0) * scale;
        data[to + 3] = channels === 4 ? (values[from + 3] ?? 0) * scale : 255;
      }
    }
  }
  return { width: sheetWidth, height: sheetHeight, channels: 4, data };
}
