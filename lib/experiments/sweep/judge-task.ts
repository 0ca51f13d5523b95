import { join } from 'node:path';
import { writeAtomically } from '../../core/write-atomically.ts';
import type { Engine } from '../../engine/engine.ts';
import { formatReport } from '../../evaluation/format-report.ts';
import { predictionsToCsv } from '../../evaluation/predictions-csv.ts';
import { loadRunNetwork } from '../../training/create-network.ts';
import { evaluateNetwork, type NetworkEvaluation } from '../../training/evaluate-network.ts';
import { versionInfo } from '../../training/run/run-info.ts';
import { readRun, type RunRecord } from '../../training/run/run-folder.ts';
import type { ImageSplit } from '../../training/split-images.ts';
import { writeEvaluation } from '../write-evaluation.ts';
import type { FinishedTask } from './finish-task.ts';
import { countedPasses } from '../store/counted-passes.ts';
import { trainingPasses, type SweepTask } from './sweep-task.ts';

/**
 * Evaluates a task's trained run on the test images of its fold, into the folder `evaluation` of the run.
 * @param task - what was run
 * @param context - the run's folder, the task's images; `guard` throws where this process may write no more
 * @returns what the finished mark says, but for the start
 * @throws {AbortError} once the signal is aborted
 */
export async function judgeTask(
  task: SweepTask,
  context: {
    readonly run: string;
    readonly images: ImageSplit;
    readonly engine: Engine;
    readonly signal: AbortSignal;
    readonly guard: () => Promise<void>;
  },
): Promise<Omit<FinishedTask, 'token' | 'peakMiB'>> {
  const { images, engine, signal, guard } = context;
  const run = await readRun(context.run);
  const { replicates, checkpoint } = task.evaluation;
  const network = await loadRunNetwork(run, checkpoint);
  try {
    const evaluation = await evaluateNetwork(network, {
      config: task.config,
      images: images.test,
      validation: images.validation,
      train: images.train,
      title: `${task.sweep}, ${task.id}`,
      replicates,
      onBadImage: task.config.training.onBadImage,
      signal,
    });
    await guard();
    await writeJudgement(task, evaluation, { run, engine });
    const { report } = evaluation;
    const headline = report.rows.find(({ name }) => name === report.headline);
    return {
      task: task.id,
      finished: new Date().toISOString(),
      secondsPerEpoch: median(run.metrics.map(({ seconds }) => seconds)),
      passes: countedPasses(run.metrics)?.passes ?? trainingPasses(task),
      testImages: images.test.length,
      scores: {
        weightedF1: headline?.atHalf.scores.weightedF1.value ?? null,
        auroc: headline?.probability.auroc.value ?? null,
      },
    };
  } finally {
    network.dispose();
  }
}

async function writeJudgement(
  task: SweepTask,
  evaluation: NetworkEvaluation,
  { run, engine }: { run: RunRecord; engine: Engine },
): Promise<void> {
  const folder = join(run.path, 'evaluation');
  const { report, predictions } = evaluation;
  if (task.evaluation.report === 'scores') {
    await writeAtomically(join(folder, 'predictions.csv'), predictionsToCsv(predictions));
    await writeAtomically(join(folder, 'report.json'), `${JSON.stringify(report, undefined, 1)}\n`);
    await writeAtomically(join(folder, 'report.txt'), formatReport(report));
    return;
  }
  const { wtDfn, node } = versionInfo();
  await writeEvaluation(evaluation, {
    folder,
    metrics: run.metrics,
    origin: {
      command: run.info.sessions.at(-1)?.command ?? '',
      versions: { 'wt-dfn': wtDfn, node, [engine.backend]: engine.version },
      seed: task.seed,
      created: new Date().toISOString(),
      notes: { sweep: task.sweep, task: task.id, data: task.data.root },
    },
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}
