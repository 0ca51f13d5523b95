import { types } from 'node:util';
import type { DisplayBundle } from './display-bundle.ts';
import { imageType } from './image-bytes.ts';
import { nestedValues } from './nested-values.ts';
import { summariseNumbers, summaryText } from './number-summary.ts';
import { pictureFileBundle } from './picture-bundle.ts';
import { bytesText, countText } from './readable-numbers.ts';

const SHOWN_BYTES = 32;

/**
 * Typed arrays and buffers as a bundle: the picture that their bytes are, or type, length, range, first and last values.
 * @param value - anything
 * @returns nothing for other values
 */
export async function bytesBundle(value: object): Promise<DisplayBundle | undefined> {
  if (types.isUint8Array(value)) {
    const type = imageType(value);
    // A damaged picture is shown as the bytes that it is.
    const picture = type && (await pictureFileBundle(value, type).catch(() => undefined));
    if (picture !== undefined) return picture;
  }
  const text = bytesValueText(value);
  return text === undefined ? undefined : { data: { 'text/plain': text }, metadata: {} };
}

/**
 * The same as text, without pictures.
 * @param value - anything
 * @returns nothing for other values
 */
export function bytesValueText(value: object): string | undefined {
  if (types.isAnyArrayBuffer(value)) {
    const name = types.isSharedArrayBuffer(value) ? 'SharedArrayBuffer' : 'ArrayBuffer';
    return `${name} of ${bytesText(value.byteLength)}${hex(new Uint8Array(value))}`;
  }
  if (types.isDataView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `DataView of ${bytesText(value.byteLength)}${hex(bytes)}`;
  }
  if (!types.isTypedArray(value)) return undefined;
  const isBuffer = Buffer.isBuffer(value);
  const name = isBuffer ? 'Buffer' : value[Symbol.toStringTag];
  const numbers: ArrayLike<number | bigint> = value;
  const range = numbers.length === 0 ? '' : summaryText(summariseNumbers(numbers));
  const title = [`${name}(${countText(value.length)})`, bytesText(value.byteLength), range];
  const shown = isBuffer
    ? hex(value)
    : numbers.length === 0
      ? ''
      : `\n${nestedValues(numbers, [numbers.length])}`;
  return title.filter((part) => part !== '').join(' · ') + shown;
}

function hex(bytes: Uint8Array): string {
  if (bytes.length === 0) return '';
  const pairs = (part: Uint8Array): string =>
    Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (bytes.length <= 2 * SHOWN_BYTES) return `\n${pairs(bytes)}`;
  return `\n${pairs(bytes.subarray(0, SHOWN_BYTES))}\n…\n${pairs(bytes.subarray(-SHOWN_BYTES))}`;
}
