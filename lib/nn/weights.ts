import * as tf from '@tensorflow/tfjs-core';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { NamedArray } from './named-array.ts';
import type { WtDfn } from './wt-dfn.ts';

/** What became of a weight file's tensors. */
export interface WeightReport {
  readonly loaded: readonly string[];
  /** Names that the network has and the file lacks; these keep their values. */
  readonly missing: readonly string[];
  /** Names that the file has and the network lacks; these were left out. */
  readonly unexpected: readonly string[];
  /** Names with another shape than the network's, with both shapes in words; these keep their values. */
  readonly mismatched: readonly string[];
}

/**
 * Reads all weights and running statistics out of a network, in PyTorch's layouts: convolutions
 * `[out, in, kernel, kernel]` (depthwise ones `[channels, 1, kernel, kernel]`), the classifier `[classes, features]`.
 * @param network - the network, unchanged
 */
export function exportWeights(network: WtDfn): Map<string, NamedArray> {
  const arrays = new Map<string, NamedArray>();
  for (const [name, variable] of variablesOf(network)) arrays.set(name, exportArray(name, variable));
  return arrays;
}

/**
 * Puts weights into a network by name, as far as names and shapes agree.
 * @param network - receives the values
 * @param arrays - in PyTorch's layouts, as {@link exportWeights} gives them and torchvision names them
 * @param options - `strict` (default false) makes any missing, unexpected or mismatched name an error
 * @throws {ParameterError} if strict and the names or shapes differ; nothing is changed then
 */
export function loadWeights(
  network: WtDfn,
  arrays: ReadonlyMap<string, NamedArray>,
  { strict = false }: { strict?: boolean } = {},
): WeightReport {
  const variables = new Map(variablesOf(network));
  const missing: string[] = [];
  const mismatched: string[] = [];
  const loaded: string[] = [];
  for (const [name, variable] of variables) {
    const array = arrays.get(name);
    const expected = exportShape(name, variable.shape);
    if (array === undefined) missing.push(name);
    else if (array.shape.join() === expected.join()) loaded.push(name);
    else mismatched.push(`${name}: expected [${expected.join(', ')}], got [${array.shape.join(', ')}]`);
  }
  const unexpected = [...arrays.keys()].filter((name) => !variables.has(name) && !isBookkeeping(name));
  if (strict && missing.length + unexpected.length + mismatched.length > 0) {
    throw new ParameterError(
      'weights',
      `loadWeights: the weights are of another network (${String(missing.length)} missing: ${few(missing)}; ${String(unexpected.length)} unexpected: ${few(unexpected)}; ${String(mismatched.length)} of another shape: ${few(mismatched)})`,
    );
  }
  for (const name of loaded) assignArray(name, variables.get(name)!, arrays.get(name)!);
  return { loaded, missing, unexpected, mismatched };
}

/** One variable's value in PyTorch's layout. */
export function exportArray(name: string, tensor: tf.Tensor): NamedArray {
  return tf.tidy(() => {
    const order = exportOrder(name, tensor.rank);
    const laidOut = order === undefined ? tensor : tf.transpose(tensor, order);
    return { shape: laidOut.shape.slice(), data: Float32Array.from(laidOut.dataSync()) };
  });
}

/** Puts a value in PyTorch's layout into a variable. */
export function assignArray(name: string, variable: tf.Variable, { shape, data }: NamedArray): void {
  tf.tidy(() => {
    const order = exportOrder(name, variable.rank);
    const value = tf.tensor(data, shape as number[], 'float32');
    variable.assign(order === undefined ? value : tf.transpose(value, inverse(order)));
  });
}

function variablesOf(network: WtDfn): [string, tf.Variable][] {
  return [...network.parameters, ...network.buffers];
}

/** The order of axes that leads from TensorFlow's layout to PyTorch's; none where they are the same. */
function exportOrder(name: string, rank: number): number[] | undefined {
  if (rank === 4) return name.endsWith('conv_dw.weight') ? [2, 3, 0, 1] : [3, 2, 0, 1];
  return rank === 2 && name.endsWith('classifier.weight') ? [1, 0] : undefined;
}

function exportShape(name: string, shape: readonly number[]): number[] {
  return exportOrder(name, shape.length)?.map((axis) => shape[axis]!) ?? [...shape];
}

function inverse(order: readonly number[]): number[] {
  return order.map((_, axis) => order.indexOf(axis));
}

/** torchvision's files count batches in each normalisation, which nothing of ours reads. */
function isBookkeeping(name: string): boolean {
  return name.endsWith('.num_batches_tracked');
}

function few(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');
}
