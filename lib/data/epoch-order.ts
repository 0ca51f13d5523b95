import { Random } from '../core/random.ts';
import type { Label } from './dataset.ts';
import { areaBins } from './area-bins.ts';

/**
 * How an epoch goes through the images: `shuffle` takes each once; `classBalanced` draws as many of each class, the
 * rarer one going round again (its images then come more than once, each time differently augmented); `sizeBalanced`
 * does so within each bin of cell area, so that the size of a cell says nothing of its class beyond its bin (ours).
 */
export type Sampler = 'shuffle' | 'classBalanced' | 'sizeBalanced';

/** What `sizeBalanced` looks at. */
export interface SizeBins {
  /** Area of each cell in any unit, `[N]`; NaN where none can be seen. */
  readonly areas: ArrayLike<number>;
  /** How many bins; fewer are made where a bin would lack a class. */
  readonly bins: number;
}

/**
 * The order of one epoch; depends on nothing but its arguments.
 * @param labels - the class of each image, `[N]`
 * @param sampler - how images are drawn
 * @param options - seed (any safe integer), epoch, and cell sizes for `sizeBalanced`
 * @returns positions in the list, `[N]`
 */
export function epochOrder(
  labels: readonly Label[],
  sampler: Sampler,
  { seed, epoch, sizes }: { readonly seed: number; readonly epoch: number; readonly sizes?: SizeBins },
): Int32Array {
  const random = Random.derive(seed, 'order', epoch);
  const positions = Array.from(labels, (_, i) => i);
  if (sampler === 'shuffle') return Int32Array.from(random.shuffle(positions));
  const groups =
    sampler === 'sizeBalanced' && sizes !== undefined
      ? areaBins(labels, sizes.areas, sizes.bins)
      : [positions];
  const order = groups.flatMap((members, g) => balanced(members, labels, random, g % 2));
  return Int32Array.from(random.shuffle(order));
}

/** As many entries as there are members, half of each class; the odd one is of the class `first`. */
function balanced(
  members: readonly number[],
  labels: readonly Label[],
  random: Random,
  first: number,
): number[] {
  const classes = [first, 1 - first].map((label) => members.filter((i) => labels[i] === label));
  const present = classes.filter((own) => own.length > 0);
  return present.flatMap((own, c) => {
    const share = Math.ceil((members.length - c) / present.length);
    const rounds: number[] = [];
    while (rounds.length < share) rounds.push(...random.shuffle([...own]));
    return rounds.slice(0, share);
  });
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
