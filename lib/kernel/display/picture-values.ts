import { types } from 'node:util';
import { base64, type DisplayBundle } from './display-bundle.ts';
import { pictureFileBundle, pixelsBundle } from './picture-bundle.ts';
import { svgPng } from './svg-png.ts';

/** What is called on an instance of sharp; its package is not asked. */
interface SharpLike {
  clone(): SharpLike;
  png(): { toBuffer(): Promise<Uint8Array> };
}

/**
 * Values that are a picture: an instance of sharp, a decoded image (`width`, `height`, `data`), or a finished SVG
 * (`svg`, `width`, `height`).
 * @param value - anything; a few of its properties are read
 * @returns nothing for other values
 */
export async function pictureValueBundle(value: object): Promise<DisplayBundle | undefined> {
  if (isSharp(value)) {
    // A copy: the instance goes on as it was. Its own resizing stays; reducing is done afterwards.
    return pictureFileBundle(await value.clone().png().toBuffer(), 'image/png');
  }
  if (!('width' in value && 'height' in value)) return undefined;
  const { width, height } = value;
  if (!isSide(width) || !isSide(height)) return undefined;
  if ('data' in value) return rasterBundle(value.data, width, height);
  if (!('svg' in value) || typeof value.svg !== 'string' || !/^\s*<svg[\s>]/.test(value.svg))
    return undefined;
  const png = await svgPng({ svg: value.svg, width, height });
  return {
    data: { 'image/png': base64(png), 'text/plain': `SVG picture, ${width} x ${height} pixels` },
    metadata: { 'image/png': { width, height } },
  };
}

async function rasterBundle(
  data: unknown,
  width: number,
  height: number,
): Promise<DisplayBundle | undefined> {
  if (!types.isUint8Array(data) && !types.isUint8ClampedArray(data)) return undefined;
  const channels = data.length / (width * height);
  if (channels !== 1 && channels !== 3 && channels !== 4) return undefined;
  const name = { 1: 'grey', 3: 'RGB', 4: 'RGBA' }[channels];
  return pixelsBundle({ width, height, channels, data }, `picture, ${width} x ${height} pixels, ${name}`);
}

function isSharp(value: object): value is SharpLike {
  return ['metadata', 'toBuffer', 'png', 'clone', 'resize'].every(
    (method) => method in value && typeof (value as Record<string, unknown>)[method] === 'function',
  );
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 16_384;
}
