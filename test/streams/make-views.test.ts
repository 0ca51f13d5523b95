import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { Random } from '../../lib/core/random.ts';
import type { AttentionMaps } from '../../lib/streams/attention-maps.ts';
import { makeViews, type MakeViewsOptions } from '../../lib/streams/make-views.ts';
import { STREAM_DEFAULTS, type StreamOptions } from '../../lib/streams/stream-options.ts';

const SIZE = 8;

function images(batch: number, fill?: number): { data: Uint8Array; batch: number; size: number } {
  const data = Uint8Array.from({ length: batch * SIZE * SIZE * 3 }, (_, i) => fill ?? 40 + ((i * 37) % 200));
  return { data, batch, size: SIZE };
}

/** 4 x 4 maps that are 0 but at the given cells: `peaks[image][map] = [row, column]`. */
function peaked(peaks: [number, number][][]): AttentionMaps {
  const maps = peaks[0]!.length;
  const data = new Float32Array(peaks.length * 16 * maps);
  peaks.forEach((ofImage, b) => {
    ofImage.forEach(([y, x], k) => (data[((b * 4 + y) * 4 + x) * maps + k] = 1));
  });
  return { data, batch: peaks.length, height: 4, width: 4, maps };
}

function settings(
  changes: Partial<StreamOptions> = {},
  more: Partial<MakeViewsOptions> = {},
): MakeViewsOptions {
  return { mode: 'train', random: Random.fromSeed(1), options: { ...STREAM_DEFAULTS, ...changes }, ...more };
}

