import type { FinishedTask } from './finish-task.ts';
import { taskPath } from './sweep-folder.ts';
import { sweepSnapshot, type RunningTask, type SweepSnapshot } from './sweep-snapshot.ts';
import type { SweepTask } from './sweep-task.ts';
import { BreathWatch, readTaskState } from './task-state.ts';

/**
 * How a sweep stands by its files, whoever runs it. A task counts as running where its start reports anew within the wait,
 * and as failed where its newest start has said so.
 * @param path - the sweep's folder; it need not be there
 * @param tasks - of the spec
 * @param wait - between two looks, longer than the time between two reports
 */
export async function sweepStatus(
  path: string,
  tasks: readonly SweepTask[],
  wait: () => Promise<unknown>,
): Promise<SweepSnapshot> {
  const watch = new BreathWatch();
  let begun = false;
  for (const { id } of tasks) {
    const state = await readTaskState(taskPath(path, id));
    if (state.status === 'begun') begun = watch.look(id, state) !== 'ended' || begun;
  }
  if (begun) await wait();
  const finished: FinishedTask[] = [];
  const running: RunningTask[] = [];
  const failed: { id: string; reason: string }[] = [];
  for (const { id } of tasks) {
    const state = await readTaskState(taskPath(path, id));
    if (state.status === 'finished') finished.push(state.result);
    if (state.status !== 'begun') continue;
    const { token, progress, claim } = state;
    if (watch.look(id, state) === 'alive') {
      running.push({ id, token, progress, where: (progress?.process ?? claim?.owner)?.host ?? '' });
    } else if (progress?.status === 'failed') {
      failed.push({ id, reason: progress.error });
    }
  }
  return sweepSnapshot({ tasks, finished, running, failed, parallel: Math.max(1, running.length) });
}
