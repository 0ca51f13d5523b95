import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import type { FeatureExtractor } from './frozen-features.ts';
import { normalisePixels } from './normalise-pixels.ts';

/** Strides whose maps are pooled where nobody says. Source: Pilot 4. */
export const POOLED_STRIDES: readonly number[] = [8, 16];

/**
 * A backbone's maps at some of its strides, each channel averaged over the image: features of a network that is not
 * trained further. The coarsest maps are left out by default: they tell ImageNet's things apart, and not a cell's texture.
 *
 * Source: Pilot 4.
 */
export class PooledStages implements FeatureExtractor {
  readonly fingerprint: string;
  readonly columns: number;
  readonly #network: WtDfn;
  readonly #chosen: readonly number[];

  /**
   * @param network - with the weights that it is to have; the caller disposes it, and must not train it meanwhile
   * @param strides - which of its stages, by pixels of the input to a cell of their maps
   * @throws {ParameterError} if it has no such stage
   */
  constructor(network: WtDfn, strides: readonly number[] = POOLED_STRIDES) {
    const has = network.stages.map(({ stride }) => stride);
    const wrong = strides.find((stride) => !has.includes(stride));
    if (wrong !== undefined || strides.length === 0 || new Set(strides).size < strides.length) {
      throw new ParameterError(
        'strides',
        `PooledStages: strides must be different ones of ${[...new Set(has)].join(', ')}, got ${strides.join(', ') || 'none'}`,
      );
    }
    this.#network = network;
    // Of stages that share a stride (where mapStride left strides out) the last one, which has seen most.
    this.#chosen = strides.map((stride) => has.lastIndexOf(stride));
    this.columns = this.#chosen.reduce((sum, stage) => sum + network.stages[stage]!.channels, 0);
    this.fingerprint = fingerprintOf(network, strides);
  }

  /** `[images, columns]` */
  extract({ images, size }: ImageBatch): Float32Array {
    return tf.tidy(() => {
      const maps = this.#network.stageMaps(normalisePixels([images], size, this.#network.normalisation));
      const pooled = this.#chosen.map((stage) => tf.mean<tf.Tensor2D>(maps[stage]!, [1, 2]));
      return Float32Array.from(tf.concat(pooled, 1).dataSync());
    });
  }
}

/** A digest of all that decides the features but the image. */
function fingerprintOf(network: WtDfn, strides: readonly number[]): string {
  const hash = createHash('sha256').update(`${network.normalisation} ${strides.join(' ')}`);
  for (const [name, variable] of [...network.parameters, ...network.buffers]) {
    if (network.stagesFromHead(name) === 0) continue; // the head has no part in it
    const { buffer, byteOffset, byteLength } = variable.dataSync<'float32'>();
    hash
      .update(`\0${name} ${variable.shape.join(' ')}\0`)
      .update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
