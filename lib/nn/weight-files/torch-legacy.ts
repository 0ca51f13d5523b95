import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NamedArray } from '../named-array.ts';
import { ByteReader } from './byte-reader.ts';
import { BYTES_OF_NUMBER, type NumberType } from './number-types.ts';
import { StoredTensor, type PickleValue, type Storage } from './pickle-values.ts';
import { readPickle } from './restricted-unpickler.ts';
import { readStateDict } from './state-dict.ts';

/** The number that such a file's first pickle holds. Source: torch.serialization. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * Reads what `torch.save` wrote before PyTorch 1.6: five pickles (a magic number, the protocol, the machine, the
 * object, the storages' keys), then each storage as its length and its numbers.
 * @param bytes - the whole file
 * @returns the tensors by name, in the file's order
 * @throws {ParameterError} if the file is damaged or cut off, or its pickles hold anything else
 */
export function readTorchLegacy(bytes: Uint8Array): Map<string, NamedArray> {
  const reader = new ByteReader(bytes);
  const magic = readPickle(reader);
  if (magic !== MAGIC) throw bad('is a pickle, but not one of torch.save');
  const protocol = readPickle(reader);
  if (protocol !== PROTOCOL) throw bad(`is of another protocol of torch than ${PROTOCOL}`);
  const machine = readPickle(reader);
  if (machine instanceof Map && machine.get('little_endian') === false) {
    throw bad('was written on a machine with the other byte order; save it on a usual one');
  }
  const root = readPickle(reader);
  const keys = readPickle(reader);
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    throw bad('names its storages otherwise than torch does');
  }
  const types = storageTypes(root);
  const storages = new Map<string, Uint8Array>();
  for (const key of keys as readonly string[]) {
    const type = types.get(key);
    // A storage that no tensor refers to has no known width, so what follows cannot be found.
    if (type === undefined) throw bad(`holds the storage ${JSON.stringify(key.slice(0, 40))} of no tensor`);
    storages.set(key, reader.take(reader.uint64() * BYTES_OF_NUMBER[type]));
  }
  const bytesOf = ({ key }: Storage): Uint8Array => {
    const found = storages.get(key);
    if (found === undefined) throw bad(`lacks the storage ${JSON.stringify(key.slice(0, 40))}`);
    return found;
  };
  return readStateDict(root, bytesOf, bytes.length);
}

/** The number type of each storage that a tensor somewhere in the object refers to; each value is visited once. */
function storageTypes(root: PickleValue): Map<string, NumberType> {
  const types = new Map<string, NumberType>();
  const seen = new Set<PickleValue>();
  const open: PickleValue[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof StoredTensor) types.set(value.storage.key, value.storage.type);
    else if (value instanceof Map) for (const [, inner] of value) open.push(inner);
    else if (Array.isArray(value)) for (const inner of value as readonly PickleValue[]) open.push(inner);
  }
  return types;
}

function bad(what: string): ParameterError {
  return new ParameterError('bytes', `the file ${what}`);
}
