import { ParameterError } from '../../core/errors/parameter-error.ts';
import { ByteReader } from './byte-reader.ts';

const CONTINUATION = 0x10;
const MOST_BLOCKS = 1000;
const SHARED = 2;

/**
 * The messages of an HDF5 object (version 1), by their type; of those that may come often, such as attributes, the last.
 * @param bytes - the whole file
 * @param address - of the object's header
 * @throws {ParameterError} if the header is damaged or of another version
 */
export function readObjectHeader(bytes: Uint8Array, address: number): Map<number, Uint8Array> {
  const reader = new ByteReader(bytes, address);
  const version = reader.byte();
  if (version !== 1) throw notSupported(`an object header of version ${version}`);
  reader.skip(7);
  const length = reader.uint32();
  reader.skip(4);
  const messages = new Map<number, Uint8Array>();
  const blocks = [reader.take(length)];
  for (let i = 0; i < blocks.length; i++) {
    if (i > MOST_BLOCKS) throw damagedHdf5('an object never ends');
    const block = new ByteReader(blocks[i]!);
    while (block.left >= 8) {
      const type = block.uint16();
      const size = block.uint16();
      const flags = block.byte();
      block.skip(3);
      const data = block.take(size);
      if (type === CONTINUATION) {
        const where = new ByteReader(data);
        blocks.push(new ByteReader(bytes, where.uint64()).take(where.uint64()));
      } else if ((flags & SHARED) === 0) messages.set(type, data);
      else if (READ_TYPES.has(type)) throw notSupported('a part that several datasets share');
    }
  }
  return messages;
}

/** Dataspace, type, layout, filters and symbol table: the messages that are read. */
const READ_TYPES: ReadonlySet<number> = new Set([0x01, 0x03, 0x08, 0x0b, 0x11]);

/**
 * The error for a form of HDF5 that Keras does not write.
 * @param what - such as `superblock 3`
 */
export function notSupported(what: string): ParameterError {
  return new ParameterError(
    'bytes',
    `the HDF5 file has ${what}, which is not read (only what Keras's save_weights writes); convert it to safetensors`,
  );
}

/**
 * The error for an HDF5 file that contradicts itself.
 * @param what - a clause, such as `its groups run in a circle`
 */
export function damagedHdf5(what: string): ParameterError {
  return new ParameterError('bytes', `the HDF5 file is damaged: ${what}`);
}
