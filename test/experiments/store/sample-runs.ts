// Run folders as training and evaluation leave them, without the training: plain files with drawn predictions.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { predictionsToCsv } from '../../../lib/evaluation/predictions-csv.ts';
import type { Predictions } from '../../../lib/evaluation/predictions.ts';
import { evaluatePredictions } from '../../../lib/evaluation/report.ts';
import { setInConfig } from '../../../lib/training/config/change-config.ts';
import type { EpochMetrics } from '../../../lib/training/epoch-metrics.ts';
import { findPreset } from '../../../lib/training/presets/find-preset.ts';
import { RUN_VERSION, type RunInfo } from '../../../lib/training/run/run-info.ts';

export interface SampleRun {
  readonly set?: readonly string[];
  readonly status?: RunInfo['status'];
  readonly epochsDone?: number;
  readonly images?: number;
  readonly passes?: number;
  readonly folds?: readonly string[];
  readonly trainSubjects?: readonly string[];
  readonly predictions?: Predictions;
  readonly silhouette?: boolean;
}

export async function writeSampleRun(path: string, sample: SampleRun = {}): Promise<string> {
  const config = setInConfig(findPreset('nano').config, sample.set ?? []);
  const { status = 'finished', epochsDone = config.training.epochs, images = 100 } = sample;
  const { trainSubjects = ['T1', 'T2'], folds } = sample;
  await mkdir(join(path, 'checkpoints'), { recursive: true });
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 1)}\n`;
  const list = { images, subjects: trainSubjects.length, perClass: [images / 2, images / 2], sha256: 'a' };
  const info: RunInfo = {
    version: RUN_VERSION,
    status,
    versions: { wtDfn: '0.1.0', node: 'v20', platform: 'test' },
    seed: config.training.seed,
    data: {
      root: '/data/C-NMC',
      ...(folds === undefined ? {} : { reading: { folds } }),
      train: list,
      validation: { ...list, images: 10 },
    },
    sessions: [
      {
        started: '2026-01-02T03:04:05.000Z',
        command: 'wt-dfn train',
        engine: { backend: 'cpu', version: '1', threads: 1, gpu: null },
        from: { epoch: 0, batch: 0 },
      },
    ],
    finished: status === 'running' ? null : '2026-01-02T04:04:05.000Z',
  };
  const split = { train: ['a'], validation: ['b'], trainSubjects, validationSubjects: ['V1'] };
  await writeFile(join(path, 'split.json'), json(split));
  await writeFile(join(path, 'run.json'), json(info));
  await writeFile(join(path, 'config.json'), json(config));
  const lines = Array.from({ length: epochsDone }, (_, i) => ({
    ...sampleMetrics(i + 1),
    ...(sample.passes === undefined
      ? {}
      : { compute: { passes: sample.passes, extraForward: 40, extraBackward: 0 } }),
  }));
  await writeFile(join(path, 'metrics.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  for (const name of ['best', 'last', 'previous']) {
    await writeFile(join(path, 'checkpoints', `${name}.safetensors`), `weights of ${name}`);
  }
  if (sample.predictions !== undefined) await writeSampleEvaluation(path, sample.predictions, sample);
  return path;
}

async function writeSampleEvaluation(
  path: string,
  predictions: Predictions,
  { silhouette = false }: SampleRun,
): Promise<void> {
  const { cellAreas } = predictions;
  const report = evaluatePredictions(predictions, {
    replicates: 50,
    title: 'a test set',
    ...(silhouette && cellAreas !== undefined
      ? { silhouette: { names: ['area'], features: cellAreas.slice() } }
      : {}),
  });
  await mkdir(join(path, 'evaluation', 'figures'), { recursive: true });
  await writeFile(join(path, 'evaluation', 'report.json'), JSON.stringify(report));
  await writeFile(join(path, 'evaluation', 'predictions.csv'), predictionsToCsv(predictions));
  await writeFile(join(path, 'evaluation', 'figures', 'attention.png'), 'a picture');
}

export function sampleMetrics(epoch: number): EpochMetrics {
  const scores = { weightedF1: 0.5 + epoch / 100, auroc: 0.6 + epoch / 100, accuracy: 0.7, loss: 0.6 };
  return {
    epoch,
    steps: 10 * epoch,
    learningRate: 0.01 / epoch,
    seconds: 30,
    imagesPerSecond: 20,
    train: {
      loss: 1 / epoch,
      centreLoss: 0.1,
      streams: { raw: { loss: 0.9 / epoch, accuracy: 0.5 } },
      attention: { mass: [1, 2], entropy: 0.9, alive: 2 },
    },
    validation: { images: 10, streams: { raw: scores }, voted: scores },
    best: true,
  };
}
