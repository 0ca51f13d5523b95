import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NamedArray } from '../named-array.ts';
import { ByteReader } from './byte-reader.ts';
import { readHdf5Dataset } from './hdf5-dataset.ts';
import { damagedHdf5, notSupported, readObjectHeader } from './hdf5-header.ts';

const LARGEST_DEPTH = 16;
const MOST_OBJECTS = 100_000;
const SYMBOL_TABLE = 0x11;
const LINKS_OF_NEWER_FILES = [0x02, 0x06];
const DATA_LAYOUT = 0x08;

/**
 * Reads the datasets of an HDF5 file as Keras's `save_weights` writes it through h5py: superblock 0, groups as symbol
 * tables, contiguous, compact or chunked datasets, gzip and shuffle. Newer layouts, links to other files and other
 * filters are refused. Source: the HDF5 File Format Specification 3.0.
 * @param bytes - the whole file
 * @returns numbers by path within the file, such as `conv1/conv1/kernel:0`; texts are left out
 * @throws {ParameterError} if the file is damaged, or uses what Keras does not
 */
export function readHdf5(bytes: Uint8Array): Map<string, NamedArray> {
  const reader = new ByteReader(bytes, 8);
  const version = reader.byte();
  if (version !== 0) throw notSupported(`superblock ${version}`);
  const widths = [...bytes.subarray(13, 15)];
  if (widths.some((width) => width !== 8)) throw notSupported(`addresses of ${widths.join(' and ')} bytes`);
  const base = new ByteReader(bytes, 24).uint64();
  if (base !== 0) throw notSupported('a user block before the data');
  const root = new ByteReader(bytes, 64).uint64();
  const arrays = new Map<string, NamedArray>();
  // Weights hardly shrink by gzip; a file that wants to grow more than this is a bomb.
  const budget = { bytes: 8 * bytes.length + 2 ** 20 };
  const walk = new Walk(bytes, (path, address) => {
    const array = readHdf5Dataset(bytes, { path, address, budget });
    if (array !== undefined) arrays.set(path, array);
  });
  walk.object('', root, 0);
  return arrays;
}

/** Goes through groups; every object is visited once, so that circles end. */
class Walk {
  readonly #bytes: Uint8Array;
  readonly #onDataset: (path: string, address: number) => void;
  readonly #seen = new Set<number>();

  constructor(bytes: Uint8Array, onDataset: (path: string, address: number) => void) {
    this.#bytes = bytes;
    this.#onDataset = onDataset;
  }

  object(path: string, address: number, depth: number): void {
    this.#enter(address, depth);
    const messages = readObjectHeader(this.#bytes, address);
    const table = messages.get(SYMBOL_TABLE);
    if (table !== undefined) {
      const heap = localHeap(this.#bytes, new ByteReader(table, 8).uint64());
      this.#tree(path, { address: new ByteReader(table).uint64(), heap, depth: depth + 1 });
    } else if (messages.has(DATA_LAYOUT)) this.#onDataset(path, address);
    else if (LINKS_OF_NEWER_FILES.some((type) => messages.has(type))) {
      throw notSupported(`the group ${JSON.stringify(path)} in the layout of newer files`);
    }
  }

  #tree(path: string, at: { address: number; heap: Uint8Array; depth: number }): void {
    this.#enter(at.address, at.depth);
    const reader = new ByteReader(this.#bytes, at.address);
    const signature = reader.text(4);
    if (signature === 'SNOD') {
      this.#symbols(path, reader, at);
      return;
    }
    if (signature !== 'TREE' || reader.byte() !== 0) throw damagedHdf5('a group has no list of names');
    reader.skip(1);
    const entries = reader.uint16();
    reader.skip(16);
    for (let i = 0; i < entries; i++) {
      reader.skip(8);
      this.#tree(path, { address: reader.uint64(), heap: at.heap, depth: at.depth + 1 });
    }
  }

  #symbols(path: string, reader: ByteReader, { heap, depth }: { heap: Uint8Array; depth: number }): void {
    reader.skip(2);
    const count = reader.uint16();
    for (let i = 0; i < count; i++) {
      const name = nameAt(heap, reader.uint64());
      const address = reader.uint64();
      const kind = reader.uint32();
      reader.skip(20);
      if (kind === 2) throw notSupported(`the link ${JSON.stringify(name)}`);
      this.object(path === '' ? name : `${path}/${name}`, address, depth + 1);
    }
  }

  #enter(address: number, depth: number): void {
    if (this.#seen.has(address)) throw damagedHdf5('its groups run in a circle');
    if (depth > LARGEST_DEPTH * 4 || this.#seen.size > MOST_OBJECTS) {
      throw damagedHdf5('it has more groups than any file of weights');
    }
    this.#seen.add(address);
  }
}

function localHeap(bytes: Uint8Array, address: number): Uint8Array {
  const reader = new ByteReader(bytes, address);
  if (reader.text(4) !== 'HEAP') throw damagedHdf5('a group has no names');
  reader.skip(4);
  const size = reader.uint64();
  reader.skip(8);
  return new ByteReader(bytes, reader.uint64()).take(size);
}

function nameAt(heap: Uint8Array, offset: number): string {
  const end = heap.indexOf(0, offset);
  if (end < 0) throw new ParameterError('bytes', 'a name of the HDF5 file never ends; it is damaged');
  return new TextDecoder().decode(heap.subarray(offset, end));
}
