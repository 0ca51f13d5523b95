import type { AttentionMaps } from './attention-maps.ts';

/** The map number that stands for the mean of all M maps: what drives both streams at test (Method 3). */
export const MEAN_MAP: number = -1;

/**
 * Takes one attention map, or the mean of all, out of a batch: S, `[height, width]`, at the network's own size.
 * Source: one map in training, mean map at test: TF, GuYuc.
 * @param attention - `[batch, height, width, maps]`
 * @param image - position in the batch
 * @param map - 0 to M - 1, or {@link MEAN_MAP}
 */
export function attentionMapOf(attention: AttentionMaps, image: number, map: number): Float32Array {
  const { data, height, width, maps } = attention;
  const cells = height * width;
  const result = new Float32Array(cells);
  for (let cell = 0, at = image * cells * maps; cell < cells; cell++, at += maps) {
    if (map >= 0) {
      result[cell] = data[at + map]!;
      continue;
    }
    let sum = 0;
    for (let k = 0; k < maps; k++) sum += data[at + k]!;
    result[cell] = sum / maps;
  }
  return result;
}
