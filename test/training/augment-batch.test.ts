import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../lib/core/random.ts';
import { AUGMENT_METHODS, type AugmentMethod } from '../../lib/data/baselines/augment-methods.ts';
import { regionScores } from '../../lib/data/baselines/keep-augment.ts';
import type { CellImage } from '../../lib/data/dataset.ts';
import type { ImageBatch } from '../../lib/data/image-batch.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { exportWeights } from '../../lib/nn/weights.ts';
import type { WtDfn } from '../../lib/nn/wt-dfn.ts';
import { augmentBatch } from '../../lib/training/augment-batch.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import { coursePlan } from '../../lib/training/course-plan.ts';
import { createNetwork } from '../../lib/training/create-network.ts';
import { fit, type FitOptions } from '../../lib/training/fit.ts';
import { inputSaliency } from '../../lib/training/input-saliency.ts';
import { normalisePixels } from '../../lib/training/normalise-pixels.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import type { Checkpoint } from '../../lib/training/run/checkpoint.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

const SMALL = setInConfig(NANO_PRESET.config, [
  'training.batch=4',
  'training.workers=0',
  'training.epochs=1',
  'training.checkpointEverySteps=2',
  'input.detailSize=32',
  'optimiser.learningRate=0.001',
]);

const bytesOf = (network: WtDfn): Buffer =>
  Buffer.concat([...exportWeights(network).values()].map(({ data }) => Buffer.from(data.buffer)));

function batchOf(count: number, size = 32): ImageBatch {
  const random = Random.fromSeed(4);
  const pixels = (side: number): Uint8Array =>
    Uint8Array.from({ length: count * side * side * 3 }, () => random.integer(1, 255));
  return {
    images: pixels(size),
    size,
    details: pixels(2 * size),
    detailSize: 2 * size,
    labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    number: 0,
    indices: Int32Array.from({ length: count }, (_, i) => i),
  };
}

describe('inputSaliency', function () {
  this.timeout(60_000);
  before(() => startEngine());

  it("is the steepest channel's slope of the label's logit, by finite differences", async () => {
    const { network } = await createNetwork(SMALL);
    const batch = batchOf(2);
    const saliency = inputSaliency(network, batch);
    assert.equal(saliency.length, 2 * 32 * 32);
    const input = normalisePixels([batch.images], 32, 'imagenet');
    const values = input.dataSync<'float32'>();
    const logit = (image: number, at: number, by: number): number =>
      tf.tidy(() => {
        const moved = values.slice();
        moved[at]! += by;
        return network.forward(tf.tensor4d(moved, [2, 32, 32, 3])).logits.dataSync()[
          2 * image + batch.labels[image]!
        ]!;
      });
    for (const [image, pixel] of [
      [0, 500],
      [0, 16 * 32 + 16],
      [1, 700],
    ] as const) {
      const slopes = [0, 1, 2].map((channel) => {
        const at = (image * 1024 + pixel) * 3 + channel;
        return Math.abs(logit(image, at, 0.02) - logit(image, at, -0.02)) / 0.04;
      });
      const expected = Math.max(...slopes);
      const actual = saliency[image * 1024 + pixel]!;
      assert.ok(Math.abs(actual - expected) < 0.05 * expected + 2e-3, `${actual} instead of ${expected}`);
    }
    tf.dispose(input);
    network.dispose();
  });
});

describe('augmentBatch', function () {
  this.timeout(60_000);
  before(() => startEngine());

  it('counts what attention and saliency cost, and leaves the network and its input alone', async () => {
    const { network } = await createNetwork(SMALL);
    const before = bytesOf(network);
    const batch = batchOf(6);
    const copy = batch.images.slice();
    const costs: Partial<Record<AugmentMethod, readonly [number, number]>> = {
      attentiveCutMix: [6, 0],
      keepAugment: [6, 6],
    };
    for (const method of AUGMENT_METHODS) {
      const result = augmentBatch(network, batch, { ...SMALL.augment, method }, Random.fromSeed(3));
      const { extraForward, extraBackward } = result.extra;
      assert.deepEqual([extraForward, extraBackward], costs[method] ?? [0, 0], method);
      const mixes = ['mixup', 'cutMix', 'attentiveCutMix', 'saliencyMix'].includes(method);
      assert.equal(result.batch.targets !== undefined, mixes, method);
      if (!mixes && method !== 'keepAugment') assert.equal(result.batch, batch);
      assert.deepEqual(batch.images, copy);
    }
    assert.ok(bytesOf(network).equals(before));
    network.dispose();
  });

  it('KeepAugment spares the more important part, in images and details', async () => {
    const { network } = await createNetwork(SMALL);
    const batch = batchOf(4);
    const saliency = inputSaliency(network, batch);
    const augment = setInConfig(SMALL, [
      'augment.method=keepAugment',
      'augment.cutout.fill=black',
      'augment.keepAugment.quantile=0.2',
    ]).augment;
    const result = augmentBatch(network, batch, augment, Random.fromSeed(1)).batch;
    for (let image = 0; image < 4; image++) {
      const own = saliency.subarray(image * 1024, (image + 1) * 1024);
      const scores = regionScores(own, 32, 16).sort();
      let [cut, gone] = [0, 0];
      for (let i = 0; i < 1024; i++) {
        if (result.images[(image * 1024 + i) * 3] !== 0) continue;
        cut += own[i]!;
        gone++;
      }
      assert.equal(gone, 256); // half of the side
      assert.ok(cut < scores[Math.floor(0.2 * scores.length)]! * (1 + 1e-6));
      const details = result.details!.subarray(image * 64 * 64 * 3, (image + 1) * 64 * 64 * 3);
      assert.equal(details.filter((value) => value === 0).length, 32 * 32 * 3);
    }
    network.dispose();
  });
});

