import { canShareMemory } from './platform.ts';

/** Zeros on memory that threads can share, where there is such memory. */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(bytes(4 * length));
}

/** Zeros on memory that threads can share, where there is such memory. */
export function sharedInts(length: number): Int32Array {
  return new Int32Array(bytes(4 * length));
}

/** The same numbers on memory that threads can share: no copy where they are there already, or where there is no such memory. */
export function shareFloats(values: Float32Array): Float32Array {
  if (!canShareMemory() || values.buffer instanceof SharedArrayBuffer) return values;
  const shared = sharedFloats(values.length);
  shared.set(values);
  return shared;
}

function bytes(length: number): ArrayBufferLike {
  return canShareMemory() ? new SharedArrayBuffer(length) : new ArrayBuffer(length);
}
