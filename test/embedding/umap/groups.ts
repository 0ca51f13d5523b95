import { Random } from '../../../lib/core/random.ts';

/** Groups of points around middles that lie apart. */
export function groups(count: number, size: number, seed = 1): { data: number[][]; labels: number[] } {
  const random = Random.fromSeed(seed);
  const middles = Array.from({ length: count }, () => Array.from({ length: 5 }, () => random.normal(0, 4)));
  const labels = Array.from({ length: count * size }, (_, i) => i % count);
  return {
    data: labels.map((label) => middles[label]!.map((value) => value + random.normal(0, 0.5))),
    labels,
  };
}
