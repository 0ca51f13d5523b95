import type { Progress } from '../core/progress.ts';

/**
 * How far work on images has got, in the words of a progress listener.
 * @param phase - what is done
 * @param done - images so far
 * @param total - images in all
 * @param rate - images a second, where it is known
 */
export function imageProgress(
  phase: string,
  done: number,
  total: number,
  rate: number | undefined,
): Progress {
  const left = rate === undefined ? {} : { rate, secondsLeft: (total - done) / rate };
  return { phase, done, total, unit: 'images', ...left };
}
