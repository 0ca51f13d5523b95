import type { Box } from './box.ts';

/** What was drawn for each image of a batch: which map drives which stream, and at which θ. */
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
