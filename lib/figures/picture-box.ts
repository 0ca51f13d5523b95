import { ParameterError } from '../core/errors/parameter-error.ts';
import type { RasterImage } from '../core/raster-image.ts';

/** A rectangle of whole pixels; `bottom` and `right` are the first row and column outside. */
export interface PictureBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How a box is drawn. */
export interface BoxStyle {
  /** Default gold, the crop stream's colour. */
  readonly colour?: Rgb;
  /** Pixels inwards from the box's edge. Default 2. */
  readonly thickness?: number;
  /** Pixels of each dash and each gap; 0 draws a solid line. Default 6. */
  readonly dash?: number;
}

function checkBox(caller: string, image: RasterImage, box: PictureBox): void {
  const { top, left, bottom, right } = box;
  const inside = top >= 0 && left >= 0 && bottom <= image.height && right <= image.width;
  if (!(inside && top < bottom && left < right && [top, left, bottom, right].every(Number.isInteger))) {
    throw new ParameterError(
      'box',
      `${caller}: box must be whole pixels inside of ${image.width} x ${image.height}, got ` +
        `rows ${top} to ${bottom}, columns ${left} to ${right}`,
    );
  }
}

/**
 * Draws a box on a copy of an image.
 * @throws {ParameterError} for a box that is empty or leaves the image
 */
export function drawBox(image: RasterImage, box: PictureBox, style: BoxStyle = {}): RasterImage {
  checkBox('drawBox', image, box);
  const { colour = [230, 159, 0], thickness = 2, dash = 6 } = style;
  const { top, left, bottom, right } = box;
  const data = Uint8Array.from(image.data);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const horizontal = y - top < thickness || bottom - 1 - y < thickness;
      const vertical = x - left < thickness || right - 1 - x < thickness;
      if (!horizontal && !vertical) continue;
      const along = horizontal ? x - left : y - top;
      if (dash > 0 && Math.floor(along / dash) % 2 === 1) continue;
      data.set(colour, 3 * (y * image.width + x));
    }
  }
  return { ...image, data };
}

/**
 * Cuts a box out of an image.
 * @throws {ParameterError} for a box that is empty or leaves the image
 */
export function cutBox(image: RasterImage, box: PictureBox): RasterImage {
  checkBox('cutBox', image, box);
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((box.top + y) * image.width + box.left);
    data.set(image.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, data };
}

/**
 * Paints the erased pixels of an image.
 * @param image - any size
 * @param erased - 1 where a pixel was erased, else 0, `[height, width]`
 * @param fill - default grey 165, the patch of the paper's figure (Method 3)
 * @throws {ParameterError} where the mask has another size
 */
export function paintErased(
  image: RasterImage,
  erased: Uint8Array,
  fill: Rgb = [165, 165, 165],
): RasterImage {
  if (erased.length !== image.width * image.height) {
    throw new ParameterError(
      'erased',
      `paintErased: erased must have ${image.width} x ${image.height} values, got ${erased.length}`,
    );
  }
  const data = Uint8Array.from(image.data);
  for (let i = 0; i < erased.length; i++) if (erased[i] === 1) data.set(fill, 3 * i);
  return { ...image, data };
}

/**
 * One image of a batch of pixels as a picture.
 * @param pixels - 0 to 255, `[batch, size, size, 3]`; rounded and clipped
 * @param size - side of the square images
 * @param index - the image's place in the batch
 */
export function pictureOf(pixels: Uint8Array | Float32Array, size: number, index = 0): RasterImage {
  const length = 3 * size * size;
  if (!(Number.isInteger(index) && index >= 0 && (index + 1) * length <= pixels.length)) {
    throw new ParameterError(
      'index',
      `pictureOf: index must be 0 to ${Math.floor(pixels.length / length) - 1}, got ${index}`,
    );
  }
  const part = pixels.subarray(index * length, (index + 1) * length);
  return { width: size, height: size, data: new Uint8Array(Uint8ClampedArray.from(part).buffer) };
}
