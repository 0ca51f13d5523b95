import { ParameterError } from '../core/errors/parameter-error.ts';

/** A batch of square RGB images as pixels, before ImageNet normalisation. */
export interface PixelBatch {
  /** Pixels 0 to 255 as `[batch, size, size, 3]`. */
  readonly data: Uint8Array | Float32Array;
  /** Number of images, B. */
  readonly batch: number;
  /** Side of the square images in pixels. */
  readonly size: number;
}

/**
 * Refuses a batch whose numbers do not fit its sizes.
 * @param caller - the function that was called, for the message
 * @param parameter - the caller's name for the batch: "images", "details"
 * @param pixels - `[batch, size, size, 3]`
 * @throws {ParameterError} where they do not fit
 */
export function checkPixelBatch(caller: string, parameter: string, pixels: PixelBatch): void {
  const { data, batch, size } = pixels;
  const whole = Number.isInteger(batch) && batch >= 1 && Number.isInteger(size) && size >= 1;
  if (whole && data.length === batch * size * size * 3) return;
  throw new ParameterError(
    parameter,
    `${caller}: ${parameter} must be [batch, height, width, 3] of equal height and width, ` +
      `got [${batch}, ${size}, ${size}, ${whole ? data.length / (batch * size * size) : 3}] (${data.length} numbers)`,
  );
}
