import { ParameterError } from '../core/errors/parameter-error.ts';
import type { AttentionMaps } from './attention-maps.ts';
import type { Box } from './box.ts';

/** What was chosen for each image of a batch: which map drives which stream, and at which θ. */
export interface ViewChoices {
  /** The map that places the crop, `[batch]`, 0 to M - 1; -1 is the mean of all maps. */
  readonly cropMap: Int32Array;
  /** The map that places the erasure, `[batch]`, 0 to M - 1; -1 is the mean of all maps. */
  readonly eraseMap: Int32Array;
  /** θ_c, `[batch]`, 0 to 1. */
  readonly cropTheta: Float32Array;
  /** θ_e, `[batch]`, 0 to 1. */
  readonly eraseTheta: Float32Array;
}

/** The two further views of a batch: "see details" (crop) and "see more" (erase). Constants to the gradient. */
export interface Views extends ViewChoices {
  /** Crops resized to the input's size, pixels 0 to 255 as `[batch, size, size, 3]`. */
  readonly crop: Float32Array;
  /** Images with their attention erased, pixels 0 to 255 as `[batch, size, size, 3]`. */
  readonly erase: Float32Array;
  /** Where each crop was cut, in pixels of the input. */
  readonly boxes: readonly Box[];
  /** 1 where a pixel was erased, else 0, `[batch, size, size]`. */
  readonly erased: Uint8Array;
}

/**
 * Refuses choices that do not fit the attention maps.
 * @param caller - the function that was called, for the message
 * @param choices - `[batch]` each
 * @param attention - `[batch, height, width, maps]`
 * @throws {ParameterError} for a wrong length, a map that is not there, or a θ out of range
 */
export function checkViewChoices(caller: string, choices: ViewChoices, attention: AttentionMaps): void {
  const { batch, maps } = attention;
  const fits = (values: Int32Array | Float32Array, low: number, high: number): boolean =>
    values.length === batch && values.every((value) => value >= low && value <= high);
  const refuse = (expected: string): never => {
    throw new ParameterError('choices', `${caller}: choices must hold ${expected}`);
  };
  if (!fits(choices.cropMap, -1, maps - 1) || !fits(choices.eraseMap, -1, maps - 1)) {
    refuse(`${batch} map numbers each, from -1 (the mean) to ${maps - 1}`);
  }
  if (!fits(choices.cropTheta, 0, 1) || !fits(choices.eraseTheta, 0, 1)) {
    refuse(`${batch} thresholds each, from 0 to 1`);
  }
}
