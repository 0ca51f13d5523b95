import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NamedArray } from '../named-array.ts';
import { StoredTensor, type PickleValue, type Storage } from './pickle-values.ts';
import { readStoredTensor } from './rebuild-tensor.ts';

/** Where training scripts put the weights within what they save, in the order in which they are looked for. */
const NESTED = ['state_dict', 'model_state_dict', 'model', 'net', 'network'];
const DEEPEST = 3;

/**
 * Finds the weights in what a torch file holds (itself, or under a usual name such as `state_dict`) and reads them.
 * @param root - the file's pickle
 * @param bytesOf - the bytes of a storage
 * @param fileBytes - size of the file, which bounds what is read: storages may be shared, but not without end
 * @throws {ParameterError} if there are none, or they would take far more memory than the file has bytes
 */
export function readStateDict(
  root: PickleValue,
  bytesOf: (storage: Storage) => Uint8Array,
  fileBytes: number,
): Map<string, NamedArray> {
  const tensors = new Map<string, NamedArray>();
  let bytes = 0;
  for (const [name, tensor] of findTensors(root, DEEPEST)) {
    bytes += tensor.bytes;
    if (bytes > 2 * fileBytes) {
      throw new ParameterError(
        'bytes',
        `the tensors of this file of ${fileBytes} bytes ask for more than twice that, up to ${name}; no file of weights does`,
      );
    }
    tensors.set(name, readStoredTensor(tensor, bytesOf(tensor.storage)));
  }
  return tensors;
}

function findTensors(root: PickleValue, depth: number): [string, StoredTensor][] {
  if (!(root instanceof Map)) throw noWeights(`a ${kindOf(root)}`);
  const own = [...root].filter(
    (entry): entry is [string, StoredTensor] =>
      typeof entry[0] === 'string' && entry[1] instanceof StoredTensor,
  );
  if (own.length > 0) return own;
  for (const name of NESTED) {
    const inner = root.get(name);
    if (inner instanceof Map && depth > 1) return findTensors(inner, depth - 1);
  }
  const keys = [...root.keys()]
    .slice(0, 4)
    .map((key) => (typeof key === 'string' ? JSON.stringify(key.slice(0, 40)) : typeof key));
  throw noWeights(keys.length === 0 ? 'an empty dictionary' : `a dictionary of ${keys.join(', ')}`);
}

function kindOf(value: PickleValue): string {
  if (value instanceof StoredTensor) return 'single tensor without a name';
  return Array.isArray(value) ? 'list' : typeof value;
}

function noWeights(what: string): ParameterError {
  return new ParameterError(
    'bytes',
    `the file holds ${what} where named tensors are expected, alone or under ${NESTED.join(', ')}`,
  );
}
