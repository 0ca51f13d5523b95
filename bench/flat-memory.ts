// Memory over many training steps must stay flat: `npm run bench:memory [STEPS]`. Exits 1 if it grows.
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from 'wt-dfn';
import { familyTrainer, randomBatch } from './random-step.ts';

const steps = Number(process.argv[2] ?? 500);
const engine = await startEngine();
const trainer = familyTrainer({ backbone: 'nano', attentionMaps: 8, mapStride: 8 });
const images = randomBatch(64, 16);
const megabytes: number[] = [];
const tensors = new Set<number>();
for (let step = 1; step <= steps; step++) {
  trainer.step(images, 1e-4);
  tensors.add(tf.memory().numTensors);
  if (step % 50 === 0) {
    megabytes.push(Math.round(process.memoryUsage().rss / 1e6));
    console.log(
      `step ${String(step)}: ${String(megabytes.at(-1)!)} MB resident, ${String(tf.memory().numTensors)} tensors`,
    );
  }
}
// The first 100 steps fill caches and pools.
const settled = Math.min(1, megabytes.length - 1);
const growth = megabytes.at(-1)! - megabytes[settled]!;
console.log(
  `${engine.backend}: resident memory grew by ${String(growth)} MB from step ${String((settled + 1) * 50)} to ${String(megabytes.length * 50)}`,
);
process.exitCode = growth < 50 && tensors.size === 1 ? 0 : 1;
