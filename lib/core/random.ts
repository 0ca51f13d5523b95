import { cos, log } from './portable-math.ts';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { ParameterError } from './errors/parameter-error.ts';

/** A generator's whole state as plain numbers: fit for JSON, enough to go on from bit for bit. */
export type RandomState = readonly number[];

/**
 * The one source of chance in wt-dfn: a seeded, serialisable pseudo-random generator (xoroshiro128+).
 * Same seed, same calls: same numbers, on every machine.
 */
export class Random {
  readonly #generator: RandomGenerator;

  private constructor(generator: RandomGenerator) {
    this.#generator = generator;
  }

  /**
   * Starts a generator.
   * @param seed - any safe integer
   * @throws {ParameterError} if the seed is not a safe integer
   */
  static fromSeed(seed: number): Random {
    if (!Number.isSafeInteger(seed)) {
      throw new ParameterError('seed', `seed: must be a whole number, got ${String(seed)}`);
    }
    return new Random(xoroshiro128plus(seed));
  }

  /** Goes on where {@link Random.state} was taken. */
  static fromState(state: RandomState): Random {
    return new Random(xoroshiro128plusFromState(state));
  }

  /**
   * A generator that depends only on a seed and a path of labels, such as `(7, 'augment', epoch, image)`:
   * work that runs in any order or thread then draws the same numbers.
   * @param seed - any safe integer
   * @param labels - what the numbers are for
   */
  static derive(seed: number, ...labels: readonly (string | number)[]): Random {
    // FNV-1a over the labels, mixed with the seed: cheap, and different labels give unrelated streams.
    let hash = 0x811c9dc5;
    for (const char of [seed, ...labels].join('\u001f')) {
      hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
    }
    const random = new Random(xoroshiro128plus(hash));
    for (let i = 0; i < 4; i++) random.#generator.next();
    return random;
  }

  /** The present state, for a checkpoint. */
  state(): RandomState {
    return this.#generator.getState();
  }

  /** A number in [0, 1) with 32 random bits, or in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * ((this.#generator.next() >>> 0) / 0x1_0000_0000);
  }

  /** A whole number in [low, high], both ends included, each as likely. */
  integer(low: number, high: number): number {
    return uniformInt(this.#generator, low, high);
  }

  /** A normally distributed number (Box-Muller). */
  normal(mean = 0, standardDeviation = 1): number {
    const radius = Math.sqrt(-2 * log(1 - this.uniform()));
    return mean + standardDeviation * radius * cos(2 * Math.PI * this.uniform());
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /**
   * Draws an index with probability proportional to its weight.
   * @param weights - numbers >= 0; all zero means that every index is as likely
   */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i]!;
    if (!(total > 0)) return this.integer(0, weights.length - 1);
    let left = this.uniform(0, total);
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i]! <= 0) continue;
      last = i;
      left -= weights[i]!;
      if (left < 0) break;
    }
    return last;
  }

  /** Puts the items into random order, in place (Fisher-Yates), and returns them. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }
}
