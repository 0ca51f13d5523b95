import type { Random } from '../../core/random.ts';
import { direction, type Vector } from './portable-maths.ts';

const TABLE = 256;
const LAST = TABLE - 1;

/** What the nearest seed of {@link SeedNoise} says about a place. */
export interface NearestSeeds {
  /** Distance to the nearest seed, in cells of the grid. */
  first: number;
  /** Distance to the second nearest, at least `first`. */
  second: number;
  /** A number in [-1, 1) that belongs to the nearest seed. */
  shade: number;
}

function shuffledTable(random: Random): Uint8Array {
  const order = random.shuffle(Array.from({ length: TABLE }, (_, i) => i));
  return Uint8Array.from([...order, ...order]);
}

/** Smooth random hills and valleys one unit wide (Perlin's gradient noise), turned by a random angle. */
export class GradientNoise {
  readonly #order: Uint8Array;
  readonly #gradients: Float64Array;
  readonly #turn: Vector;

  constructor(random: Random) {
    this.#order = shuffledTable(random);
    this.#gradients = new Float64Array(TABLE * 2);
    for (let i = 0; i < TABLE; i++) {
      const { x, y } = direction(random);
      this.#gradients[2 * i] = x;
      this.#gradients[2 * i + 1] = y;
    }
    // The noise lies on a square grid; turning it keeps the grid's axes from showing in every picture alike.
    this.#turn = direction(random);
  }

  /** The height at a place: mean 0, standard deviation about 0.25, never beyond -1 or 1. */
  at(x: number, y: number): number {
    const { x: c, y: s } = this.#turn;
    const u = c * x - s * y;
    const v = s * x + c * y;
    const column = Math.floor(u);
    const row = Math.floor(v);
    const du = u - column;
    const dv = v - row;
    const su = du * du * du * (du * (du * 6 - 15) + 10);
    const sv = dv * dv * dv * (dv * (dv * 6 - 15) + 10);
    const top = this.#corner(column, row, du, dv);
    const bottom = this.#corner(column, row + 1, du, dv - 1);
    const topRight = this.#corner(column + 1, row, du - 1, dv);
    const bottomRight = this.#corner(column + 1, row + 1, du - 1, dv - 1);
    const upper = top + su * (topRight - top);
    const lower = bottom + su * (bottomRight - bottom);
    return upper + sv * (lower - upper);
  }

  #corner(column: number, row: number, dx: number, dy: number): number {
    const hash = this.#order[this.#order[column & LAST]! + (row & LAST)]!;
    return this.#gradients[2 * hash]! * dx + this.#gradients[2 * hash + 1]! * dy;
  }
}

/** Scattered seeds, one a unit square, and the distances to them (Worley's cellular noise): blocks with seams. */
export class SeedNoise {
  readonly #order: Uint8Array;
  readonly #seeds: Float64Array;

  constructor(random: Random) {
    this.#order = shuffledTable(random);
    this.#seeds = Float64Array.from({ length: TABLE * 3 }, () => random.uniform());
  }

  /** Writes the nearest seeds of a place into `into`, which saves an object a pixel. */
  nearest(x: number, y: number, into: NearestSeeds): void {
    const column = Math.floor(x);
    const row = Math.floor(y);
    let first = Infinity;
    let second = Infinity;
    let shade = 0;
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const hash = 3 * this.#order[this.#order[c & LAST]! + (r & LAST)]!;
        const dx = c + 0.1 + 0.8 * this.#seeds[hash]! - x;
        const dy = r + 0.1 + 0.8 * this.#seeds[hash + 1]! - y;
        const squared = dx * dx + dy * dy;
        if (squared < first) {
          second = first;
          first = squared;
          shade = this.#seeds[hash + 2]!;
        } else if (squared < second) {
          second = squared;
        }
      }
    }
    into.first = Math.sqrt(first);
    into.second = Math.sqrt(second);
    into.shade = 2 * shade - 1;
  }
}