describe('fit with augmentation baselines', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  let images: readonly CellImage[];
  let few: readonly CellImage[];
  before(async () => {
    await startEngine();
    images = (await openDataset(await drawTinyDataset(folder.path))).images;
    few = images.filter((_, i) => i % 3 === 0);
  });
  after(folder.remove);

  const run = async (settings: readonly string[], options: Partial<FitOptions> = {}) => {
    const config = setInConfig(SMALL, settings);
    const { network } = await createNetwork(config);
    try {
      const result = await fit(network, { config, train: few, ...options });
      return { result, weights: bytesOf(network) };
    } finally {
      network.dispose();
    }
  };
  const RAW = ['streams.used=raw', 'training.vote=raw'];

  it('trains with every method, each in its own way, and counts the passes', async () => {
    const seen = new Map<string, string>();
    for (const method of AUGMENT_METHODS) {
      const settings = [...RAW, `augment.method=${method}`, 'augment.gridMask.ramp=0'];
      const { result, weights } = await run(settings);
      const [epoch] = result.history;
      assert.ok(Number.isFinite(epoch!.train.loss), method);
      assert.ok(epoch!.train.streams.raw!.accuracy <= 1);
      const passes = epoch!.steps * 4;
      const needs = { attentiveCutMix: [passes, 0], keepAugment: [passes, passes] } as Record<
        string,
        number[]
      >;
      const [extraForward, extraBackward] = needs[method] ?? [0, 0];
      assert.deepEqual(epoch!.compute, { passes, extraForward, extraBackward }, method);
      const bits = weights.toString('base64');
      assert.ok(!seen.has(bits), `${method} gives the weights of ${seen.get(bits)}`);
      seen.set(bits, method);
    }
  });

  it('mixes under three streams, and goes on bit for bit in the middle of an epoch', async () => {
    const settings = ['augment.method=cutMix', 'training.sampler=sizeBalanced', 'training.sizeBins=3'];
    const written: Checkpoint[] = [];
    const store = {
      writeCheckpoint: (_: string, checkpoint: Checkpoint) => {
        written.push(structuredClone(checkpoint));
        return Promise.resolve();
      },
      appendMetrics: () => Promise.resolve(),
    };
    const whole = await run(settings, { train: images, store });
    const { compute, steps } = whole.result.history[0]!;
    assert.equal(compute!.passes, steps * 4 * 3);
    const middle = written.find(({ position: p }) => p.batchesDone > 0 && p.batchesDone < p.batchesPerEpoch)!;
    const resumed = await run(settings, { train: images, from: middle });
    assert.ok(resumed.weights.equals(whole.weights));
    assert.deepEqual(resumed.result.history[0]!.compute, compute);
  });

  it('spends as many passes with one stream as with three, where it is told to', async () => {
    const ternary = await run([]);
    const { passes } = ternary.result.history[0]!.compute!;
    const raw = await run([...RAW, `training.passes=${passes}`]);
    assert.equal(raw.result.history.length, 3);
    assert.equal(
      raw.result.history.reduce((sum, { compute }) => sum + compute!.passes, 0),
      passes,
    );
    // In the middle of an epoch as well: 5 steps of 4, whatever an epoch has.
    const short = await run([...RAW, 'training.passes=23']);
    const planned = coursePlan(setInConfig(SMALL, [...RAW, 'training.passes=23']), few.length);
    assert.equal(planned.passes, 20);
    assert.equal(short.result.history.at(-1)!.steps, 5);
  });
});
