import { ParameterError } from '../core/errors/parameter-error.ts';

/** The attention maps A of a batch (Method 2): B images, M maps each, after ReLU and so never negative. */
export interface AttentionMaps {
  /** Activations >= 0 as `[batch, height, width, maps]`, `data[((b * height + y) * width + x) * maps + k]`. */
  readonly data: Float32Array;
  readonly batch: number;
  /** Rows of one map, h. */
  readonly height: number;
  /** Columns of one map, w. */
  readonly width: number;
  /** Number of maps an image, M. */
  readonly maps: number;
}

/**
 * Refuses attention maps of a wrong shape and maps that a diverged network made.
 * @param caller - the function that was called, for the message
 * @param attention - `[batch, height, width, maps]`
 * @param batch - number of images that the maps must belong to
 * @throws {ParameterError} where sizes disagree, or an activation is negative, NaN or infinite
 */
export function checkAttentionMaps(caller: string, attention: AttentionMaps, batch: number): void {
  const { data, height, width, maps } = attention;
  const sizes = [attention.batch, height, width, maps];
  if (
    attention.batch !== batch ||
    sizes.some((size) => !Number.isInteger(size) || size < 1) ||
    data.length !== batch * height * width * maps
  ) {
    throw new ParameterError(
      'attention',
      `${caller}: attention must be [${batch}, height, width, maps] as the images are ${batch}, ` +
        `got [${sizes.join(', ')}] with ${data.length} numbers`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    // One comparison each catches NaN (false), negative numbers and infinity.
    if (value >= 0 && value < Infinity) continue;
    const image = Math.floor(i / (height * width * maps));
    throw new ParameterError(
      'attention',
      `${caller}: attention maps must be finite numbers >= 0, got ${value} in image ${image}, map ${i % maps}` +
        (value < 0 ? '; pass them after ReLU' : '; the network has diverged, lower the learning rate'),
    );
  }
}
