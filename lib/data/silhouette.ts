import type { RasterImage } from '../core/raster-image.ts';
import { foregroundMask, type MaskOptions } from './foreground-mask.ts';
import { convexArea, outlineLength } from './outline-measures.ts';

/** What a cell's outline alone says about it, in pixels of the image; its mean colour is kept apart. */
export interface SilhouetteFeatures {
  /** Pixels of the cell; 0 where no cell was found, and then all else is 0 too. */
  readonly area: number;
  /** Length of the outline through the centres of its pixels (scikit-image's `perimeter`). */
  readonly perimeter: number;
  /** Diameter of the circle with the same area. */
  readonly equivalentDiameter: number;
  /** Of the ellipse with the same second moments: 0 a circle, towards 1 a line. */
  readonly eccentricity: number;
  /** Area over the area of the convex hull (of pixel corners): 1 without dents. */
  readonly solidity: number;
  /** 4 pi area / perimeter^2: about 1 for a disc, less for anything else. */
  readonly compactness: number;
  /** Mean RGB over the cell, 0 to 255. Not part of the outline. */
  readonly meanColour: readonly [red: number, green: number, blue: number];
  /** The cell's bounding box in pixels, bottom and right exclusive. */
  readonly box: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
}

/** The features that know nothing but the outline, in the order of {@link silhouetteVector}. */
export const SILHOUETTE_FEATURES: readonly Exclude<keyof SilhouetteFeatures, 'meanColour' | 'box'>[] = [
  'area',
  'perimeter',
  'equivalentDiameter',
  'eccentricity',
  'solidity',
  'compactness',
];

const NONE: SilhouetteFeatures = {
  area: 0,
  perimeter: 0,
  equivalentDiameter: 0,
  eccentricity: 0,
  solidity: 0,
  compactness: 0,
  meanColour: [0, 0, 0],
  box: { top: 0, left: 0, bottom: 0, right: 0 },
};

/**
 * Measures the outline of the cell in an image.
 * @param image - pixels `[height, width, 3]`, best as decoded: sizes are in its pixels
 * @param options - how cell and background are told apart
 */
export function silhouetteFeatures(image: RasterImage, options: MaskOptions = {}): SilhouetteFeatures {
  const { width, height, data } = image;
  const mask = foregroundMask(data, width, height, options);
  const sums = momentsOf(mask, image);
  const { area } = sums;
  if (area === 0) return NONE;
  const perimeter = outlineLength(mask, width, height);
  return {
    area,
    perimeter,
    equivalentDiameter: Math.sqrt((4 * area) / Math.PI),
    eccentricity: eccentricityOf(sums),
    solidity: area / convexArea(mask, width, height),
    compactness: perimeter === 0 ? 0 : (4 * Math.PI * area) / perimeter ** 2,
    meanColour: [sums.red / area, sums.green / area, sums.blue / area],
    box: { top: sums.top, left: sums.left, bottom: sums.bottom + 1, right: sums.right + 1 },
  };
}

/**
 * The outline's numbers as a vector, without colour.
 * @param features - from {@link silhouetteFeatures}
 * @returns `[6]`, in the order of {@link SILHOUETTE_FEATURES}
 */
export function silhouetteVector(features: SilhouetteFeatures): Float64Array {
  return Float64Array.from(SILHOUETTE_FEATURES, (name) => features[name]);
}

/** Sums over the pixels of a mask. */
interface Moments {
  area: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
  red: number;
  green: number;
  blue: number;
  top: number;
  left: number;
  bottom: number;
  right: number;
}

function momentsOf(mask: Uint8Array, { width, height, data }: RasterImage): Moments {
  const sums: Moments = {
    ...{ area: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0, red: 0, green: 0, blue: 0 },
    ...{ top: height, left: width, bottom: -1, right: -1 },
  };
  for (let y = 0; y < height; y++) {
    // Row sums in locals: property updates in the inner loop take five times as long.
    let count = 0;
    let rowX = 0;
    let rowXX = 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      count++;
      rowX += x;
      rowXX += x * x;
      red += data[i * 3]!;
      green += data[i * 3 + 1]!;
      blue += data[i * 3 + 2]!;
      if (x < sums.left) sums.left = x;
      if (x > sums.right) sums.right = x;
    }
    if (count === 0) continue;
    sums.area += count;
    sums.x += rowX;
    sums.xx += rowXX;
    sums.y += count * y;
    sums.yy += count * y * y;
    sums.xy += rowX * y;
    sums.red += red;
    sums.green += green;
    sums.blue += blue;
    if (y < sums.top) sums.top = y;
    sums.bottom = y;
  }
  return sums;
}

/** sqrt(1 - minor/major) of the second central moments of pixel centres, as scikit-image's `eccentricity`. */
function eccentricityOf({ area, x, y, xx, yy, xy }: Moments): number {
  const varianceX = xx / area - (x / area) ** 2;
  const varianceY = yy / area - (y / area) ** 2;
  const covariance = xy / area - (x / area) * (y / area);
  const spread = Math.sqrt(((varianceX - varianceY) / 2) ** 2 + covariance ** 2);
  const mean = (varianceX + varianceY) / 2;
  if (mean === 0) return 0;
  return Math.sqrt(Math.max(0, 1 - (mean - spread) / (mean + spread)));
}
