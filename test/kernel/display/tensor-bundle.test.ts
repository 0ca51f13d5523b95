import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { colourTable } from '../../../lib/figures/colour-maps.ts';
import { displayBundle } from '../../../lib/kernel/display/display-value.ts';
import { heatMapPixels } from '../../../lib/kernel/display/heat-map.ts';
import { nestedValues } from '../../../lib/kernel/display/nested-values.ts';
import { summariseNumbers } from '../../../lib/kernel/display/number-summary.ts';
import { plainText } from '../../../lib/kernel/display/plain-text.ts';

async function shown(make: () => tf.Tensor): Promise<Record<string, string>> {
  const tensor = make();
  try {
    return (await displayBundle(tensor)).data as Record<string, string>;
  } finally {
    tensor.dispose();
  }
}

async function pixels(
  png: string,
): Promise<{ width: number; height: number; at: (x: number, y: number) => number[] }> {
  const { data, info } = await sharp(Buffer.from(png, 'base64'))
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { width, height, at: (x, y) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)] };
}

describe('displayBundle of tensors', () => {
  it('tells shape, kind, range and values, and draws a heat map', async () => {
    const data = await shown(() => tf.tensor2d([1, NaN, 3, 4, Infinity, 6], [2, 3]));
    assert.equal(
      data['text/plain'],
      'Tensor float32 [2, 3] · 6 values · min 1 · max 6 · mean 3.5 · 1 NaN · 1 infinite\n[[       1,      NaN,        3],\n [       4, Infinity,        6]]',
    );
    const html = data['text/html']!;
    assert.match(html, /<img alt="heat map of 2 x 3 values" width="72" height="48"/);
    assert.match(html, /grey: not finite/);
    const picture = await pixels(/base64,([^"]+)/.exec(html)![1]!);
    const viridis = colourTable('viridis');
    assert.deepEqual(picture.at(0, 0), [...viridis.subarray(0, 3), 255]);
    assert.deepEqual(picture.at(71, 47), [...viridis.subarray(765, 768), 255]);
    assert.deepEqual(picture.at(30, 0), [128, 128, 128, 255]);
  });

  it('shows scalars, strings, complex numbers and more axes as text', async () => {
    assert.deepEqual(await shown(() => tf.scalar(3.5)), { 'text/plain': 'Tensor float32 []\n3.5' });
    assert.deepEqual(await shown(() => tf.tensor1d(['a', 'b'])), {
      'text/plain': 'Tensor string [2] · 2 values\n["a", "b"]',
    });
    const empty = await shown(() => tf.zeros([0, 3]));
    assert.equal(empty['text/plain'], 'Tensor float32 [0, 3] · 0 values\n[]');
    assert.match(
      (await shown(() => tf.ones([2, 2, 2])))['text/plain']!,
      /\[2, 2, 2\] · 8 values · min 1.*\n\[\[\[1, 1\],\n {2}\[1, 1\]\],\n \[\[1, 1\]/,
    );
  });

  it('draws images of 0..255 and of 0..1 alike', async () => {
    const image = Array.from({ length: 5 * 4 * 3 }, (_, i) => (i % 3 === 1 ? 255 : 0));
    for (const scale of [1, 255]) {
      const data = await shown(() =>
        tf.tensor3d(
          image.map((value) => value / scale),
          [5, 4, 3],
        ),
      );
      assert.deepEqual(Object.keys(data), ['image/png', 'text/plain']);
      const { width, height, at } = await pixels(data['image/png']!);
      assert.deepEqual([width, height, at(1, 1)], [64, 80, [0, 255, 0, 255]]);
      assert.match(data['text/plain']!, /^Tensor float32 \[5, 4, 3\] · 60 values · min 0 .* · 1 picture$/);
    }
  });

  it('draws grey and transparent images, and none where the range is not a picture’s', async () => {
    const grey = await pixels((await shown(() => tf.fill([8, 8, 1], 128, 'int32')))['image/png']!);
    assert.deepEqual(grey.at(0, 0), [128, 128, 128, 255]);
    const clear = await pixels((await shown(() => tf.fill([8, 8, 4], 0.2)))['image/png']!);
    assert.equal(clear.at(0, 0)[3], 51);
    assert.equal((await shown(() => tf.fill([8, 8, 3], -2)))['image/png'], undefined);
    assert.equal((await shown(() => tf.fill([8, 8, 3], 300)))['image/png'], undefined);
    assert.equal((await shown(() => tf.fill([8, 8, 2], 1)))['image/png'], undefined);
  });

  it('lays batches out side by side, the first sixteen', async () => {
    const data = await shown(() =>
      tf.tidy(() => tf.tile(tf.reshape(tf.range(0, 20), [20, 1, 1, 1]), [1, 100, 100, 3])),
    );
    const { at } = await pixels(data['image/png']!);
    assert.match(data['text/plain']!, /first 16 of 20 pictures$/);
    assert.deepEqual(
      [at(0, 0), at(103, 0), at(104, 0)],
      [
        [0, 0, 0, 255],
        [0, 0, 0, 0],
        [1, 1, 1, 255],
      ],
    );
  });

  it('says that a tensor is disposed, reduces large images, and prints tensors at once', async () => {
    const gone = tf.tensor1d([1]);
    gone.dispose();
    assert.deepEqual((await displayBundle(gone)).data, {
      'text/plain': 'Tensor float32 [1], disposed: its values are freed',
    });
    const { width } = await pixels((await shown(() => tf.fill([700, 1400, 1], 0.5)))['image/png']!);
    assert.equal(width, 1000);
    const tensor = tf.tensor1d([1, 2]);
    assert.equal(plainText(tensor), 'Tensor float32 [2] · 2 values · min 1 · max 2 · mean 1.5\n[1, 2]');
    tensor.dispose();
  });
});

describe('heatMapPixels', () => {
  it('averages blocks of large matrices and stays small', () => {
    const values = Float32Array.from({ length: 1000 * 2000 }, (_, i) => (i % 2000 < 1000 ? 0 : 1));
    const { width, height, data } = heatMapPixels(
      { values, rows: 1000, columns: 2000 },
      summariseNumbers(values),
    );
    assert.ok(width <= 384 && height <= 384);
    const viridis = colourTable('viridis');
    assert.deepEqual([...data.subarray(0, 3)], [...viridis.subarray(0, 3)]);
    assert.deepEqual([...data.subarray(-3)], [...viridis.subarray(-3)]);
  });
});

describe('nestedValues', () => {
  it('leaves the middle of long axes out', () => {
    const values = Array.from({ length: 24 * 2 }, (_, i) => i);
    assert.equal(
      nestedValues(values.slice(0, 18), [18]),
      '[0, 1, 2, 3, 4, 5, 6, 7, …, 10, 11, 12, 13, 14, 15, 16, 17]',
    );
    assert.match(nestedValues(values, [24, 2]), /^\[\[ 0, {2}1\],\n[\s\S]* …,\n \[38, 39\]/);
  });
});
