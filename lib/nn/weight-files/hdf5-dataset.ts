import type { NamedArray } from '../named-array.ts';
import { ByteReader } from './byte-reader.ts';
import { readHdf5Chunks, type ChunkFilter } from './hdf5-chunks.ts';
import { damagedHdf5, notSupported, readObjectHeader } from './hdf5-header.ts';
import { BYTES_OF_NUMBER, readNumbers, type NumberType } from './number-types.ts';

const DATASPACE = 0x01;
const DATATYPE = 0x03;
const LAYOUT = 0x08;
const FILTERS = 0x0b;
const LARGEST_RANK = 8;
const NOWHERE = 2n ** 64n - 1n;

/** Which dataset, and how many bytes the file's datasets may still take together. */
export interface Hdf5DatasetOptions {
  readonly path: string;
  readonly address: number;
  /** Goes down with every dataset. */
  readonly budget: { bytes: number };
}

/**
 * Reads one dataset of numbers.
 * @param bytes - the whole file
 * @param options - place and budget
 * @returns nothing where it holds something other than numbers
 * @throws {ParameterError} if it is damaged, larger than the budget, or stored in a way that Keras does not use
 */
export function readHdf5Dataset(
  bytes: Uint8Array,
  { path, address, budget }: Hdf5DatasetOptions,
): NamedArray | undefined {
  const messages = readObjectHeader(bytes, address);
  const [space, type, layout] = [DATASPACE, DATATYPE, LAYOUT].map((message) => messages.get(message));
  if (space === undefined || type === undefined || layout === undefined) {
    throw damagedHdf5(`${path} lacks its shape, type or place`);
  }
  const numbers = numberType(type, path);
  if (numbers === undefined) return undefined;
  const shape = readShape(space, path);
  const length = shape.reduce((product, side) => product * side, 1) * BYTES_OF_NUMBER[numbers];
  budget.bytes -= length;
  if (!(budget.bytes >= 0)) {
    throw damagedHdf5(
      `${path} of shape [${shape.join(', ')}] claims more than this file of ${bytes.length} bytes can hold`,
    );
  }
  const filters = messages.get(FILTERS);
  const raw = rawBytes(bytes, layout, {
    path,
    shape,
    width: BYTES_OF_NUMBER[numbers],
    length,
    filters: filters === undefined ? [] : readFilters(filters, path),
  });
  return { shape, data: readNumbers(numbers, raw) };
}

function rawBytes(
  bytes: Uint8Array,
  layout: Uint8Array,
  of: { path: string; shape: number[]; width: number; length: number; filters: readonly ChunkFilter[] },
): Uint8Array {
  const reader = new ByteReader(layout);
  const version = reader.byte();
  if (version !== 3) throw notSupported(`${of.path} in layout ${version}`);
  const kind = reader.byte();
  if (of.length === 0) return new Uint8Array(0);
  if (kind === 0) return exactly(reader.take(reader.uint16()), of);
  if (kind === 1) {
    if (new DataView(layout.buffer, layout.byteOffset + 2).getBigUint64(0, true) === NOWHERE) {
      throw damagedHdf5(`${of.path} has a shape and no numbers`);
    }
    return exactly(new ByteReader(bytes, reader.uint64()).take(reader.uint64()), of);
  }
  if (kind !== 2) throw notSupported(`${of.path} in a layout of kind ${kind}`);
  const rank = reader.byte() - 1;
  if (rank !== of.shape.length) throw damagedHdf5(`${of.path} has chunks of another rank`);
  const tree = reader.uint64();
  const chunk = of.shape.map(() => reader.uint32());
  return readHdf5Chunks(bytes, { ...of, tree, chunk });
}

function exactly(raw: Uint8Array, { path, length }: { path: string; length: number }): Uint8Array {
  if (raw.length < length) throw damagedHdf5(`${path} has ${raw.length} bytes where ${length} are needed`);
  return raw.subarray(0, length);
}

function readShape(space: Uint8Array, path: string): number[] {
  const reader = new ByteReader(space);
  const version = reader.byte();
  const rank = reader.byte();
  if (version < 1 || version > 2) throw notSupported(`a dataspace of version ${version}`);
  if (rank > LARGEST_RANK) throw damagedHdf5(`${path} claims ${rank} dimensions`);
  reader.skip(version === 1 ? 6 : 2);
  return Array.from({ length: rank }, () => reader.uint64());
}

/** Floating point numbers and whole ones, lowest byte first; nothing where it is neither. */
function numberType(type: Uint8Array, path: string): NumberType | undefined {
  const reader = new ByteReader(type);
  const kind = reader.byte() & 0x0f;
  const bits = reader.byte();
  reader.skip(2);
  const size = reader.uint32();
  if (kind > 1) return undefined;
  if ((bits & 1) !== 0) throw notSupported(`${path} with the highest byte first`);
  if (kind === 1) {
    reader.skip(5);
    const exponentBits = reader.byte();
    const known = { 2: [5, 'float16'], 4: [8, 'float32'], 8: [11, 'float64'] }[size] as
      [number, NumberType] | undefined;
    if (known?.[0] !== exponentBits) throw notSupported(`${path} of an unusual kind of number`);
    return known[1];
  }
  const signed = (bits & 8) !== 0;
  const whole: NumberType | undefined = signed
    ? ({ 1: 'int8', 2: 'int16', 4: 'int32', 8: 'int64' } as const)[size]
    : size === 1
      ? 'uint8'
      : undefined;
  if (whole === undefined) throw notSupported(`${path} of unsigned or unusually wide whole numbers`);
  return whole;
}

function readFilters(message: Uint8Array, path: string): ChunkFilter[] {
  const reader = new ByteReader(message);
  const version = reader.byte();
  const count = reader.byte();
  if (version !== 1) throw notSupported(`filters of version ${version}`);
  reader.skip(6);
  return Array.from({ length: count }, () => {
    const id = reader.uint16();
    const nameLength = reader.uint16();
    reader.skip(2);
    const values = reader.uint16();
    reader.skip(Math.ceil(nameLength / 8) * 8 + 4 * (values + (values % 2)));
    if (id === 1) return 'gzip';
    if (id === 2) return 'shuffle';
    throw notSupported(`${path} behind the filter ${id} (gzip and shuffle are read)`);
  });
}
