import { ParameterError } from '../core/errors/parameter-error.ts';

/** What chance may do to a training image. Every part is off where it is left out. */
export interface AugmentOptions {
  /** Mirror left-right with probability 1/2. Source: GuYuc. */
  readonly flipHorizontal?: boolean;
  /** Mirror top-bottom with probability 1/2: a cell has no upright. Source: inferred (C-NMC entrants). */
  readonly flipVertical?: boolean;
  /** Turn by a random angle of up to this many degrees either way (180: any angle); black fills in. Source: inferred. */
  readonly rotate?: number;
  /** Enlarge by a random factor in [low, high]: [0.9, 1.1]. Off by default: the size of a cell is a feature. */
  readonly scale?: readonly [low: number, high: number];
  /** Take the view (`viewFraction` of the square) from a random place instead of the centre. Source: TF, GuYuc, wvinzh. */
  readonly randomCrop?: boolean;
  /** Multiply by a random factor in [1 - x, 1 + x], as torchvision's ColorJitter. GuYuc: 0.126. */
  readonly brightness?: number;
  /** Blend with grey by a random factor in [1 - x, 1 + x], as torchvision's ColorJitter. GuYuc: 0.5. */
  readonly saturation?: number;
}

/** For single cells: the family's jitter and flip, also vertical flips and any rotation. Source: inferred. */
export const CELL_AUGMENT: AugmentOptions = {
  flipHorizontal: true,
  flipVertical: true,
  rotate: 180,
  brightness: 0.126,
  saturation: 0.5,
};

/**
 * Checks augmentation options.
 * @throws {ParameterError} naming the option that is out of range
 */
export function checkAugmentOptions(options: AugmentOptions): void {
  const { rotate = 0, scale = [1, 1], brightness = 0, saturation = 0 } = options;
  if (!(rotate >= 0 && rotate <= 180)) {
    throw new ParameterError('rotate', `augment.rotate: must be 0 to 180 degrees, got ${String(rotate)}`);
  }
  if (!(scale[0] > 0 && scale[1] >= scale[0] && scale[1] <= 10)) {
    throw new ParameterError(
      'scale',
      `augment.scale: must be [low, high] with 0 < low <= high <= 10, got [${scale.join(', ')}]`,
    );
  }
  for (const [name, value] of Object.entries({ brightness, saturation })) {
    if (!(value >= 0 && value <= 1)) {
      throw new ParameterError(name, `augment.${name}: must be 0 to 1, got ${String(value)}`);
    }
  }
}
