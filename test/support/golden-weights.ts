// The examples of test/golden/weights: numbers that Python and we make alike, and what PyTorch says of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs-core';
import { exportWeights, loadWeights, type NamedArray, type WtDfn } from 'wt-dfn';
import { decodeSafetensors } from '../../lib/nn/safetensors.ts';
import { normalisePixels } from '../../lib/training/normalise-pixels.ts';
import { relativeDifference } from './golden-network.ts';

/** Where the golden files lie. */
export const GOLDEN_WEIGHTS: URL = new URL('../golden/weights/', import.meta.url);

const { step, batch, size } = JSON.parse(readFileSync(new URL('golden.json', GOLDEN_WEIGHTS), 'utf8')) as {
  readonly step: number;
  readonly batch: number;
  readonly size: number;
};
const { tensors } = decodeSafetensors(readFileSync(new URL('golden.safetensors', GOLDEN_WEIGHTS)));

/** make_golden.py's `hashed`: numbers in [0, 1) that depend on the name and their place alone. */
export function hashed(name: string, count: number): Float64Array {
  let seed = 2166136261;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 16777619);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = (Math.imul(i, 2654435761) + seed) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    values[i] = ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  }
  return values;
}

/** make_golden.py's `hashed_weight`, in PyTorch's layout. */
export function hashedWeight(name: string, shape: readonly number[]): NamedArray {
  const u = hashed(
    name,
    shape.reduce((a, b) => a * b, 1),
  );
  const filter = shape.length === 4;
  const around1 = name.endsWith('running_var') || (name.endsWith('weight') && shape.length === 1);
  const scale = filter ? Math.sqrt(6 / (shape[1]! * shape[2]! * shape[3]!)) : 0;
  const data = new Float32Array(u.length);
  for (let i = 0; i < u.length; i++) {
    data[i] = filter ? (2 * u[i]! - 1) * scale : around1 ? 0.5 + u[i]! : 0.2 * u[i]! - 0.1;
  }
  return { shape, data };
}

/** Gives every weight of the backbone its hashed value; attention and classifier stay. */
export function fillBackbone(network: WtDfn): void {
  const arrays = [...exportWeights(network)].flatMap(([name, { shape }]) =>
    /^(attention|classifier)\./.test(name) ? [] : [[name, hashedWeight(name, shape)] as const],
  );
  loadWeights(network, new Map(arrays));
}

/** The golden images as the network wants them. */
export function goldenImages(network: Pick<WtDfn, 'normalisation'>): tf.Tensor4D {
  const pixels = Uint8Array.from(hashed('pixels', batch * size * size * 3), (v) => Math.floor(256 * v));
  return normalisePixels([pixels], size, network.normalisation);
}

/** What PyTorch says, by its name in golden.safetensors. */
export function goldenValues(name: string): NamedArray['data'] {
  const found = tensors.get(name);
  assert.ok(found !== undefined, name);
  return found.data;
}

/** The values that the golden file keeps of an array. */
export function kept(values: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]!);
}

/** Holds the last maps of every stage against PyTorch's, relative to the largest value of each. */
export function assertStageMaps(maps: readonly tf.Tensor4D[], name: string, tolerance: number): void {
  maps.forEach((map, i) => {
    const difference = relativeDifference(kept(map.dataSync()), goldenValues(`${name}.${String(i)}`));
    assert.ok(difference < tolerance, `${name}, stage ${String(i)}: ${String(difference)}`);
  });
}
