import type { FinishedTask } from './finish-task.ts';
import type { TaskProgress } from './task-progress.ts';

/** Memory that a task is taken to need before any has shown it, in MiB (ours). */
const GUESS = 2048;

/** Room above the measured peak: cells and validation sets differ in size (ours). */
const MARGIN = 1.15;

/**
 * Memory that the next task is taken to need, in MiB: what the spec says, else the largest peak of the tasks so far.
 * @param stated - from the spec
 * @param finished - tasks that are done
 * @param running - reports of those at work; one that has trained counts
 */
export function memoryNeed(
  stated: number | undefined,
  finished: readonly FinishedTask[],
  running: readonly (TaskProgress | undefined)[],
): number {
  if (stated !== undefined) return stated;
  const peaks = finished.map(({ peakMiB }) => peakMiB);
  for (const progress of running) {
    if (progress !== undefined && progress.done > 0) peaks.push(progress.peakMiB);
  }
  return peaks.length === 0 ? GUESS : Math.max(...peaks) * MARGIN;
}

/**
 * Whether one more task fits, with what the running ones have yet to take set aside.
 * @param need - of one task, in MiB
 * @param available - in MiB
 * @param running - reports of those at work
 */
export function hasRoom(
  need: number,
  available: number,
  running: readonly (TaskProgress | undefined)[],
): boolean {
  if (running.length === 0) return true; // alone it may use the swap; nothing would run at all otherwise
  const spokenFor = running.reduce(
    (sum, progress) => sum + Math.max(0, need - (progress?.residentMiB ?? 0)),
    0,
  );
  return available - spokenFor >= need;
}
