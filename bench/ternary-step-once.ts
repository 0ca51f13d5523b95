// One measurement of ours, in a process of its own: `ternary-step-once.ts SIZE BATCH STEPS [BACKBONE] [ENGINE]`.
// Prints one JSON line, as bench/peers/ternary_step.py does.
import * as tf from '@tensorflow/tfjs-core';
import { Random, STREAM_DEFAULTS, startEngine, TernaryTrainer, WtDfn, type BackboneName, type EngineBackend } from 'wt-dfn';

const [size, batch, steps] = process.argv.slice(2, 5).map(Number) as [number, number, number];
const backbone = (process.argv[5] ?? 'resnet18') as BackboneName;
const engine = await startEngine({ backend: (process.argv[6] ?? 'auto') as 'auto' | EngineBackend });
const random = Random.fromSeed(0);
const network = new WtDfn({ backbone, attentionMaps: 32 });
const trainer = new TernaryTrainer(
  network,
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
  labels: Int32Array.from({ length: batch }, () => random.integer(0, 1)),
  indices: new Int32Array(batch),
};
trainer.step(imageBatch, 1e-3);
const milliseconds: number[] = [];
const processor = process.cpuUsage();
for (let i = 0; i < steps; i++) {
  const begin = performance.now();
  trainer.step(imageBatch, 1e-3);
  milliseconds.push(performance.now() - begin);
}
const { user, system } = process.cpuUsage(processor);
const median = [...milliseconds].sort((a, b) => a - b)[steps >> 1]!;
console.log(
  JSON.stringify({
    name: `wt-dfn ${engine.backend} ${engine.version}`,
    milliseconds,
    imagesPerSecond: (batch / median) * 1e3,
    processorMilliseconds: (user + system) / 1e3 / steps,
    tensors: tf.memory().numTensors,
    residentMegabytes: Math.round(process.memoryUsage().rss / 1e6),
  }),
);
