import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';

/** A table of numbers as NumPy stores it. */
export interface NumberTable {
  /** `[rows, columns]`, row-major. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

const MAGIC = '\u0093NUMPY';

type Read = (view: DataView, at: number) => number;

/** Number types by NumPy's code, all little-endian: bytes of each, and how it is read. */
const TYPES: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|b1': [1, (view, at) => view.getUint8(at)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
};

interface Header {
  readonly type: string;
  readonly shape: readonly number[];
  readonly fortran: boolean;
  readonly offset: number;
}

function readHeader(bytes: Uint8Array, fail: (reason: string) => never): Header {
  const latin = (from: number, to: number): string =>
    Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (bytes.length < 12 || latin(0, 6) !== MAGIC) return fail('is no .npy file of NumPy');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2; // versions 2 and 3 have a longer length, and 3 UTF-8 in field names that we refuse
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = wide ? 12 : 10;
  if (start + length > bytes.length) return fail('is cut off within its header');
  const text = latin(start, start + length);
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (fortran === undefined || shape === undefined) return fail('has a header that cannot be read');
  if (type === undefined) return fail('holds records with named fields; save a plain array of numbers');
  const sides = shape.split(',').map((side) => side.trim());
  return {
    type,
    fortran: fortran === 'True',
    shape: sides.filter((side) => side !== '').map(Number),
    offset: start + length,
  };
}

/**
 * Reads a `.npy` file of two dimensions: 32- or 64-bit floating numbers, whole numbers or truth values, little-endian,
 * in C order. Nothing in it is run: pickled objects are refused.
 * @param bytes - the whole file
 * @param name - of the file, for messages
 * @returns 32-bit numbers, `[rows, columns]`; a view into the file where it holds these already
 * @throws {DataError} in one sentence where it is none of these, cut off, or of another shape
 */
export function decodeNpy(bytes: Uint8Array, name: string): NumberTable {
  const fail = (reason: string): never => {
    throw new DataError(`${name}: ${reason}`, [{ path: name, reason }]);
  };
  const { type, shape, fortran, offset } = readHeader(bytes, fail);
  if (type.includes('O')) {
    return fail(
      'holds Python objects, which would have to be run to be read; save an array of numbers (astype float32)',
    );
  }
  const known = TYPES[type];
  if (known === undefined) {
    const big = type.startsWith('>') ? ' (big-endian)' : '';
    return fail(`holds numbers of type ${type}${big}; save it with astype('float32')`);
  }
  if (shape.length !== 2) {
    return fail(`must have two dimensions (cells, features), has the shape (${shape.join(', ')})`);
  }
  if (fortran) return fail('is stored column by column; save numpy.ascontiguousarray of it');
  const [rows, columns] = shape as [number, number];
  const [size, read] = known;
  const count = rows * columns;
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    return fail(`holds nothing: its shape is (${rows}, ${columns})`);
  }
  if (bytes.length - offset < count * size) {
    return fail(
      `is cut off: ${count} numbers of ${size} bytes are announced, ${bytes.length - offset} bytes follow`,
    );
  }
  if (type === '<f4' && (bytes.byteOffset + offset) % 4 === 0) {
    return { data: new Float32Array(bytes.buffer, bytes.byteOffset + offset, count), rows, columns };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * size);
  return { data: Float32Array.from({ length: count }, (_, i) => read(view, i * size)), rows, columns };
}

/**
 * Numbers as a `.npy` file that `numpy.load` reads: float32, C order, little-endian.
 * @param table - `[rows, columns]`
 * @throws {ParameterError} where the shape does not fit the data
 */
export function encodeNpy({ data, rows, columns }: NumberTable): Uint8Array {
  if (data.length !== rows * columns) {
    throw new ParameterError(
      'data',
      `encodeNpy: data must hold rows times columns numbers, got ${data.length} for [${rows}, ${columns}]`,
    );
  }
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  // The numbers begin at a multiple of 64; the header ends in a line end.
  const length = Math.ceil((10 + words.length + 1) / 64) * 64 - 10;
  const bytes = Buffer.alloc(10 + length + 4 * data.length);
  bytes.write(MAGIC, 'latin1');
  bytes[6] = 1;
  bytes.writeUInt16LE(length, 8);
  bytes.write(`${words.padEnd(length - 1)}\n`, 10, 'latin1');
  for (let i = 0; i < data.length; i++) bytes.writeFloatLE(data[i]!, 10 + length + 4 * i);
  return bytes;
}
