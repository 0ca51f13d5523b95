// Torch files made by hand, byte by byte, for tests of what must be refused.
import { deflateRawSync } from 'node:zlib';

/** An entry of a zip; `claims` is the unpacked size that the directory states. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly deflated?: boolean;
  readonly claims?: number;
}

/** A zip file; `copies` lists every entry so many times over, all of them at the same place. */
export function zipFile(entries: readonly ZipEntry[], { copies = 1 }: { copies?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, deflated = false, claims = bytes.length } of entries) {
    const stored = deflated ? deflateRawSync(bytes) : Buffer.from(bytes);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(deflated ? 8 : 0, 4);
    shared.writeUInt32LE(stored.length, 14);
    shared.writeUInt32LE(claims, 18);
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), stored]);
    for (let copy = 0; copy < copies; copy++) {
      const rest = Buffer.alloc(14);
      rest.writeUInt32LE(offset, 10);
      const copied = name.replace('#', String(copy)).slice(0, name.length);
      directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), shared, rest, Buffer.from(copied));
    }
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length * copies, 8);
  end.writeUInt16LE(entries.length * copies, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** BINUNICODE */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from('X'), length, bytes]);
}

/** LONG1 */
export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return Buffer.concat([Buffer.of(0x8a, 8), bytes]);
}

/** GLOBAL */
export function named(module: string, name: string): Buffer {
  return Buffer.from(`c${module}\n${name}\n`);
}

/** MARK … TUPLE */
export function tuple(...values: Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from('('), ...values, Buffer.from('t')]);
}

/** A pickle of protocol 2. */
export function pickle(...instructions: Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.of(0x80, 2), ...instructions, Buffer.from('.')]);
}

/** A pickle that calls `module.name(argument)`, as one that attacks does. */
export function callOf(module: string, name: string, argument: string): Buffer {
  return pickle(named(module, name), tuple(text(argument)), Buffer.from('R'));
}

/** What `torch.save` says of a tensor. */
export interface TensorDescription {
  readonly name?: string;
  readonly key?: string;
  readonly length: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A pickled dictionary of float32 tensors. */
export function stateDict(tensors: readonly TensorDescription[]): Buffer {
  return pickle(
    Buffer.from('}'),
    ...tensors.flatMap(({ name = 'conv1.weight', key = '0', length, offset = 0, shape, strides }) => [
      text(name),
      named('torch._utils', '_rebuild_tensor_v2'),
      tuple(
        tuple(text('storage'), named('torch', 'FloatStorage'), text(key), text('cpu'), integer(length)),
        Buffer.from('Q'),
        integer(offset),
        tuple(...shape.map(integer)),
        tuple(...strides.map(integer)),
        Buffer.of(0x89),
        named('collections', 'OrderedDict'),
        Buffer.from(')R'),
      ),
      Buffer.from('Rs'),
    ]),
  );
}

/** A torch file of today's format around a pickle and the numbers of its storage `0`. */
export function torchZip(data: Uint8Array, numbers: Float32Array = new Float32Array(4)): Buffer {
  return zipFile([
    { name: 'archive/data.pkl', bytes: data },
    { name: 'archive/byteorder', bytes: Buffer.from('little') },
    { name: 'archive/data/0', bytes: new Uint8Array(numbers.buffer) },
  ]);
}

/** A torch file of before 1.6 around a pickle and the bytes that follow the list of keys. */
export function torchLegacy(data: Uint8Array, storages: Uint8Array): Buffer {
  const magic = Buffer.from('6cfc9c46f9206aa85019', 'hex');
  return Buffer.concat([
    pickle(Buffer.of(0x8a, 10), magic),
    pickle(Buffer.of(0x4d, 0xe9, 0x03)),
    pickle(Buffer.from('}')),
    data,
    pickle(Buffer.from(']'), text('0'), Buffer.from('a')),
    storages,
  ]);
}
