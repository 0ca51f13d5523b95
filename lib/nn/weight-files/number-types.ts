import type { NamedArray } from '../named-array.ts';

/** How a weight file stores its numbers, always with the lowest byte first. */
export type NumberType =
  'float64' | 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool';

/** Bytes of one number. */
export const BYTES_OF_NUMBER: Readonly<Record<NumberType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/**
 * Turns stored numbers into what the network computes with: any floating type into float32, any whole one into int32.
 * @param type - how they are stored
 * @param bytes - the numbers one after another, at any alignment; a copy is made
 */
export function readNumbers(type: NumberType, bytes: Uint8Array): NamedArray['data'] {
  // A Buffer's slice would be a view into the same memory; a Uint8Array's is a copy of its own, aligned at 0.
  const { buffer } = Uint8Array.prototype.slice.call(bytes);
  switch (type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return Float32Array.from(new Float64Array(buffer));
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), float16ToNumber);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer);
    case 'int64':
      return Int32Array.from(new BigInt64Array(buffer), Number);
    case 'int32':
      return new Int32Array(buffer);
    case 'int16':
      return Int32Array.from(new Int16Array(buffer));
    case 'int8':
      return Int32Array.from(new Int8Array(buffer));
    case 'uint8':
    case 'bool':
      return Int32Array.from(new Uint8Array(buffer));
  }
}

function float16ToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
