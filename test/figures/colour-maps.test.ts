import assert from 'node:assert/strict';
import { colourTable, COLOUR_STEPS, type ColourMapName } from '../../lib/figures/colour-maps.ts';

function hexAt(name: ColourMapName, step: number): number[] {
  return [...colourTable(name).subarray(3 * step, 3 * step + 3)];
}

describe('colourTable', () => {
  // matplotlib 3's own colours at 0, 1/4, 1/2, 3/4 and 1.
  const matplotlib = {
    viridis: ['440154', '3b528b', '21918c', '5ec962', 'fde725'],
    cividis: ['00224e', '434e6c', '7d7c78', 'bcae6c', 'fee838'],
    inferno: ['000004', '57106e', 'bc3754', 'f98e09', 'fcffa4'],
  } as const;
  for (const [name, colours] of Object.entries(matplotlib)) {
    it(`${name} is matplotlib's within 6 of 255`, () => {
      colours.forEach((colour, i) => {
        const got = hexAt(name as ColourMapName, Math.round((i * (COLOUR_STEPS - 1)) / 4));
        const expected = [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
        got.forEach((value, c) => {
          assert.ok(Math.abs(value - expected[c]!) <= 6, `${i}: ${got.join()} is not ${expected.join()}`);
        });
      });
    });

    it(`${name} only grows lighter, for every reader`, () => {
      const table = colourTable(name as ColourMapName);
      let last = -1;
      for (let i = 0; i < COLOUR_STEPS; i++) {
        const light = 0.2126 * table[3 * i]! + 0.7152 * table[3 * i + 1]! + 0.0722 * table[3 * i + 2]!;
        assert.ok(light >= last - 0.75, `step ${i}`);
        last = light;
      }
    });
  }

  it('jet runs from dark blue over green to dark red', () => {
    assert.deepEqual(hexAt('jet', 0), [0, 0, 128]);
    assert.deepEqual(hexAt('jet', 255), [128, 0, 0]);
    const [r, g, b] = hexAt('jet', 127);
    assert.ok(g === 255 && Math.abs(r! - 127) < 3 && Math.abs(b! - 128) < 3);
  });
});
