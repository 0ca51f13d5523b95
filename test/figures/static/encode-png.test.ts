import assert from 'node:assert/strict';
import fc from 'fast-check';
import sharp from 'sharp';
import { CanvasStandIn } from '../../../lib/figures/static/canvas-stand-in.ts';
import { encodePng } from '../../../lib/figures/static/encode-png.ts';

describe('encodePng', () => {
  it('is read back by another library to the same pixels, RGB and RGBA', async () => {
    const side = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.constantFrom(3, 4),
        fc.infiniteStream(fc.nat(255)),
        async (w, h, c, bytes) => {
          const data = Uint8Array.from({ length: w * h * c }, () => bytes.next().value as number);
          const { data: back, info } = await sharp(encodePng({ width: w, height: h, data }))
            .raw()
            .toBuffer({ resolveWithObject: true });
          assert.deepEqual([info.width, info.height, info.channels], [w, h, c]);
          assert.deepEqual([...back], [...data]);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('CanvasStandIn', () => {
  it('fills boxes, takes pixels and gives them back', () => {
    const canvas = new CanvasStandIn();
    canvas.resize(2, 1);
    canvas.context.fillStyle = 'rgb(1,2,3)';
    canvas.context.fillRect(0, 0, 1, 1);
    canvas.context.putImageData({ width: 1, height: 1, data: Uint8ClampedArray.of(9, 8, 7, 255) }, 1, 0);
    assert.deepEqual([...canvas.context.getImageData(0, 0, 2, 1).data], [1, 2, 3, 255, 9, 8, 7, 255]);
    canvas.context.clearRect(0, 0, 1, 1);
    assert.deepEqual([...canvas.context.getImageData(0, 0, 1, 1).data], [0, 0, 0, 0]);
  });

  it('is emptied when it is resized, and reads every way to write a colour', () => {
    const canvas = new CanvasStandIn();
    canvas.resize(1, 1);
    const colours = { '#0f0': [0, 255, 0, 255], '#102030': [16, 32, 48, 255], 'rgba(1,2,3,0)': [1, 2, 3, 0] };
    for (const [colour, rgba] of Object.entries(colours)) {
      canvas.context.fillStyle = colour;
      canvas.context.fillRect(0, 0, 1, 1);
      assert.deepEqual([...canvas.context.getImageData(0, 0, 1, 1).data], rgba);
    }
    canvas.resize(2, 1);
    assert.deepEqual(new Set(canvas.context.getImageData(0, 0, 2, 1).data), new Set([0]));
    assert.match(canvas.toDataURL(), /^data:image\/png;base64,/);
  });
});
