import { ParameterError } from '../core/errors/parameter-error.ts';
import type { NamedArray } from './named-array.ts';
import { BYTES_OF_NUMBER, readNumbers, type NumberType } from './weight-files/number-types.ts';

const NUMBER_TYPES: Readonly<Record<string, NumberType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};
const LARGEST_HEADER = 100_000_000; // as the reference implementation limits it

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, NamedArray>;
  /** The file's own notes; keys and values are strings by the format. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes arrays in the safetensors format: 8 bytes of header length, a JSON header, then the little-endian values.
 * Source: the format's description in huggingface/safetensors.
 * @param tensors - the arrays by name; written in this order
 * @param metadata - notes for the header's `__metadata__`
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NamedArray>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push(['__metadata__', metadata]);
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const size = sizeOf(shape);
    if (size !== data.length) {
      throw new ParameterError(
        'tensors',
        `encodeSafetensors: ${name} has shape [${shape.join(', ')}] but ${data.length} values`,
      );
    }
    entries.push([
      name,
      {
        dtype: data instanceof Float32Array ? 'F32' : 'I32',
        shape,
        data_offsets: [offset, offset + data.byteLength],
      },
    ]);
    offset += data.byteLength;
  }
  // The header is padded with spaces so that the values start at a multiple of 8 bytes and can be viewed in place.
  // Object.fromEntries, because assigning the name `__proto__` would set the prototype and lose the entry.
  const text = JSON.stringify(Object.fromEntries(entries));
  const headerBytes = Buffer.from(text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const bytes = new Uint8Array(8 + headerBytes.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file. Half precision and float64 values are turned into float32, whole numbers into int32.
 * @param bytes - the whole file
 * @throws {ParameterError} if the bytes are not a well-formed safetensors file
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const bad = (what: string, cause?: unknown): ParameterError =>
    new ParameterError('bytes', `decodeSafetensors: ${what}; is this a safetensors file, and whole?`, {
      cause,
    });
  if (bytes.length < 8) throw bad(`expected at least 8 bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > LARGEST_HEADER || 8 + headerLength > bytes.length) {
    throw bad(`the header claims ${headerLength} bytes of ${bytes.length}`);
  }
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as Record<
      string,
      unknown
    >;
  } catch (error) {
    throw bad('the header is not JSON', error);
  }
  // A JSON header may be anything, null too.
  if (typeof header !== 'object' || (header as unknown) === null || Array.isArray(header)) {
    throw bad('the header is not an object');
  }
  const metadata = (header.__metadata__ ?? {}) as Record<string, string>;
  const tensors = new Map<string, NamedArray>();
  const start = 8 + headerLength;
  let unclaimed = bytes.length - start;
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isHeaderEntry(value)) {
      throw bad(`${name} has an entry that cannot be read (${JSON.stringify(value)})`);
    }
    const { dtype, shape } = value;
    const type = NUMBER_TYPES[dtype]!;
    const [from, to] = value.data_offsets;
    const size = sizeOf(shape);
    if (!(from >= 0 && to - from === size * BYTES_OF_NUMBER[type] && start + to <= bytes.length)) {
      throw bad(`${name} of shape [${shape.join(', ')}] does not fit its place ${from} to ${to}`);
    }
    // Tensors may not share their places (the format forbids it), so a small file cannot ask for much memory.
    unclaimed -= to - from;
    if (unclaimed < 0) throw bad(`${name} lies where another tensor lies`);
    tensors.set(name, { shape, data: readNumbers(type, bytes.subarray(start + from, start + to)) });
  }
  return { tensors, metadata };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function isHeaderEntry(value: unknown): value is HeaderEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data_offsets: offsets } = value as { [K in keyof HeaderEntry]?: unknown };
  return (
    typeof dtype === 'string' &&
    Object.hasOwn(NUMBER_TYPES, dtype) &&
    Array.isArray(shape) &&
    shape.every((side) => Number.isSafeInteger(side) && side >= 0) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every((offset) => Number.isSafeInteger(offset))
  );
}
