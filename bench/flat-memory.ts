// Memory over many training steps must stay flat: `npm run bench:memory [STEPS]`. Exits 1 if it grows.
import * as tf from '@tensorflow/tfjs-core';
import { Random, startEngine, STREAM_DEFAULTS, TernaryTrainer, WtDfn } from 'wt-dfn';

const steps = Number(process.argv[2] ?? 500);
const engine = await startEngine();
const [size, batch] = [64, 16];
const random = Random.fromSeed(0);
const trainer = new TernaryTrainer(
  new WtDfn({ backbone: 'nano', attentionMaps: 8, mapStride: 8 }),
  {
    used: ['raw', 'crop', 'erase'],
    streams: STREAM_DEFAULTS,
    centreWeight: 1,
    centreRate: 0.05,
    centreUpdate: 'mean',
    normaliseCentres: true,
    classWeights: [1, 1],
    momentum: 0.9,
    weightDecay: 1e-5,
    freezeBatchNorm: false,
  },
  random,
);
const imageBatch = {
  images: Uint8Array.from({ length: batch * size * size * 3 }, () => random.integer(0, 255)),
  size,
  details: undefined,
  detailSize: 0,
  labels: Int32Array.from({ length: batch }, (_, i) => i % 2),
  indices: new Int32Array(batch),
};
const megabytes: number[] = [];
const tensors = new Set<number>();
for (let step = 1; step <= steps; step++) {
  trainer.step(imageBatch, 1e-4);
  tensors.add(tf.memory().numTensors);
  if (step % 50 === 0) {
    megabytes.push(Math.round(process.memoryUsage().rss / 1e6));
    console.log(
      `step ${String(step)}: ${String(megabytes.at(-1)!)} MB resident, ${String(tf.memory().numTensors)} tensors`,
    );
  }
}
const growth = megabytes.at(-1)! - megabytes[Math.min(1, megabytes.length - 1)]!;
console.log(`${engine.backend}: resident memory grew by ${String(growth)} MB after the first 100 steps`);
process.exitCode = growth < 50 && tensors.size === 1 ? 0 : 1;
