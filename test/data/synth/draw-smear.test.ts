import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import { drawSmear } from '../../../lib/data/synth/draw-smear.ts';

describe('drawSmear', () => {
  const smear = drawSmear({ random: Random.fromSeed(3) });
  const meanOf = (inside: (i: number) => boolean): number[] => {
    const sum = [0, 0, 0, 0];
    for (let i = 0; i < smear.cellMask.length; i++) {
      if (!inside(i)) continue;
      for (let c = 0; c < 3; c++) sum[c]! += smear.data[3 * i + c]!;
      sum[3]! += 1;
    }
    return sum.slice(0, 3).map((x) => x / sum[3]!);
  };

  it('is seeded', () => {
    assert.deepEqual(drawSmear({ random: Random.fromSeed(3) }).data, smear.data);
  });

  it('shows a violet nucleus, darker than its cytoplasm, on light ground', () => {
    const [red, green, blue] = meanOf((i) => smear.nucleusMask[i] === 1);
    assert.ok(blue! > red! && red! > green!, `${red!} ${green!} ${blue!}`);
    const cytoplasm = meanOf((i) => smear.cellMask[i] === 1 && smear.nucleusMask[i] === 0);
    assert.ok(cytoplasm[1]! > green! + 40);
    assert.ok(smear.data.some((value) => value > 225));
  });

  it('has red cells around: a good share of the ground is clearly redder than blue', () => {
    let ground = 0;
    let reddish = 0;
    for (let i = 0; i < smear.cellMask.length; i++) {
      if (smear.cellMask[i] === 1) continue;
      ground++;
      if (smear.data[3 * i]! - smear.data[3 * i + 2]! > 25) reddish++;
    }
    assert.ok(reddish / ground > 0.15 && reddish / ground < 0.8, String(reddish / ground));
  });
});
