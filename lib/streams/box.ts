/** A rectangle of whole pixels: rows `top` to `bottom - 1`, columns `left` to `right - 1`. */
export interface Box {
  readonly top: number;
  readonly left: number;
  /** The first row below the box. */
  readonly bottom: number;
  /** The first column right of the box. */
  readonly right: number;
}

/**
 * The box of a whole square image.
 * @param size - side of the image in pixels
 */
export function fullBox(size: number): Box {
  return { top: 0, left: 0, bottom: size, right: size };
}
