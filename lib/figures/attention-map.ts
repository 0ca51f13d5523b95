import { ParameterError } from '../core/errors/parameter-error.ts';

/** One attention map: activations >= 0, rows from the top, `data[y * width + x]`. */
export interface AttentionMap {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** Attention maps of a batch as the network gives them, `[batch, height, width, maps]`. */
export interface AttentionStack {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly maps: number;
}

/** Which map of an image: a number from 0, the mean over all, or the largest at each place (CAL). */
export type MapChoice = number | 'mean' | 'max';

/**
 * Takes one attention map of one image out of a batch.
 * @param stack - `[batch, height, width, maps]`
 * @param choice - a map's number, `mean` (what places crop and erasure at test) or `max`
 * @param image - the image's place in the batch
 * @throws {ParameterError} for a map or an image that is not there
 */
export function pickMap(stack: AttentionStack, choice: MapChoice = 'mean', image = 0): AttentionMap {
  const { height, width, maps } = stack;
  const size = height * width;
  const images = stack.data.length / (size * maps);
  if (!(Number.isInteger(image) && image >= 0 && image < images)) {
    throw new ParameterError(
      'image',
      `pickMap: image must be 0 to ${Math.floor(images) - 1}, got ${image} with ${stack.data.length} activations`,
    );
  }
  if (typeof choice === 'number' && !(Number.isInteger(choice) && choice >= 0 && choice < maps)) {
    throw new ParameterError('choice', `pickMap: map must be 0 to ${maps - 1}, got ${choice}`);
  }
  const data = new Float32Array(size);
  for (let place = 0; place < size; place++) {
    const start = (image * size + place) * maps;
    const here = stack.data.subarray(start, start + maps);
    if (typeof choice === 'number') data[place] = here[choice]!;
    else data[place] = choice === 'max' ? Math.max(...here) : here.reduce((a, b) => a + b, 0) / maps;
  }
  return { data, height, width };
}

/**
 * Enlarges a map bilinearly with half-pixel centres (`align_corners` false), as the streams do by default.
 * @param map - any size
 * @param height - rows of the result
 * @param width - columns of the result
 */
export function enlargeMap(map: AttentionMap, height: number, width: number): AttentionMap {
  const data = new Float32Array(height * width);
  const between = (i: number, size: number, from: number): readonly [number, number, number] => {
    const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / size - 0.5));
    const low = Math.floor(place);
    return [low, Math.min(from - 1, low + 1), place - low];
  };
  for (let y = 0; y < height; y++) {
    const [top, bottom, down] = between(y, height, map.height);
    for (let x = 0; x < width; x++) {
      const [left, right, across] = between(x, width, map.width);
      const row = (r: number): number =>
        map.data[r * map.width + left]! * (1 - across) + map.data[r * map.width + right]! * across;
      data[y * width + x] = row(top) * (1 - down) + row(bottom) * down;
    }
  }
  return { data, height, width };
}