describe('makeViews', () => {
  it('crops to the peak of the map, and erases it', () => {
    const views = makeViews(images(1), peaked([[[3, 0]]]), settings({ cropPaddingTrain: 0 }));
    // Upsampled by 2, the one live cell at the lower left peaks in rows 6-7 and columns 0-1.
    const { top, left, bottom, right } = views.boxes[0]!;
    assert.ok(top >= 5 && bottom === 8 && left === 0 && right <= 3, JSON.stringify(views.boxes));
    for (let i = 0; i < SIZE * SIZE; i++) {
      const inCorner = i >= 5 * SIZE && i % SIZE < 3;
      if (!inCorner) assert.equal(views.erased[i], 0);
      const fill = Math.fround(123.675);
      assert.equal(views.erase[3 * i], views.erased[i] === 1 ? fill : images(1).data[3 * i]);
    }
    assert.equal(views.erased[7 * SIZE], 1);
  });

  it('keeps the image where its maps are all zero (dead ReLU), in training and at test', () => {
    const dead = { data: new Float32Array(2 * 16 * 3), batch: 2, height: 4, width: 4, maps: 3 };
    for (const mode of ['train', 'test'] as const) {
      for (const thresholdRule of ['normalised', 'peak', 'quantile'] as const) {
        const views = makeViews(images(2), dead, settings({ thresholdRule }, { mode }));
        assert.deepEqual(views.crop, Float32Array.from(images(2).data));
        assert.deepEqual(views.erase, Float32Array.from(images(2).data));
        assert.ok(views.erased.every((on) => on === 0));
      }
    }
  });

  it('uses the mean map, fixed θ and the padding of test time at test', () => {
    const attention = peaked([
      [
        [0, 0],
        [3, 3],
      ],
    ]);
    const views = makeViews(images(1), attention, settings({ cropThresholdTest: 0.9 }, { mode: 'test' }));
    assert.deepEqual([...views.cropMap, ...views.eraseMap], [-1, -1]);
    assert.deepEqual(
      views.boxes,
      [{ top: 0, left: 0, bottom: 8, right: 8 }],
      'both peaks are in the mean map',
    );
    const one = makeViews(
      images(1),
      peaked([[[0, 0]]]),
      settings({ cropThresholdTest: 0.9 }, { mode: 'test' }),
    );
    // The peak fills one pixel after resizing; 0.05 of 8 pixels adds nothing whole.
    assert.deepEqual(one.boxes, [{ top: 0, left: 0, bottom: 1, right: 1 }]);
  });

  it('pads more in training than at test', () => {
    const area = (mode: 'train' | 'test'): number => {
      const changes = {
        cropThresholdTrain: [0.9, 0.9],
        cropThresholdTest: 0.9,
        cropPaddingTrain: 0.25,
      } as const;
      const { top, bottom } = makeViews(images(1), peaked([[[1, 1]]]), settings(changes, { mode })).boxes[0]!;
      return bottom - top;
    };
    assert.ok(area('train') > area('test'));
  });

  it('aligns corners of the map where asked to', () => {
    const changes = { cropThresholdTrain: [0.99, 0.99], cropPaddingTrain: 0, minimumSide: 0 } as const;
    const attention = peaked([[[0, 0]]]);
    const half = makeViews(images(1), attention, settings(changes)).boxes[0]!;
    assert.deepEqual(half, { top: 0, left: 0, bottom: 1, right: 1 });
    // Row 1 of 4 lies at pixel 7/3 of 8 with corners aligned, nearest to 2; with half-pixel centres at 2.5, between 2 and 3.
    const inner = peaked([[[1, 1]]]);
    const options = { ...changes, cropThresholdTrain: [0.9, 0.9] } as const;
    const aligned = makeViews(images(1), inner, settings({ ...options, alignCorners: true })).boxes[0]!;
    assert.deepEqual(aligned, { top: 2, left: 2, bottom: 3, right: 3 });
    const areas = makeViews(images(1), inner, settings({ ...options, cropThresholdTrain: [0.99, 0.99] }))
      .boxes[0]!;
    assert.deepEqual(areas, { top: 2, left: 2, bottom: 4, right: 4 });
  });

  it('repeats itself from the same seed and from its own choices', () => {
    const attention = peaked([
      [
        [0, 0],
        [1, 2],
      ],
      [
        [3, 3],
        [2, 0],
      ],
    ]);
    const first = makeViews(images(2), attention, settings());
    assert.deepEqual(makeViews(images(2), attention, settings()), first);
    const { cropMap, eraseMap, cropTheta, eraseTheta } = first;
    const choices = { cropMap, eraseMap, cropTheta, eraseTheta };
    const again = makeViews(images(2), attention, settings({}, { random: Random.fromSeed(99), choices }));
    assert.deepEqual(again, first);
  });

  it('cuts the crop from the details where asked to, at the same box', () => {
    const details = { data: new Uint8Array(24 * 24 * 3).fill(9), batch: 1, size: 24 };
    const attention = peaked([[[1, 2]]]);
    const views = makeViews(images(1), attention, settings({ cropFrom: 'original' }, { details }));
    assert.ok(views.crop.every((value) => Math.abs(value - 9) < 1e-4));
    const input = makeViews(images(1), attention, settings());
    assert.deepEqual(views.boxes, input.boxes);
    assert.deepEqual(views.erase, input.erase);
  });

  it('keeps box and erasure on the cell where attention counts only there', () => {
    const cell = images(1, 0);
    for (let y = 2; y < 6; y++) cell.data.fill(200, (y * SIZE + 2) * 3, (y * SIZE + 6) * 3);
    // The map peaks in the corner, on the background, and has a weaker peak on the cell.
    const attention = peaked([[[0, 0]]]);
    attention.data[2 * 4 + 2] = 0.3;
    const changes = { cropPaddingTrain: 0, minimumSide: 0 };
    const free = makeViews(cell, attention, settings(changes));
    assert.equal(free.erased[0], 1, 'unrestricted attention erases background');
    const kept = makeViews(cell, attention, settings({ ...changes, attentionOnForeground: true }));
    const { top, left, bottom, right } = kept.boxes[0]!;
    assert.ok(top >= 2 && left >= 2 && bottom <= 6 && right <= 6, JSON.stringify(kept.boxes));
    kept.erased.forEach((on, i) => {
      if (on === 1) assert.equal(cell.data[3 * i], 200);
    });
    assert.ok(kept.erased.includes(1));
    assert.equal(STREAM_DEFAULTS.attentionOnForeground, false);
  });

  it('gives random twins of the same areas, elsewhere', () => {
    const attention = peaked(Array.from({ length: 30 }, () => [[1, 1]]));
    const changes = { cropPaddingTrain: 0.1 };
    const guided = makeViews(images(30), attention, settings(changes));
    const { cropMap, eraseMap, cropTheta, eraseTheta } = guided;
    const choices = { cropMap, eraseMap, cropTheta, eraseTheta };
    const twins = makeViews(images(30), attention, settings({ ...changes, chooser: 'random' }, { choices }));
    const sides = (box: { top: number; bottom: number; left: number; right: number }): number[] => [
      box.bottom - box.top,
      box.right - box.left,
    ];
    assert.deepEqual(twins.boxes.map(sides), guided.boxes.map(sides));
    const sum = (mask: Uint8Array): number => mask.reduce((total, on) => total + on, 0);
    assert.ok(Math.abs(sum(twins.erased) / sum(guided.erased) - 1) < 0.1);
    assert.ok(new Set(twins.boxes.map(({ top, left }) => `${String(top)} ${String(left)}`)).size > 5);
    assert.ok(new Set(guided.boxes.map(({ top, left }) => `${String(top)} ${String(left)}`)).size < 5);
  });

  it('keeps boxes inside and whatever is not erased untouched, for any maps and options', () => {
    const value = fc.float({ min: 0, max: 1e6, noNaN: true });
    const options = fc.record({
      thresholdRule: fc.constantFrom('normalised' as const, 'peak' as const, 'quantile' as const),
      mapSharing: fc.constantFrom('independent' as const, 'shared' as const),
      chooser: fc.constantFrom('attention' as const, 'random' as const),
      attentionOnForeground: fc.boolean(),
      alignCorners: fc.boolean(),
      minimumSide: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const mode = fc.constantFrom('train' as const, 'test' as const);
    const numbers = fc.array(value, { minLength: 2 * 9 * 2, maxLength: 2 * 9 * 2 });
    fc.assert(
      fc.property(numbers, options, mode, (data, changes, which) => {
        const attention = { data: Float32Array.from(data), batch: 2, height: 3, width: 3, maps: 2 };
        const views = makeViews(images(2), attention, settings(changes, { mode: which }));
        for (const { top, left, bottom, right } of views.boxes) {
          assert.ok(top >= 0 && left >= 0 && bottom <= SIZE && right <= SIZE && top < bottom && left < right);
        }
        const { data: pixels } = images(2);
        assert.ok(views.erase.every((v, i) => v === pixels[i] || views.erased[Math.floor(i / 3)] === 1));
        assert.ok(views.crop.every((v) => v >= 39.99 && v <= 240.01));
      }),
      { numRuns: 60 },
    );
  });
});

describe('makeViews refuses', () => {
  const attention = peaked([[[0, 0]]]);
  const cases: [string, () => unknown, RegExp][] = [
    [
      'images of a wrong shape',
      () => makeViews({ data: new Uint8Array(16), batch: 4, size: 8 }, attention, settings()),
      /makeViews: images must be \[batch, height, width, 3\].*got \[4, 8, 8, .*16 numbers/,
    ],
    [
      'maps of other images',
      () => makeViews(images(2), attention, settings()),
      /makeViews: attention must be \[2, height, width, maps\].*got \[1, 4, 4, 1\]/,
    ],
    [
      'NaN in the maps',
      () => makeViews(images(1), { ...attention, data: new Float32Array(16).fill(NaN) }, settings()),
      /finite numbers >= 0, got NaN in image 0, map 0; the network has diverged/,
    ],
    [
      'infinity in the maps',
      () => makeViews(images(1), { ...attention, data: new Float32Array(16).fill(Infinity) }, settings()),
      /got Infinity in image 0/,
    ],
    [
      'maps from before the ReLU',
      () => makeViews(images(1), { ...attention, data: new Float32Array(16).fill(-1) }, settings()),
      /got -1 .* pass them after ReLU/,
    ],
    [
      'cropping from details that are not there',
      () => makeViews(images(1), attention, settings({ cropFrom: 'original' })),
      /cropFrom 'original' needs details/,
    ],
    [
      'details of other images',
      () => makeViews(images(1), attention, settings({ cropFrom: 'original' }, { details: images(2) })),
      /details must be the same 1 images, got 2/,
    ],
    [
      'θ above 1',
      () => makeViews(images(1), attention, settings({ cropThresholdTest: 1.5 })),
      /cropThresholdTest must be from 0 to 1, got 1.5/,
    ],
    [
      'a θ range upside down',
      () => makeViews(images(1), attention, settings({ eraseThresholdTrain: [0.5, 0.2] })),
      /eraseThresholdTrain must be \[low, high\].*got \[0.5,0.2\]/,
    ],
    [
      'an unknown word',
      () => makeViews(images(1), attention, settings({ eraseFill: 'pink' as 'mean' })),
      /eraseFill must be mean or grey165 or black or noise, got "pink"/,
    ],
    [
      'a choice of a map that is not there',
      () =>
        makeViews(
          images(1),
          attention,
          settings(
            {},
            {
              choices: {
                cropMap: Int32Array.of(1),
                eraseMap: Int32Array.of(0),
                cropTheta: Float32Array.of(0.5),
                eraseTheta: Float32Array.of(0.5),
              },
            },
          ),
        ),
      /choices must hold 1 map numbers each, from -1 \(the mean\) to 0/,
    ],
  ];
  for (const [what, call, message] of cases) {
    it(what, () => {
      assert.throws(call, (error: unknown) => error instanceof ParameterError && message.test(error.message));
    });
  }
});
