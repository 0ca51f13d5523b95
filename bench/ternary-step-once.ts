// One measurement of the ternary training step, in a process of its own: `ternary-step-once.ts SIZE BATCH STEPS [BACKBONE] [ENGINE]`.
// Prints one JSON line, as bench/peers/ternary_step.py does.
import { startEngine, type BackboneName, type EngineBackend } from 'wt-dfn';
import { familyTrainer, randomBatch } from './random-step.ts';
import { report } from './report.ts';

const [size, batch, steps] = process.argv.slice(2, 5).map(Number) as [number, number, number];
const backbone = (process.argv[5] ?? 'resnet18') as BackboneName;
const engine = await startEngine({ backend: (process.argv[6] ?? 'auto') as 'auto' | EngineBackend });
const trainer = familyTrainer({ backbone, attentionMaps: 32 });
const images = randomBatch(size, batch);
report(engine, { batch, steps }, () => trainer.step(images, 1e-3));
