import { inflateSync } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { damagedHdf5, notSupported } from './hdf5-header.ts';

/** What stands between a chunk's bytes in the file and its numbers. */
export type ChunkFilter = 'gzip' | 'shuffle';

/** A dataset that is stored in chunks. */
export interface ChunkedDataset {
  readonly path: string;
  readonly shape: readonly number[];
  /** Bytes of one number. */
  readonly width: number;
  /** Bytes of the whole dataset. */
  readonly length: number;
  /** Address of the tree of chunks. */
  readonly tree: number;
  /** Shape of a chunk. */
  readonly chunk: readonly number[];
  /** In the order in which they were applied. */
  readonly filters: readonly ChunkFilter[];
}

const MOST_NODES = 100_000;

/**
 * Puts a chunked dataset together; what no chunk covers is 0.
 * @param bytes - the whole file
 * @param dataset - where its chunks are
 * @returns its bytes, row-major
 * @throws {ParameterError} if a chunk is damaged or unpacks to more than its size
 */
export function readHdf5Chunks(bytes: Uint8Array, dataset: ChunkedDataset): Uint8Array {
  const { path, chunk, width, length } = dataset;
  const chunkLength = chunk.reduce((product, side) => product * side, width);
  // A chunk may reach beyond the dataset, by less than itself along each axis.
  if (!(chunkLength > 0 && chunkLength <= 64 * length + 65_536)) {
    throw damagedHdf5(`${path} has chunks of ${chunkLength} bytes for ${length}`);
  }
  const whole = new Uint8Array(length);
  // Each chunk once: a tree that runs in a circle, or names one chunk for many places, ends here.
  const most = dataset.shape.reduce((product, side, axis) => product * Math.ceil(side / chunk[axis]!), 1);
  const state = { chunks: 0, nodes: 0 };
  const visit = (address: number, level: number | undefined): void => {
    if (++state.nodes > MOST_NODES) throw damagedHdf5(`${path} has a tree that never ends`);
    const reader = new ByteReader(bytes, address);
    if (reader.text(4) !== 'TREE' || reader.byte() !== 1) throw damagedHdf5(`${path} has no tree of chunks`);
    const here = reader.byte();
    if (level !== undefined && here !== level - 1) throw damagedHdf5(`${path} has a tree in disorder`);
    const entries = reader.uint16();
    reader.skip(16);
    for (let i = 0; i < entries; i++) {
      const size = reader.uint32();
      const skipped = reader.uint32();
      const place = chunk.map(() => reader.uint64());
      reader.skip(8);
      const child = reader.uint64();
      if (here > 0) {
        visit(child, here);
        continue;
      }
      if (++state.chunks > most) throw damagedHdf5(`${path} has more chunks than fit into it`);
      if (skipped !== 0) throw notSupported(`${path} with filters left out of some chunks`);
      const stored = new ByteReader(bytes, child).take(size);
      placeChunk(whole, undo(stored, chunkLength, dataset), place, dataset);
    }
  };
  visit(dataset.tree, undefined);
  return whole;
}

function undo(stored: Uint8Array, chunkLength: number, { path, filters, width }: ChunkedDataset): Uint8Array {
  let raw = stored;
  for (const filter of filters.toReversed()) {
    if (filter === 'gzip') {
      try {
        raw = inflateSync(raw, { maxOutputLength: chunkLength });
      } catch (error) {
        throw damagedHdf5(
          `a chunk of ${path} does not unpack to its ${chunkLength} bytes (${(error as Error).message})`,
        );
      }
    } else raw = unshuffle(raw, width);
  }
  if (raw.length !== chunkLength) {
    throw damagedHdf5(`a chunk of ${path} has ${raw.length} bytes where ${chunkLength} are expected`);
  }
  return raw;
}

/** Shuffled bytes hold every number's first byte, then every second one, and so on. */
function unshuffle(bytes: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(bytes.length / width);
  const result = new Uint8Array(bytes.length);
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < width; b++) result[i * width + b] = bytes[b * count + i]!;
  }
  return result;
}

/** Copies a chunk's rows to their places, as far as they lie within the dataset. */
function placeChunk(
  whole: Uint8Array,
  raw: Uint8Array,
  place: readonly number[],
  { path, shape, chunk, width }: ChunkedDataset,
): void {
  const last = shape.length - 1;
  if (place.some((at, axis) => at >= shape[axis]! || at % chunk[axis]! !== 0)) {
    throw damagedHdf5(`a chunk of ${path} lies outside of it`);
  }
  const rows = chunk.slice(0, last).reduce((product, side) => product * side, 1);
  const rowLength = chunk[last]! * width;
  const kept = Math.min(chunk[last]!, shape[last]! - place[last]!) * width;
  for (let row = 0; row < rows; row++) {
    let rest = row;
    let to = 0;
    let step = shape[last]!;
    let inside = true;
    for (let axis = last - 1; axis >= 0; axis--) {
      const at = place[axis]! + (rest % chunk[axis]!);
      rest = Math.floor(rest / chunk[axis]!);
      inside &&= at < shape[axis]!;
      to += at * step;
      step *= shape[axis]!;
    }
    if (!inside) continue;
    whole.set(raw.subarray(row * rowLength, row * rowLength + kept), (to + place[last]!) * width);
  }
}
