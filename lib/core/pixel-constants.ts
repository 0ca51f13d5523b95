// What several rooms must agree on about pixels.

/** Mean of ImageNet's pixels, red, green, blue, 0 to 1. Source: torchvision; Method 2. */
export const IMAGENET_MEAN: readonly [number, number, number] = [0.485, 0.456, 0.406];

/** Standard deviation of ImageNet's pixels, red, green, blue, 0 to 1. Source: torchvision; Method 2. */
export const IMAGENET_STANDARD_DEVIATION: readonly [number, number, number] = [0.229, 0.224, 0.225];

/**
 * A pixel is cell where its brightest channel is above this, 0 to 255. C-NMC's background is exactly 0 and cells are
 * rarely below 30; the room between is for JPEG's noise.
 */
export const BLACK_THRESHOLD = 12;

/**
 * How pixels p, 0 to 255, become a network's input. `imagenet`: (p / 255 - mean) / standard deviation, channel by
 * channel; `centred`: (p - 127) / 128, about -1 to 1, as EfficientNet-Lite's weights learned (source: the TPU
 * repository's efficientnet/lite, MEAN_RGB 127 and STDDEV_RGB 128; Pilot 5).
 */
export type PixelNormalisation = 'imagenet' | 'centred';
