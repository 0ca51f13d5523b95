import type { FinishedTask } from './finish-task.ts';
import { coursePlan } from '../../training/course-plan.ts';
import { trainingPasses, type SweepTask } from './sweep-task.ts';

/** What a sweep will take. */
export interface SweepEstimate {
  readonly runs: number;
  /** Runs that are finished already. */
  readonly finished: number;
  /** Training passes of all runs: images of full batches times streams times epochs, or what `training.passes` allows. */
  readonly passes: number;
  readonly missingPasses: number;
  /**
   * Hours of training that are missing, one run after another, by the rate of finished runs with the same network and
   * input; null where some of the missing ones have no such run.
   */
  readonly hours: number | null;
  /** Finished runs behind the rate. */
  readonly measured: number;
}

/**
 * Reckons what a sweep's missing runs will take, from what its finished ones took.
 * @param tasks - all of them
 * @param finished - the marks of those that are finished
 */
export function estimateSweep(tasks: readonly SweepTask[], finished: readonly FinishedTask[]): SweepEstimate {
  const marks = new Map(finished.map((mark) => [mark.task, mark]));
  const rates = new Map<string, number[]>();
  for (const task of tasks) {
    const mark = marks.get(task.id);
    if (mark === undefined || mark.passes === 0) continue;
    const { batch, batchesPerEpoch } = coursePlan(task.config, task.images.train.images);
    const seconds = mark.secondsPerEpoch / (batch * batchesPerEpoch * task.config.streams.used.length);
    rates.set(costKey(task), [...(rates.get(costKey(task)) ?? []), seconds]);
  }
  const missing = tasks.filter(({ id }) => !marks.has(id));
  let seconds: number | undefined = 0;
  for (const task of missing) {
    const known = rates.get(costKey(task));
    if (known === undefined || seconds === undefined) seconds = undefined;
    else seconds += (trainingPasses(task) * known.reduce((sum, each) => sum + each, 0)) / known.length;
  }
  const total = (some: readonly SweepTask[]): number =>
    some.reduce((sum, task) => sum + trainingPasses(task), 0);
  return {
    runs: tasks.length,
    finished: tasks.length - missing.length,
    passes: total(tasks),
    missingPasses: total(missing),
    hours: seconds === undefined ? null : seconds / 3600,
    measured: tasks.length - missing.length,
  };
}

/** Runs that share it take about as long a pass. */
function costKey({ config: { model, input, streams, training } }: SweepTask): string {
  const { backbone, mapStride, attentionMaps } = model;
  return JSON.stringify([
    backbone,
    mapStride,
    attentionMaps,
    input.size,
    streams.used.length,
    training.batch,
  ]);
}
