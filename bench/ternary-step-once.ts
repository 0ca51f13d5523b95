// One measurement of the ternary training step, in a process of its own: `ternary-step-once.ts SIZE BATCH STEPS [BACKBONE] [ENGINE]`.
// Prints one JSON line, as bench/peers/ternary_step.py does.
import {
  Random,
  startEngine,
  STREAM_DEFAULTS,
  TernaryTrainer,
  WtDfn,
  type BackboneName,
  type EngineBackend,
} from 'wt-dfn';
import { report } from './report.ts';

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
report(engine, { batch, steps }, () => trainer.step(imageBatch, 1e-3));
