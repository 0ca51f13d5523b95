import type { SweepEvent } from '../experiments/sweep/sweep-log.ts';
import type { RunningTask, SweepSnapshot } from '../experiments/sweep/sweep-snapshot.ts';
import { duration } from './progress-printer.ts';

/** Shows how a sweep goes on the error stream. */
export interface SweepTable {
  readonly show: (snapshot: SweepSnapshot) => void;
  readonly tell: (event: SweepEvent, details: Readonly<Record<string, unknown>>) => void;
  readonly say: (line: string) => void;
  readonly stop: () => void;
}

/** Milliseconds between two plain lines about the whole. */
const PLAIN_INTERVAL = 30_000;

/**
 * A live table, one line a running task and one for the whole, below the events; plain lines where the error stream is no
 * terminal; nothing where the person wants quiet.
 * @param options - `silent`: print nothing at all
 * @param stream - where to print
 */
export function sweepTable(
  options: { readonly silent?: boolean } = {},
  stream: NodeJS.WriteStream = process.stderr,
): SweepTable {
  if (options.silent === true) {
    return { show: () => undefined, tell: () => undefined, say: () => undefined, stop: () => undefined };
  }
  let drawn = 0;
  let printed = -Infinity;
  const clear = (): void => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const say = (line: string): void => {
    clear();
    stream.write(`${line}\n`);
  };
  return {
    say,
    tell: (event, details) => {
      const line = eventLine(event, details);
      if (line !== undefined) say(line);
    },
    show: (snapshot) => {
      if (stream.isTTY) {
        clear();
        // A line that wraps would be two to take away.
        const lines = tableLines(snapshot).map((line) => line.slice(0, Math.max(20, stream.columns - 1)));
        stream.write(lines.map((line) => `${line}\n`).join(''));
        drawn = lines.length;
      } else if (performance.now() - printed > PLAIN_INTERVAL) {
        printed = performance.now();
        stream.write(`${summaryLine(snapshot)}\n`);
      }
    },
    stop: clear,
  };
}

/**
 * The table's lines: one a running task, the failed ones' reasons, and the whole.
 * @param snapshot - how the sweep stands
 */
export function tableLines(snapshot: SweepSnapshot): string[] {
  const { running, notice } = snapshot;
  const width = Math.max(0, ...running.map(({ id }) => id.length));
  return [
    ...running.map((task) => `  ${task.id.padEnd(width)}  ${taskWords(task)}`),
    ...(notice === '' ? [] : [`  ${notice}`]),
    summaryLine(snapshot),
  ];
}

/**
 * One line about the whole: "3 finished, 2 running, 0 failed, 19 left; about 4 min 10 s".
 * @param snapshot - how the sweep stands
 */
export function summaryLine({ finished, running, failed, waiting, secondsLeft }: SweepSnapshot): string {
  const left =
    running.length + waiting === 0 || secondsLeft === undefined ? '' : `; about ${duration(secondsLeft)}`;
  return `${finished.length} finished, ${running.length} running, ${failed.length} failed, ${waiting} waiting${left}`;
}

function taskWords({ progress, token, where }: RunningTask): string {
  const again = token > 1 ? `start ${token}` : undefined;
  if (progress === undefined)
    return ['starting', again, where].filter((word) => word !== undefined).join(' | ');
  const { status, done, total, rate, secondsLeft, detail } = progress;
  return [
    status === 'training' && total > 0 ? `${String(Math.floor((100 * done) / total)).padStart(3)}%` : status,
    rate === null ? undefined : `${rate.toFixed(1)} images/s`,
    secondsLeft === null ? undefined : `${duration(secondsLeft)} left`,
    status === 'training' && detail !== '' ? detail : undefined,
    again,
    where,
  ]
    .filter((word) => word !== undefined)
    .join(' | ');
}

function eventLine(event: SweepEvent, details: Readonly<Record<string, unknown>>): string | undefined {
  const text = (key: string): string => {
    const value = details[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const score = (key: string): string => {
    const value = details[key];
    return typeof value === 'number' ? value.toFixed(3) : 'unknown';
  };
  const again = Number(details.start) > 1 ? ` (start ${text('start')})` : '';
  const node = typeof details.node === 'string' ? ` on ${details.node}` : '';
  switch (event) {
    case 'started':
      return `started ${text('task')}${again}${node}`;
    case 'finished':
      return `finished ${text('task')}${again}: WF1S ${score('weightedF1')}, AUROC ${score('auroc')}`;
    case 'stopped':
      return `stopped ${text('task')} at a checkpoint`;
    case 'over-limit':
      return `${text('task')} has reached its time limit; it goes on from its checkpoint in its turn`;
    case 'crashed':
      return `${text('task')}: ${text('reason')} (crash ${text('crashes')}, ${text('retries')} are allowed)`;
    case 'failed':
      return `FAILED ${text('task')}: ${text('reason')}`;
    case 'fenced':
      return `${text('task')}: another start has taken it over`;
    case 'submitted':
      return `submitted ${text('tasks')} tasks to Slurm as job ${text('job')}`;
    case 'no-answer':
      return "Slurm's controller does not answer; waiting for it (what runs goes on)";
    case 'sweep-began':
    case 'sweep-ended':
      return undefined;
  }
}
