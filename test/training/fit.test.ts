import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { DivergenceError } from '../../lib/core/errors/divergence-error.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { SubjectOverlapError } from '../../lib/core/errors/subject-overlap-error.ts';
import type { Progress } from '../../lib/core/progress.ts';
import { ACCEPT_SHARED_SUBJECTS } from '../../lib/data/assert-disjoint-subjects.ts';
import type { CellImage } from '../../lib/data/dataset.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { exportWeights } from '../../lib/nn/weights.ts';
import type { WtDfn } from '../../lib/nn/wt-dfn.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import type { TrainingConfig } from '../../lib/training/config/training-config.ts';
import { createNetwork } from '../../lib/training/create-network.ts';
import type { EpochMetrics } from '../../lib/training/epoch-metrics.ts';
import { fit, type FitOptions, type FitStore } from '../../lib/training/fit.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import type { Checkpoint, CheckpointName } from '../../lib/training/run/checkpoint.ts';
import { splitImages, type ImageSplit } from '../../lib/training/split-images.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

/** A store in memory, by deep copy as a disk would have it. */
class MemoryStore implements FitStore {
  readonly written: { name: CheckpointName; checkpoint: Checkpoint }[] = [];
  readonly metrics: EpochMetrics[] = [];
  writeCheckpoint(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
    this.written.push({ name, checkpoint: structuredClone(checkpoint) });
    return Promise.resolve();
  }
  appendMetrics(metrics: EpochMetrics): Promise<void> {
    this.metrics.push(metrics);
    return Promise.resolve();
  }
  last(name: CheckpointName): Checkpoint {
    return this.written.findLast((entry) => entry.name === name)!.checkpoint;
  }
}

const bytesOf = (network: WtDfn): Buffer =>
  Buffer.concat([...exportWeights(network).values()].map(({ data }) => Buffer.from(data.buffer)));

