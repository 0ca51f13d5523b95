import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import { drawCell, type DrawnCell } from '../../../lib/data/synth/draw-cell.ts';

const draw = (label: 0 | 1, seed = 7, differentiation?: number): DrawnCell =>
  drawCell({
    label,
    random: Random.fromSeed(seed),
    ...(differentiation === undefined ? {} : { differentiation }),
  });

/** Green values (the channel in which chromatin shows most) of the nucleus, sorted. */
function nuclearGreens({ data, nucleusMask }: DrawnCell): number[] {
  const greens: number[] = [];
  nucleusMask.forEach((inside, i) => {
    if (inside === 1) greens.push(data[3 * i + 1]!);
  });
  return greens.sort((a, b) => a - b);
}

/** How much of the green channel's variance lies in averages over blocks of 12 px: coarse detail against fine. */
function coarseness({ data, nucleusMask, width, height }: DrawnCell): number {
  const greens = nuclearGreens({ data, nucleusMask } as DrawnCell);
  const mean = greens.reduce((sum, x) => sum + x, 0) / greens.length;
  const variance = greens.reduce((sum, x) => sum + (x - mean) ** 2, 0) / greens.length;
  const blocks: number[] = [];
  for (let top = 0; top + 12 <= height; top += 12) {
    for (let left = 0; left + 12 <= width; left += 12) {
      let sum = 0;
      let count = 0;
      for (let y = top; y < top + 12; y++) {
        for (let x = left; x < left + 12; x++) {
          if (nucleusMask[y * width + x] !== 1) continue;
          sum += data[3 * (y * width + x) + 1]!;
          count++;
        }
      }
      if (count === 144) blocks.push(sum / count);
    }
  }
  return blocks.reduce((sum, x) => sum + (x - mean) ** 2, 0) / blocks.length / variance;
}

describe('drawCell', () => {
  it('draws the same pixels from the same seed and others from another', () => {
    assert.deepEqual(draw(1).data, draw(1).data);
    assert.notDeepEqual(draw(1).data, draw(1, 8).data);
  });

  it('draws a 450 x 450 tile, black outside of the cell and nowhere black inside', () => {
    const { width, height, data, cellMask, nucleusMask } = draw(0);
    assert.deepEqual([width, height, data.length], [450, 450, 450 * 450 * 3]);
    assert.equal(cellMask[225 * 450 + 225], 1);
    cellMask.forEach((inside, i) => {
      const darkest = Math.min(data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!);
      const lightest = Math.max(data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!);
      assert.ok(inside === 1 ? darkest > 0 : lightest === 0);
      assert.ok(nucleusMask[i]! <= inside, 'the nucleus lies in the cell');
    });
  });

  it('gives both classes the same silhouette and the same nucleus, whatever is inside', () => {
    for (const seed of [1, 2, 3]) {
      const [normal, blast] = [draw(0, seed), draw(1, seed)];
      assert.deepEqual(normal.cellMask, blast.cellMask);
      assert.deepEqual(normal.nucleusMask, blast.nucleusMask);
      assert.notDeepEqual(normal.data, blast.data);
    }
  });

  it('gives both classes the same nuclear histogram', () => {
    for (const seed of [1, 2, 3]) {
      const [mature, young] = [nuclearGreens(draw(0, seed, 1)), nuclearGreens(draw(1, seed, 0))];
      assert.equal(mature.length, young.length);
      for (const rank of [0.1, 0.25, 0.5, 0.75, 0.9]) {
        const i = Math.floor(rank * mature.length);
        assert.ok(Math.abs(mature[i]! - young[i]!) <= 3, `seed ${seed}, ${rank}: ${mature[i]!} ${young[i]!}`);
      }
    }
  });

  it('makes the chromatin coarser with differentiation', () => {
    for (const seed of [1, 2, 3]) {
      const [young, mature] = [coarseness(draw(1, seed, 0)), coarseness(draw(1, seed, 1))];
      assert.ok(mature > 1.2 * young, `${young} ${mature}`);
    }
  });

  it('draws one to three nucleoli inside young nuclei, paler than their rim, and none in mature ones', () => {
    for (let seed = 1; seed <= 6; seed++) {
      assert.equal(draw(0, seed, 1).nucleoli.length, 0);
      const { nucleoli, nucleusMask, data } = draw(1, seed, 0);
      assert.ok(nucleoli.length >= 1 && nucleoli.length <= 3);
      for (const { x, y, radius } of nucleoli) {
        assert.ok(radius * 2 >= 16 && radius * 2 <= 60);
        const at = Math.round(y) * 450 + Math.round(x);
        assert.equal(nucleusMask[at], 1);
        assert.ok(
          meanGreen(data, { x, y, from: 0, to: radius * 0.5 }) >
            meanGreen(data, { x, y, from: radius * 1.05, to: radius * 1.3 }),
        );
      }
    }
  });
});

interface Ring {
  readonly x: number;
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

function meanGreen(data: Uint8Array, { x, y, from, to }: Ring): number {
  let sum = 0;
  let count = 0;
  for (let py = Math.floor(y - to); py <= y + to; py++) {
    for (let px = Math.floor(x - to); px <= x + to; px++) {
      const distance = Math.hypot(px - x, py - y);
      if (distance < from || distance > to) continue;
      sum += data[3 * (py * 450 + px) + 1]!;
      count++;
    }
  }
  return sum / count;
}
