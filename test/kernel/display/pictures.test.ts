import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { DisplayBundle } from '../../../lib/kernel/display/display-bundle.ts';
import { displayBundle } from '../../../lib/kernel/display/display-value.ts';

function textOf(bundle: DisplayBundle): string {
  const text = bundle.data['text/plain'];
  assert.equal(typeof text, 'string');
  return text as string;
}

describe('displayBundle of bytes and pictures', () => {
  const pixels = sharp({ create: { width: 6, height: 4, channels: 3, background: '#ff0000' } });
  const decoded = async (
    bundle: DisplayBundle,
    type = 'image/png',
  ): Promise<{ width: number; height: number; first: number[] }> => {
    const file = Buffer.from(bundle.data[type] as string, 'base64');
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, first: [...data.subarray(0, 3)] };
  };

  it('shows picture files as they are, and says what they are', async () => {
    const png = await pixels.clone().png().toBuffer();
    const bundle = await displayBundle(new Uint8Array(png));
    assert.equal(bundle.data['image/png'], png.toString('base64'));
    assert.match(textOf(bundle), /^PNG picture, 6 x 4 pixels, \d+ bytes$/);
    const jpeg = await displayBundle(await pixels.clone().jpeg().toBuffer());
    assert.deepEqual((await decoded(jpeg, 'image/jpeg')).width, 6);
    assert.ok((await displayBundle(await pixels.clone().gif().toBuffer())).data['image/gif']);
  });

  it('draws SVG pictures sharp, and those full of photographs at their own size', async () => {
    const noise = Buffer.from(Array.from({ length: 150 * 150 * 3 }, (_, i) => (i * i * 7919) >>> 5));
    const photograph = await sharp(noise, { raw: { width: 150, height: 150, channels: 3 } })
      .png()
      .toBuffer();
    const picture = (inside: string): object => ({
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">${inside}</svg>`,
      width: 300,
      height: 200,
    });
    const line = await displayBundle(picture('<path d="M0 0L300 200" stroke="black"/>'));
    assert.equal((await decoded(line)).width, 600);
    const source = `data:image/png;base64,${photograph.toString('base64')}`;
    const heavy = await displayBundle(picture(`<image href="${source}" width="300" height="200"/>`));
    assert.equal((await decoded(heavy)).width, 300);
    assert.deepEqual(heavy.metadata['image/png'], { width: 300, height: 200 });
  });

  it('writes WebP and SVG as PNG', async () => {
    assert.deepEqual(
      await decoded(await displayBundle(await pixels.clone().webp({ lossless: true }).toBuffer())),
      { width: 6, height: 4, first: [255, 0, 0] },
    );
    const svg =
      '<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg" width="8" height="5"><rect width="8" height="5" fill="#00f"/></svg>';
    assert.deepEqual(await decoded(await displayBundle(Buffer.from(svg))), {
      width: 8,
      height: 5,
      first: [0, 0, 255],
    });
  });

  it('shows damaged picture files as bytes', async () => {
    const text = textOf(await displayBundle(Buffer.from('\x89PNG\r\n\x1a\nnot a picture', 'latin1')));
    assert.match(text, /^Buffer\(21\) · 21 bytes · min 10 · max 137 · mean .*\n89 50 4e 47/);
  });

  it('draws what sharp holds, at most 1,000 pixels a side, and leaves it usable', async () => {
    const image = pixels.clone().resize(3000, 1500);
    const bundle = await displayBundle(image);
    assert.deepEqual(await decoded(bundle), { width: 1000, height: 500, first: [255, 0, 0] });
    assert.match(textOf(bundle), /3000 x 1500 pixels.*shown at 1000 x 500/);
    assert.equal((await image.toBuffer({ resolveWithObject: true })).info.width, 3000);
  });

  it('draws raster images and finished SVG pictures', async () => {
    const raster = { width: 2, height: 1, data: new Uint8Array([0, 255, 0, 0, 0, 0]) };
    assert.deepEqual((await decoded(await displayBundle(raster))).first, [0, 255, 0]);
    const svg = {
      svg: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="3"><rect width="9" height="3" fill="#0f0"/></svg>',
      width: 9,
      height: 3,
    };
    const bundle = await displayBundle(svg);
    assert.deepEqual(await decoded(bundle), { width: 18, height: 6, first: [0, 255, 0] });
    assert.deepEqual(bundle.metadata, { 'image/png': { width: 9, height: 3 } });
  });

  it('tells type, length, range, first and last values of typed arrays and buffers', async () => {
    const numbers = Float32Array.from({ length: 1000 }, (_, i) => (i === 500 ? NaN : i));
    assert.equal(
      textOf(await displayBundle(numbers)),
      'Float32Array(1,000) · 4.0 kB · min 0 · max 999 · mean 499.5 · 1 NaN\n[0, 1, 2, 3, 4, 5, 6, 7, …, 992, 993, 994, 995, 996, 997, 998, 999]',
    );
    assert.equal(
      textOf(await displayBundle(new BigInt64Array([-3n, 5n]))),
      'BigInt64Array(2) · 16 bytes · min -3 · max 5 · mean 1\n[-3, 5]',
    );
    assert.equal(textOf(await displayBundle(new Uint8Array(0))), 'Uint8Array(0) · 0 bytes');
    assert.equal(
      textOf(await displayBundle(new Uint8Array([1, 255]).buffer)),
      'ArrayBuffer of 2 bytes\n01 ff',
    );
  });
});
