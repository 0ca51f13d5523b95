import { ENTRY, TASK_EXIT } from '../task-process.ts';
import type { SweepExecutor } from '../sweep-spec.ts';

/** Memory, processors and seconds before the limit that a task asks for where its spec does not say (ours). */
export const SLURM_DEFAULTS = { memoryMiB: 4096, threads: 2, signalSeconds: 120 } as const;

/** What a job array's script and parameters are made from. */
export interface SlurmJob {
  /** Unique among the sweep's submissions. */
  readonly name: string;
  /** The sweep's folder, absolute. */
  readonly sweep: string;
  /** The script's path, and that of the list of tasks, one id a line. */
  readonly script: string;
  readonly list: string;
  readonly tasks: number;
  /** Folder where the tasks' relative paths begin. */
  readonly from: string;
  readonly executor: SweepExecutor;
}

/**
 * A value as one word of a shell script.
 * @param text - anything
 */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The parameters of sbatch for one job array.
 * @param job - what is submitted
 */
export function sbatchParameters(job: SlurmJob): string[] {
  const { parallel, memoryMiB, threads, limitHours, slurm = {} } = job.executor;
  const { partition, account, qos, gpus = 0, signalSeconds, extra = [] } = slurm;
  const limit = parallel === undefined ? '' : `%${parallel}`;
  const output = `${job.sweep}/logs/slurm-`.replaceAll('%', '%%');
  return [
    '--parsable',
    `--array=0-${job.tasks - 1}${limit}`,
    `--job-name=${job.name}`,
    '--requeue',
    '--open-mode=append',
    '--kill-on-invalid-dep=yes',
    `--signal=B:USR1@${signalSeconds ?? SLURM_DEFAULTS.signalSeconds}`,
    `--mem=${memoryMiB ?? SLURM_DEFAULTS.memoryMiB}M`,
    `--cpus-per-task=${threads ?? SLURM_DEFAULTS.threads}`,
    ...(limitHours === undefined ? [] : [`--time=${Math.max(1, Math.ceil(limitHours * 60))}`]),
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(qos === undefined ? [] : [`--qos=${qos}`]),
    ...(gpus === 0 ? [] : [`--gres=gpu:${gpus}`]),
    `--chdir=${job.from}`,
    `--output=${output}%A_%a.log`,
    ...extra,
    job.script,
  ];
}

/**
 * The script of one job array. USR1 comes to it alone, some time before the limit: it asks the task for a checkpoint, and
 * has itself queued anew where the task has got any further. TERM comes to all processes of the job (a cancellation, a
 * preemption), so it is not passed on.
 * @param job - what is submitted
 */
export function slurmScript(job: SlurmJob): string {
  const { threads = SLURM_DEFAULTS.threads, slurm: { setup = [] } = {} } = job.executor;
  return `#!/bin/bash
# Written by wt-dfn sweep: one task of a job array.
node=${shellQuoted(process.execPath)}
entry=${shellQuoted(ENTRY)}
sweep=${shellQuoted(job.sweep)}
tasks=${shellQuoted(job.list)}
export WT_DFN_THREADS=${threads}
${setup.map((line) => `${line}\n`).join('')}task=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$tasks")
[ -n "$task" ] || { echo "no task $SLURM_ARRAY_TASK_ID in $tasks" >&2; exit 1; }
limit='' signalled='' pid=''
trap 'limit=1; signalled=1; [ -z "$pid" ] || kill -TERM "$pid"' USR1
trap 'signalled=1' TERM
"$node" "$entry" sweep run-task "$sweep/$task" >>"$sweep/logs/$task.log" 2>&1 &
pid=$!
wait "$pid"; code=$?
while [ -n "$signalled" ]; do signalled=''; wait "$pid"; code=$?; done
if [ -n "$limit" ] && [ "$code" = ${TASK_EXIT.stopped} ]; then
  # A controller that is away for a while is asked again, for as long as the limit lets us.
  until scontrol requeue "$SLURM_JOB_ID"; do sleep 5; done
fi
exit "$code"
`;
}
