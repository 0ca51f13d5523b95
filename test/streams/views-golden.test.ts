// Against PyTorch: boxes, erasures and pixels (test/golden/streams), and the whole network's views (test/golden/network).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Random } from '../../lib/core/random.ts';
import { decodeSafetensors } from '../../lib/nn/safetensors.ts';
import type { Box } from '../../lib/streams/box.ts';
import { makeViews } from '../../lib/streams/make-views.ts';
import { STREAM_DEFAULTS, type StreamOptions } from '../../lib/streams/stream-options.ts';
import type { ViewChoices } from '../../lib/streams/views.ts';

interface Drawn {
  readonly cropMap: number[];
  readonly eraseMap: number[];
  readonly cropTheta: number[];
  readonly eraseTheta: number[];
  readonly boxes: number[][];
  readonly erasedPixels: number[];
}

const asChoices = (drawn: Drawn): ViewChoices => ({
  cropMap: Int32Array.from(drawn.cropMap),
  eraseMap: Int32Array.from(drawn.eraseMap),
  cropTheta: Float32Array.from(drawn.cropTheta),
  eraseTheta: Float32Array.from(drawn.eraseTheta),
});
const asEdges = ({ top, left, bottom, right }: Box): number[] => [top, left, bottom, right];

function erasedPixels(erased: Uint8Array, batch: number): number[] {
  const pixels = erased.length / batch;
  return Array.from({ length: batch }, (_, b) =>
    erased.subarray(b * pixels, (b + 1) * pixels).reduce((sum, on) => sum + on, 0),
  );
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, name: string): void {
  assert.equal(actual.length, expected.length, name);
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i]! - expected[i]!);
    assert.ok(
      gap <= 1e-4 * Math.max(1, Math.abs(expected[i]!)),
      `${name}[${String(i)}] differs by ${String(gap)}`,
    );
  }
}

describe('makeViews against PyTorch', () => {
  const folder = new URL('../golden/streams/', import.meta.url);
  const index = JSON.parse(readFileSync(new URL('views.json', folder), 'utf8')) as {
    arrays: Record<string, { offset: number; shape: number[] }>;
    cases: Record<string, Drawn & { rule: StreamOptions['thresholdRule']; padding: number }>;
  };
  const bytes = readFileSync(new URL('views.f32', folder));
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const arrayOf = (name: string): { data: Float32Array; shape: number[] } => {
    const { offset, shape } = index.arrays[name]!;
    return { data: all.slice(offset, offset + shape.reduce((a, b) => a * b)), shape };
  };
  const pixels = (name: string): { data: Float32Array; batch: number; size: number } => {
    const { data, shape } = arrayOf(name);
    return { data, batch: shape[0]!, size: shape[1]! };
  };
  const maps = arrayOf('attention');
  const [batch, height, width, count] = maps.shape as [number, number, number, number];
  const attention = { data: maps.data, batch, height, width, maps: count };
  const changes: Record<string, Partial<StreamOptions>> = {
    'normalised, one map each': {},
    'peak, mean map': { eraseFill: 'grey165' },
    'quantile, shared map': { eraseFill: 'black' },
    'corners aligned': { alignCorners: true },
    'crop from the original': { cropFrom: 'original' },
  };

  for (const [name, drawn] of Object.entries(index.cases)) {
    it(name, () => {
      const views = makeViews(pixels('images'), attention, {
        mode: 'train',
        random: Random.fromSeed(1),
        details: pixels('details'),
        choices: asChoices(drawn),
        options: {
          ...STREAM_DEFAULTS,
          ...changes[name]!,
          thresholdRule: drawn.rule,
          cropPaddingTrain: drawn.padding,
        },
      });
      assert.deepEqual(views.boxes.map(asEdges), drawn.boxes);
      assert.deepEqual(erasedPixels(views.erased, batch), drawn.erasedPixels);
      assertClose(views.crop, arrayOf(`${name}: crop`).data, 'crop');
      assertClose(views.erase, arrayOf(`${name}: erase`).data, 'erase');
    });
  }
});

describe("makeViews on the golden network's maps", () => {
  const folder = new URL('../golden/network/', import.meta.url);
  const golden = JSON.parse(readFileSync(new URL('network.json', folder), 'utf8')) as {
    size: number;
    batch: number;
    test: { cropTheta: number };
    strides: Record<
      string,
      {
        test: { boxes: number[][]; erasedPixels: number[] };
        steps: (Drawn & { cropMean: number[][]; eraseMean: number[][] })[];
      }
    >;
  };
  const { batch, size } = golden;

  for (const [stride, { test, steps }] of Object.entries(golden.strides)) {
    const { tensors } = decodeSafetensors(readFileSync(new URL(`stride${stride}.safetensors`, folder)));
    const data = new Uint8Array(readFileSync(new URL(`stride${stride}-images.u8`, folder)));
    /** PyTorch's [B, M, h, w] as [batch, height, width, maps]. */
    const attentionOf = (name: string): Parameters<typeof makeViews>[1] => {
      const { shape, data: values } = tensors.get(name)!;
      const [, maps, height, width] = shape as [number, number, number, number];
      const cells = height * width;
      const turned = new Float32Array(values.length);
      values.forEach((value, i) => {
        const [b, k, cell] = [Math.floor(i / (maps * cells)), Math.floor(i / cells) % maps, i % cells];
        turned[(b * cells + cell) * maps + k] = value;
      });
      return { data: turned, batch, height, width, maps };
    };

    it(`makes the views of the first training step (stride ${stride})`, () => {
      const [step] = steps;
      const views = makeViews({ data, batch, size }, attentionOf('train.attentionMaps'), {
        mode: 'train',
        random: Random.fromSeed(1),
        options: STREAM_DEFAULTS,
        choices: asChoices(step!),
      });
      assert.deepEqual(views.boxes.map(asEdges), step!.boxes);
      assert.deepEqual(erasedPixels(views.erased, batch), step!.erasedPixels);
      assertClose(channelMeans(views.crop, batch), step!.cropMean.flat(), 'mean pixel of the crops');
      assertClose(channelMeans(views.erase, batch), step!.eraseMean.flat(), 'mean pixel of the erasures');
    });

    it(`makes the views of test time (stride ${stride})`, () => {
      const views = makeViews({ data, batch, size }, attentionOf('eval.attentionMaps'), {
        mode: 'test',
        random: Random.fromSeed(1),
        options: { ...STREAM_DEFAULTS, cropThresholdTest: golden.test.cropTheta },
      });
      assert.deepEqual(views.boxes.map(asEdges), test.boxes);
      assert.deepEqual(erasedPixels(views.erased, batch), test.erasedPixels);
    });
  }
});

function channelMeans(values: Float32Array, batch: number): number[] {
  const means = new Array<number>(batch * 3).fill(0);
  const length = values.length / batch;
  values.forEach((value, i) => (means[Math.floor(i / length) * 3 + (i % 3)]! += value / (length / 3)));
  return means;
}
