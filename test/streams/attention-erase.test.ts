import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../lib/core/random.ts';
import { erasePixels } from '../../lib/streams/attention-erase.ts';

const image = Uint8Array.of(1, 2, 3, 4, 5, 6);

describe('erasePixels (Eq. 4)', () => {
  it('replaces what is erased by the fill and leaves the rest', () => {
    const colours = {
      mean: [123.675, 116.28, 103.53],
      grey165: [165, 165, 165],
      black: [0, 0, 0],
    } as const;
    for (const fill of ['mean', 'grey165', 'black'] as const) {
      const erased = erasePixels({ data: image }, Uint8Array.of(0, 1), { fill, random: Random.fromSeed(1) });
      assert.deepEqual([...erased], [1, 2, 3, ...colours[fill].map(Math.fround)]);
    }
  });

  it('fills the mean by default values that ImageNet normalisation turns into 0', () => {
    const [red, green, blue] = erasePixels({ data: image }, Uint8Array.of(1, 1), {
      fill: 'mean',
      random: Random.fromSeed(1),
    });
    const normalised = [red! / 255 - 0.485, green! / 255 - 0.456, blue! / 255 - 0.406];
    assert.ok(normalised.every((value) => Math.abs(value) < 1e-7));
  });

  it('fills seeded noise over the whole range', () => {
    const black = new Uint8Array(3000);
    const gone = new Uint8Array(1000).fill(1);
    const noise = (seed: number): Float32Array =>
      erasePixels({ data: black }, gone, { fill: 'noise', random: Random.fromSeed(seed) });
    const first = noise(1);
    assert.deepEqual(noise(1), first);
    assert.notDeepEqual(noise(2), first);
    assert.ok(Math.min(...first) <= 2 && Math.max(...first) >= 253 && first.every(Number.isInteger));
    for (const channel of [0, 1, 2]) {
      const mean = first.reduce((sum, value, i) => (i % 3 === channel ? sum + value : sum), 0) / 1000;
      assert.ok(Math.abs(mean - 127.5) < 8, `channel ${String(channel)}: mean ${String(mean)}`);
    }
  });

  it('never touches other pixels', () => {
    const pixels = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.boolean()), {
      minLength: 1,
      maxLength: 40,
    });
    const fills = fc.constantFrom('mean' as const, 'grey165' as const, 'black' as const, 'noise' as const);
    fc.assert(
      fc.property(pixels, fills, (values, fill) => {
        const data = Float32Array.from(values.flatMap(([value]) => [value, value, value]));
        const gone = Uint8Array.from(values.map(([, on]) => (on ? 1 : 0)));
        const result = erasePixels({ data }, gone, { fill, random: Random.fromSeed(5) });
        gone.forEach((on, i) => {
          if (on === 0) assert.deepEqual(result.slice(3 * i, 3 * i + 3), data.slice(3 * i, 3 * i + 3));
        });
      }),
    );
  });
});
