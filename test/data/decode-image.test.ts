import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { decodeBytes, decodeImage } from '../../lib/data/decode-image.ts';
import { bytesOf, GOLDEN } from './golden.ts';
import { bmpBytes, noise, pngBytes, put, SHARED_DATA, withFolder } from './make-images.ts';

async function reasonFor(bytes: Uint8Array, name = 'cell.bmp', maxPixels = 1e6): Promise<string> {
  try {
    await decodeBytes(bytes, name, { maxPixels });
  } catch (error) {
    assert.ok(error instanceof DataError, String(error));
    assert.equal(error.problems[0]?.path, name);
    return error.problems[0].reason;
  }
  return assert.fail('was decoded');
}

describe('decodeImage', () => {
  it('reads a 2x2 BMP: rows from the bottom, blue first', async () => {
    const image = await decodeBytes(
      bmpBytes({ width: 2, height: 2, data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3) }),
      'cell.bmp',
    );
    assert.deepEqual([...image.data], [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3]);
    assert.deepEqual([image.width, image.height, image.format, image.notes], [2, 2, 'bmp', []]);
  });

  for (const { name, file, width, height, pixels } of GOLDEN.bmp) {
    it(`gives PIL's pixels for a BMP with ${name}`, async () => {
      const image = await decodeBytes(bytesOf(file), 'cell.bmp');
      assert.deepEqual([image.width, image.height], [width, height]);
      assert.deepEqual(image.data, bytesOf(pixels));
    });
  }

  const samples = new URL('bmp-samples/', SHARED_DATA);
  for (const [name, digest] of Object.entries(GOLDEN.samples)) {
    (existsSync(samples) ? it : it.skip)(
      `gives PIL's pixels for C-NMC's own ${name} (real cells)`,
      async () => {
        const image = await decodeImage(fileURLToPath(new URL(name, samples)));
        assert.equal(createHash('sha256').update(image.data).digest('hex'), digest);
        assert.equal(image.width, name.startsWith('final') ? 600 : 450);
      },
    );
  }

  it('gives back what was encoded as BMP and PNG, at any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), async (w, h) => {
        const image = noise(w, h, w * 16 + h);
        const fromBmp = await decodeBytes(bmpBytes(image), 'a.bmp');
        const fromPng = await decodeBytes(await pngBytes(image), 'a.png');
        assert.deepEqual(fromBmp.data, image.data);
        assert.deepEqual(fromPng.data, image.data);
      }),
      { numRuns: 30 },
    );
  });

  it('reads TIFF and WebP to the pixel, JPEG nearly', async () => {
    const image = noise(8, 6);
    const raw = sharp(image.data, { raw: { width: 8, height: 6, channels: 3 } });
    const tiff = await decodeBytes(await raw.clone().tiff({ compression: 'lzw' }).toBuffer(), 'a.TIF');
    const webp = await decodeBytes(await raw.clone().webp({ lossless: true }).toBuffer(), 'a.webp');
    const flat = sharp({ create: { width: 8, height: 6, channels: 3, background: '#804020' } });
    const jpeg = await decodeBytes(await flat.jpeg().toBuffer(), 'a.JPG');
    assert.deepEqual(tiff.data, image.data);
    assert.deepEqual(webp.data, image.data);
    for (const [i, value] of jpeg.data.entries()) assert.ok(Math.abs(value - [128, 64, 32][i % 3]!) <= 3);
    assert.deepEqual([tiff.format, webp.format, jpeg.format], ['tiff', 'webp', 'jpeg']);
  });

  it('makes RGB of grey, 8 bits of 16, black of transparent', async () => {
    const grey = await sharp(Buffer.from([0, 100, 200, 255]), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    assert.deepEqual(
      [...(await decodeBytes(grey, 'a.png')).data],
      [0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255],
    );
    const wide = await sharp(Uint16Array.of(0, 0x8000, 0xffff), { raw: { width: 1, height: 1, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    assert.deepEqual([...(await decodeBytes(wide, 'a.png')).data], [0, 128, 255]);
    const glass = await sharp(Buffer.from([200, 100, 50, 0, 200, 100, 50, 255]), {
      raw: { width: 2, height: 1, channels: 4 },
    })
      .png()
      .toBuffer();
    assert.deepEqual([...(await decodeBytes(glass, 'a.png')).data], [0, 0, 0, 200, 100, 50]);
  });

  it("turns a picture the way the camera's orientation says, and leaves colour profiles alone", async () => {
    const turned = await sharp(Buffer.from([255, 0, 0, 0, 0, 255]), {
      raw: { width: 2, height: 1, channels: 3 },
    })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const image = await decodeBytes(turned, 'a.png');
    assert.deepEqual([image.width, image.height], [1, 2]);
    const source = noise(4, 4);
    const profiled = await sharp(source.data, { raw: { width: 4, height: 4, channels: 3 } })
      .withIccProfile('p3', { attach: true })
      .png()
      .toBuffer();
    const plain = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
    assert.deepEqual(Buffer.from((await decodeBytes(profiled, 'a.png')).data), plain);
  });

  it('goes by content and notes a wrong name', async () => {
    const image = await decodeBytes(await pngBytes(noise(3, 3)), 'cell.bmp');
    assert.equal(image.format, 'png');
    assert.deepEqual(image.notes, ['named as BMP but holds PNG']);
  });

  it('says why a file cannot be used', async () => {
    const bmp = bmpBytes(noise(10, 10));
    const png = await pngBytes(noise(40, 40));
    assert.match(await reasonFor(bmp.subarray(0, 200)), /^truncated \(200 of 374 bytes\)$/);
    assert.match(await reasonFor(bmp.subarray(0, 30)), /^truncated/);
    assert.match(await reasonFor(png.subarray(0, png.length >> 1), 'cell.png'), /^damaged PNG \(/);
    assert.equal(await reasonFor(Buffer.from('hello, I am no image\n')), 'not an image (text)');
    assert.match(await reasonFor(Buffer.from('version https://git-lfs.github.com/spec/v1\n')), /Git LFS/);
    assert.equal(await reasonFor(Buffer.alloc(500)), 'not an image (only zero bytes)');
    assert.match(
      await reasonFor(Buffer.from('BM but the rest of it is text, which makes for a strange header.....')),
      /BMP/,
    );
  });

  it('refuses absurd dimensions before it allocates anything', async () => {
    const bomb = Buffer.from(bmpBytes(noise(4, 4)));
    bomb.writeInt32LE(2_000_000_000, 18);
    bomb.writeInt32LE(-2_000_000_000, 22);
    assert.match(await reasonFor(bomb), /more than the limit/);
    const large = await sharp({ create: { width: 2000, height: 2000, channels: 3, background: '#000' } })
      .png()
      .toBuffer();
    assert.ok(large.length < 100_000);
    assert.equal(await reasonFor(large, 'bomb.png'), 'more pixels than the limit');
  });

  it('never throws anything but a DataError, whatever bytes come', async () => {
    const start = [bmpBytes(noise(6, 6)), await pngBytes(noise(6, 6))];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...start),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.nat(400),
        async (file, edits, length) => {
          const bytes = Buffer.from(file.subarray(0, length));
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          try {
            const image = await decodeBytes(bytes, 'x.bmp', { maxPixels: 10_000 });
            assert.equal(image.data.length, image.width * image.height * 3);
          } catch (error) {
            assert.ok(error instanceof DataError, String(error));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('names missing and empty files, and folders named like images', () =>
    withFolder(async (folder) => {
      await mkdir(join(folder, 'x.bmp'));
      await put(join(folder, 'empty.bmp'), '');
      const reason = async (name: string): Promise<string | undefined> => {
        const error = await decodeImage(join(folder, name)).catch((thrown: unknown) => thrown);
        assert.ok(error instanceof DataError);
        return error.problems[0]?.reason;
      };
      assert.equal(await reason('x.bmp'), 'a folder, not a file');
      assert.equal(await reason('empty.bmp'), 'empty file');
      assert.equal(await reason('missing.bmp'), 'no such file');
    }));
});