describe('fit', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let images: readonly CellImage[];
  let split: ImageSplit;
  let config: TrainingConfig;

  before(async () => {
    await startEngine();
    images = (await openDataset(await drawTinyDataset(folder.path))).images;
    split = splitImages(images, { seed: 1, validationFraction: 0.3 });
    config = setInConfig(NANO_PRESET.config, [
      'training.batch=4',
      'training.workers=0',
      'training.epochs=2',
      'training.checkpointEverySteps=2',
      'input.detailSize=32',
      'optimiser.learningRate=0.001',
    ]);
  });
  after(folder.remove);

  const run = async (options: Partial<FitOptions> = {}) => {
    const { network } = await createNetwork(options.config ?? config);
    try {
      const result = await fit(network, {
        config,
        train: split.train,
        validation: split.validation,
        ...options,
      });
      return { result, weights: bytesOf(network) };
    } finally {
      network.dispose();
    }
  };

  it('trains, validates every epoch and keeps the best', async () => {
    const store = new MemoryStore();
    const seen: string[] = [];
    const progress: Progress[] = [];
    const { result } = await run({
      store,
      onStep: ({ step, epoch, report }) => {
        assert.ok(report.streamLosses.crop !== undefined && report.streamLosses.erase !== undefined);
        seen.push(`${epoch}:${step}`);
      },
      onEpoch: ({ epoch }) => seen.push(`end ${epoch}`),
      onProgress: (part) => progress.push(part),
    });
    const perEpoch = Math.floor(split.train.length / 4);
    assert.equal(result.status, 'finished');
    assert.equal(seen.length, 2 * perEpoch + 2);
    assert.equal(seen[perEpoch], 'end 1');
    assert.deepEqual(store.metrics, result.history);
    const [first] = result.history;
    assert.equal(first!.best, true);
    assert.equal(first!.validation!.images, split.validation.length);
    assert.deepEqual(Object.keys(first!.train.streams), ['raw', 'crop', 'erase']);
    assert.ok(
      Math.abs(first!.train.loss - mean(first!) - config.loss.centreWeight * first!.train.centreLoss) < 1e-5,
    );
    assert.equal(store.last('best').position.best!.epoch, result.position.best!.epoch);
    assert.ok(progress.length > 0 && progress.every(({ done, total }) => done <= total));
  });

  it('gives the same weights when it is repeated, others for another seed', async () => {
    const [one, two] = [await run(), await run()];
    assert.ok(one.weights.equals(two.weights));
    const other = await run({ config: setInConfig(config, ['training.seed=2']) });
    assert.ok(!one.weights.equals(other.weights));
  });

  it('goes on bit for bit from every checkpoint that it wrote', async () => {
    const store = new MemoryStore();
    const whole = await run({ store });
    const lasts = store.written.filter(({ name }) => name === 'last');
    assert.ok(
      lasts.some(({ checkpoint: { position: p } }) => p.batchesDone > 0 && p.batchesDone < p.batchesPerEpoch),
    );
    assert.ok(lasts.some(({ checkpoint: { position: p } }) => p.batchesDone === p.batchesPerEpoch));
    for (const { checkpoint } of lasts) {
      const resumed = await run({
        from: checkpoint,
        history: whole.result.history.slice(0, checkpoint.position.epoch),
      });
      const { epoch, batchesDone } = checkpoint.position;
      assert.ok(resumed.weights.equals(whole.weights), `from epoch ${epoch}, batch ${batchesDone}`);
      assert.deepEqual(resumed.result.history.map(strip), whole.result.history.map(strip));
      assert.deepEqual(resumed.result.position, whole.result.position);
    }
  });

  it('stops after the step when it is asked to, with a checkpoint to go on from', async () => {
    const whole = await run();
    const store = new MemoryStore();
    const controller = new AbortController();
    const stopped = await run({
      store,
      signal: controller.signal,
      onStep: ({ step }) => {
        if (step === 3) controller.abort();
      },
    });
    assert.equal(stopped.result.status, 'stopped');
    assert.equal(store.last('last').position.batchesDone, 3);
    const resumed = await run({ from: store.last('last') });
    assert.ok(resumed.weights.equals(whole.weights));
  });

  it('stops on NaN, says so, and never writes it down', async () => {
    const store = new MemoryStore();
    await assert.rejects(
      run({ store, config: setInConfig(config, ['optimiser.learningRate=1e30', 'optimiser.warmupSteps=0']) }),
      (error) =>
        error instanceof DivergenceError &&
        /diverged at step \d+.*last good checkpoint is kept/.test(error.message),
    );
    for (const { checkpoint } of store.written) {
      for (const { data } of checkpoint.tensors.values()) assert.ok(data.every(Number.isFinite));
    }
  });

  it('refuses people on both sides, unless told in words', async () => {
    const shared = { validation: split.train.slice(0, 2) };
    await assert.rejects(
      run(shared),
      (error) => error instanceof SubjectOverlapError && error.subjects.length > 0,
    );
    await assert.rejects(run({ test: split.train.slice(0, 2) }), SubjectOverlapError);
    await assert.rejects(
      run({ ...shared, allowOverlap: 'yes' as typeof ACCEPT_SHARED_SUBJECTS }),
      ParameterError,
    );
    const { result } = await run({ ...shared, allowOverlap: ACCEPT_SHARED_SUBJECTS });
    assert.equal(result.status, 'finished');
  });

  it('trains the raw stream alone, and without validation keeps the last epoch', async () => {
    const store = new MemoryStore();
    const { result } = await run({
      store,
      validation: [],
      config: setInConfig(config, ['streams.used=raw', 'training.vote=raw', 'loss.classWeights=balanced']),
    });
    assert.deepEqual(Object.keys(result.history[0]!.train.streams), ['raw']);
    assert.equal(result.history[0]!.validation, null);
    assert.equal(result.position.best!.epoch, 2);
  });

  it('refuses a checkpoint of other batches or another network', async () => {
    const store = new MemoryStore();
    await run({ store });
    await assert.rejects(
      run({ from: store.last('last'), config: setInConfig(config, ['training.batch=3']) }),
      /batches an epoch/,
    );
    await assert.rejects(
      run({ from: store.last('last'), config: setInConfig(config, ['model.attentionMaps=5']) }),
      /another network/,
    );
  });

  it('leaves unreadable images out where that is wanted, and names them', async () => {
    const bad = split.train.map((image, i) =>
      i % 3 === 0 ? { ...image, path: `${image.path}.gone` } : image,
    );
    await assert.rejects(run({ train: bad }), DataError);
    const { result } = await run({ train: bad, config: setInConfig(config, ['training.onBadImage=skip']) });
    assert.equal(result.status, 'finished');
    assert.equal(result.problems.length, bad.filter(({ path }) => path.endsWith('.gone')).length);
    const none = bad.map((image) => ({ ...image, path: `${image.path}.gone` }));
    await assert.rejects(
      run({ train: none, config: setInConfig(config, ['training.onBadImage=skip']) }),
      /not one training image/,
    );
  });

  it('holds no more tensors after many steps than after few', async () => {
    const counts: number[] = [];
    await run({
      config: setInConfig(config, ['training.epochs=5']),
      validation: [],
      onStep: () => counts.push(tf.memory().numTensors),
    });
    assert.equal(new Set(counts).size, 1, `tensors after each step: ${counts.join(' ')}`);
  });
});

/** Mean cross-entropy of the streams. */
function mean({ train }: EpochMetrics): number {
  const losses = Object.values(train.streams).map(({ loss }) => loss);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Without what a clock says. */
function strip(metrics: EpochMetrics): EpochMetrics {
  return { ...metrics, seconds: 0, imagesPerSecond: 0 };
}
