// One measurement of three-stream prediction, in a process of its own: `prediction-once.ts SIZE BATCH STEPS [BACKBONE] [ENGINE]`.
// Prints one JSON line, as bench/peers/prediction.py does.
import {
  predictBatch,
  Random,
  startEngine,
  STREAM_DEFAULTS,
  WtDfn,
  type BackboneName,
  type EngineBackend,
} from 'wt-dfn';
import { randomBatch } from './random-step.ts';
import { report } from './report.ts';

const [size, batch, steps] = process.argv.slice(2, 5).map(Number) as [number, number, number];
const backbone = (process.argv[5] ?? 'resnet18') as BackboneName;
const engine = await startEngine({ backend: (process.argv[6] ?? 'auto') as 'auto' | EngineBackend });
const random = Random.fromSeed(0);
const network = new WtDfn({ backbone, attentionMaps: 32 });
const images = randomBatch(size, batch);
report(engine, { batch, steps }, () => predictBatch(network, images, { streams: STREAM_DEFAULTS, random }));
