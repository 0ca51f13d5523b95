/**
 * What a per-image method does to one image in one epoch. Everything that chance decides is drawn before, as shares of
 * the side, so that the same image at another resolution (`streams.cropFrom: original`) is changed at the same places.
 * @param pixels - `[side, side, 3]`, 0 to 255; may be changed in place
 * @param side - of the square image
 * @returns the changed pixels, `[side, side, 3]`: the same array or a new one
 */
export type PixelChange = (pixels: Uint8Array, side: number) => Uint8Array;

/** Leaves an image as it is. */
export const NO_CHANGE: PixelChange = (pixels) => pixels;
