import type { Random } from '../core/random.ts';
import type { AugmentOptions } from './augment-options.ts';

/** What happens to one image in one epoch: the drawn numbers, the same for every resolution of it. */
export interface AugmentPlan {
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  /** Counter-clockwise turn of the content, in radians. */
  readonly angle: number;
  /** Enlargement of the content. */
  readonly scale: number;
  /** Side of the view as a share of the square's side. */
  readonly viewFraction: number;
  /** Centre of the view as a shift from the square's centre, as shares of the square's side. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Factor of brightness; 1 leaves it. */
  readonly brightness: number;
  /** Factor of saturation; 1 leaves it, 0 is grey. */
  readonly saturation: number;
  /** Brightness is applied before saturation (torchvision draws the order). */
  readonly brightnessFirst: boolean;
}

/**
 * Draws what happens to one image. Every number is drawn whether or not its option is on, so that switching one part
 * on leaves the others as they were.
 * @param random - the image's own generator: `Random.derive(seed, 'augment', epoch, id)`
 * @param options - checked options
 * @param viewFraction - side of the view as a share of the square's side, above 0 and up to 1
 */
export function drawAugmentPlan(random: Random, options: AugmentOptions, viewFraction: number): AugmentPlan {
  const { rotate = 0, scale = [1, 1], brightness = 0, saturation = 0 } = options;
  const flipHorizontal = random.chance(0.5);
  const flipVertical = random.chance(0.5);
  const angle = (random.uniform(-1, 1) * rotate * Math.PI) / 180;
  const zoom = random.uniform(scale[0], scale[1]);
  const room = (1 - viewFraction) / 2;
  const shiftX = random.uniform(-room, room);
  const shiftY = random.uniform(-room, room);
  const brightnessFactor = random.uniform(1 - brightness, 1 + brightness);
  const saturationFactor = random.uniform(1 - saturation, 1 + saturation);
  const brightnessFirst = random.chance(0.5);
  return {
    flipHorizontal: options.flipHorizontal === true && flipHorizontal,
    flipVertical: options.flipVertical === true && flipVertical,
    angle,
    scale: zoom,
    viewFraction,
    shiftX: options.randomCrop === true ? shiftX : 0,
    shiftY: options.randomCrop === true ? shiftY : 0,
    brightness: brightnessFactor,
    saturation: saturationFactor,
    brightnessFirst,
  };
}
