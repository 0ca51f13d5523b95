import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NamedArray } from '../named-array.ts';
import { BYTES_OF_NUMBER, readNumbers } from './number-types.ts';
import { AllowedGlobal, StoredTensor, type PickleValue, type Storage } from './pickle-values.ts';

const LARGEST_RANK = 8;

/**
 * What a pickle's call of an allowed name makes; nothing is allocated beyond the description.
 * @param callee - out of the table
 * @param values - its arguments
 * @throws {ParameterError} if the arguments are not what torch passes, or a tensor reaches beyond its storage
 */
export function reduce(callee: AllowedGlobal, values: readonly PickleValue[]): PickleValue {
  switch (callee.makes) {
    case 'dictionary':
      if (values.length === 0) return new Map();
      break;
    case 'parameter':
      if (values[0] instanceof StoredTensor) return values[0];
      break;
    case 'tensor':
      return storedTensor(values);
    default:
  }
  throw wrong(`${callee.name} is called with arguments that torch does not pass`);
}

/**
 * A storage by its persistent id, `('storage', type, key, location, length[, view])`.
 * @param id - from the pickle
 * @throws {ParameterError} if it is no storage
 */
export function resolveStorage(id: PickleValue): Storage {
  const [what, type, key, , length, view = null] = Array.isArray(id) ? (id as readonly PickleValue[]) : [];
  if (
    what !== 'storage' ||
    !(type instanceof AllowedGlobal) ||
    type.type === undefined ||
    typeof key !== 'string' ||
    !isSize(length) ||
    view !== null
  ) {
    throw wrong('refers to something other than a storage of numbers');
  }
  return { type: type.type, key, length };
}

function storedTensor([storage, offset, shape, strides]: readonly PickleValue[]): StoredTensor {
  if (!isStorage(storage) || !isSize(offset) || !areSizes(shape) || !areSizes(strides)) {
    throw wrong('describes a tensor without storage, offset, shape and strides');
  }
  if (shape.length > LARGEST_RANK || shape.length !== strides.length) {
    throw wrong(`describes a tensor of shape [${few(shape)}] with strides [${few(strides)}]`);
  }
  const count = shape.reduce((product, side) => product * side, 1);
  const last = shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis]!, offset);
  // Two places of a tensor may share a number (stride 0), but weights never do; a small file could else ask for much.
  if (count > 0 && (last >= storage.length || count > storage.length)) {
    throw wrong(
      `describes a tensor of shape [${few(shape)}] that reaches beyond its storage of ${storage.length} numbers`,
    );
  }
  return new StoredTensor(storage, offset, shape, strides);
}

/**
 * Copies a tensor's numbers out of its storage, row by row.
 * @param tensor - description, checked against its storage when it was made
 * @param bytes - the whole storage
 * @throws {ParameterError} if the storage is shorter than the pickle said
 */
export function readStoredTensor(tensor: StoredTensor, bytes: Uint8Array): NamedArray {
  const { storage, offset, shape, strides } = tensor;
  const width = BYTES_OF_NUMBER[storage.type];
  if (bytes.length < storage.length * width) {
    throw wrong(
      `needs ${storage.length * width} bytes for storage ${JSON.stringify(storage.key)}, which has ${bytes.length}`,
    );
  }
  const count = shape.reduce((product, side) => product * side, 1);
  if (count === 0) return { shape, data: new Float32Array(0) };
  if (isRowMajor(shape, strides)) {
    const from = offset * width;
    return { shape, data: readNumbers(storage.type, bytes.subarray(from, from + count * width)) };
  }
  const whole = readNumbers(storage.type, bytes.subarray(0, storage.length * width));
  const data = whole instanceof Float32Array ? new Float32Array(count) : new Int32Array(count);
  const place = new Array<number>(shape.length).fill(0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    data[i] = whole[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return { shape, data };
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

function isStorage(value: PickleValue | undefined): value is Storage {
  return typeof value === 'object' && value !== null && 'key' in value;
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function areSizes(value: PickleValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every(isSize);
}

function few(sizes: readonly number[]): string {
  return sizes.length > LARGEST_RANK ? `${sizes.slice(0, 4).join(', ')}, …` : sizes.join(', ');
}

function wrong(what: string): ParameterError {
  return new ParameterError('bytes', `the file ${what}; it is damaged, or not made by torch.save`);
}
