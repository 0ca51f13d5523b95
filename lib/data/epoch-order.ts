import { Random } from '../core/random.ts';
import type { Label } from './dataset.ts';

/**
 * How an epoch goes through the images: `shuffle` takes each once; `class-balanced` draws as many of each class, the
 * rarer one going round again (its images then come more than once, each time differently augmented).
 */
export type Sampler = 'shuffle' | 'class-balanced';

/**
 * The order of one epoch; depends on nothing but its arguments.
 * @param labels - the class of each image, `[N]`
 * @param sampler - how images are drawn
 * @param seed - any safe integer
 * @param epoch - which epoch
 * @returns positions in the list, `[N]`
 */
export function epochOrder(
  labels: readonly Label[],
  sampler: Sampler,
  seed: number,
  epoch: number,
): Int32Array {
  const random = Random.derive(seed, 'order', epoch);
  const positions = Array.from(labels, (_, i) => i);
  if (sampler === 'shuffle') return Int32Array.from(random.shuffle(positions));
  const classes = [0, 1].map((label) => positions.filter((i) => labels[i] === label));
  const present = classes.filter((members) => members.length > 0);
  const order = present.flatMap((members, c) => {
    // The first class takes the odd one, so that the epoch has N images whatever N is.
    const share = Math.ceil((labels.length - c) / present.length);
    const rounds: number[] = [];
    while (rounds.length < share) rounds.push(...random.shuffle([...members]));
    return rounds.slice(0, share);
  });
  return Int32Array.from(random.shuffle(order));
}

/**
 * How often each entry of an order has come before in it, `[N]`.
 * @param order - positions in a list
 */
export function countRepeats(order: Int32Array): Int32Array {
  const seen = new Map<number, number>();
  return order.map((index) => {
    const before = seen.get(index) ?? 0;
    seen.set(index, before + 1);
    return before;
  });
}
