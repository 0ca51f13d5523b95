import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import { depthInside, diamondAngle, drawOutline, reach } from '../../../lib/data/synth/outline.ts';

const circle = {
  centre: { x: 50, y: 40 },
  radius: 20,
  elongation: 1,
  waviness: 0,
  roughness: 0,
  indentation: 0,
};

describe('outline', () => {
  it('without waves, nicks or dents is a circle', () => {
    const outline = drawOutline(Random.fromSeed(1), circle);
    const close = (a: number, b: number): void => {
      assert.ok(Math.abs(a - b) < 1e-4, `${a} ${b}`);
    };
    close(depthInside(outline, 50, 40), 20);
    close(depthInside(outline, 70, 40), 0);
    close(depthInside(outline, 50, 15), -5);
    close(depthInside(outline, 50 - 6, 40 + 8), 10);
    close(reach(outline), 20);
  });

  it('of elongation 4 is twice as long and half as wide', () => {
    const { radii } = drawOutline(Random.fromSeed(2), { ...circle, elongation: 4 });
    assert.ok(Math.abs(Math.max(...radii) - 40) < 0.1);
    assert.ok(Math.abs(Math.min(...radii) - 10) < 0.1);
  });

  it('with a dent comes in to the asked depth and goes out nowhere', () => {
    const { radii } = drawOutline(Random.fromSeed(3), { ...circle, indentation: 0.25 });
    assert.ok(Math.abs(Math.min(...radii) - 15) < 0.1);
    assert.ok(Math.max(...radii) <= 20 + 1e-9);
  });

  it('diamond angles grow with the angle, from 0 to 4', () => {
    const round = Array.from({ length: 64 }, (_, i) => (2 * Math.PI * i) / 64);
    const angles = round.map((angle) => diamondAngle(Math.cos(angle), Math.sin(angle)));
    assert.ok(angles.every((angle, i) => i === 0 || angle > angles[i - 1]!));
    assert.deepEqual(
      [diamondAngle(1, 0), diamondAngle(0, 1), diamondAngle(-1, 0), diamondAngle(0, -1)],
      [0, 1, 2, 3],
    );
    assert.equal(diamondAngle(0, 0), 0);
  });
});
