import { SingleBar } from 'cli-progress';
import type { Progress, ProgressListener } from '../core/progress.ts';

/** Shows the progress of long work on the error stream, so that the output stream stays clean. */
export interface ProgressPrinter {
  readonly listener: ProgressListener;
  /** Prints a line for the person, above the bar. */
  readonly say: (line: string) => void;
  /** Takes the bar away. */
  readonly stop: () => void;
}

/** Milliseconds between two plain lines. */
const PLAIN_INTERVAL = 5000;

/**
 * A progress bar with units a second and time left; plain lines every few seconds where the error stream is not a
 * terminal; nothing where the person wants quiet.
 * @param options - `silent`: print nothing at all (`--json`, `--quiet`)
 * @param stream - where to print; the error stream
 */
export function progressPrinter(
  options: { readonly silent?: boolean } = {},
  stream: NodeJS.WriteStream = process.stderr,
): ProgressPrinter {
  if (options.silent === true) {
    return { listener: () => undefined, say: () => undefined, stop: () => undefined };
  }
  return stream.isTTY ? barPrinter(stream) : linePrinter(stream);
}

function barPrinter(stream: NodeJS.WriteStream): ProgressPrinter {
  let bar: SingleBar | undefined;
  let phase = '';
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
    phase = '';
  };
  return {
    listener: (progress) => {
      if (progress.phase !== phase) stop();
      phase = progress.phase;
      if (bar === undefined) {
        bar = new SingleBar({
          format: '{phase} {bar} {percentage}% {facts}',
          barsize: 24,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          clearOnComplete: true,
          hideCursor: null,
          gracefulExit: false, // Ctrl-C is ours: training ends after its step
          stream,
        });
        bar.start(Math.max(progress.total, 1), progress.done, { phase, facts: facts(progress) });
      }
      bar.setTotal(Math.max(progress.total, 1));
      bar.update(progress.done, { phase, facts: facts(progress) });
    },
    say: (line) => {
      stop(); // the next report draws it again, below the line
      stream.write(`${line}\n`);
    },
    stop,
  };
}

function linePrinter(stream: NodeJS.WriteStream): ProgressPrinter {
  let phase = '';
  let begun = false;
  let ended = false;
  let printed = -Infinity;
  return {
    listener: (progress) => {
      const now = performance.now();
      const isNew = progress.phase !== phase;
      const ends = progress.total > 0 && progress.done >= progress.total;
      if (isNew) [phase, begun, ended] = [progress.phase, false, false];
      // The first line, one every few seconds, and the last: each once.
      if (begun && !(ends && !ended) && now - printed < PLAIN_INTERVAL) return;
      if (begun && ended) return;
      [begun, ended] = [true, ends];
      printed = now;
      const share = progress.total > 0 ? ` ${Math.floor((100 * progress.done) / progress.total)}%` : '';
      stream.write(`${phase}:${share} ${facts(progress)}\n`);
    },
    say: (line) => {
      stream.write(`${line}\n`);
    },
    stop: () => undefined,
  };
}

/** The part of a line after the bar: "128/400 images | 18.2 images/s | 1 min 5 s left | loss 0.61". */
function facts({ done, total, unit, rate, secondsLeft, detail }: Progress): string {
  return [
    total > 0 ? `${amount(done)}/${amount(total)} ${unit}` : `${amount(done)} ${unit}`,
    rate === undefined ? undefined : `${rate >= 100 ? rate.toFixed(0) : rate.toFixed(1)} ${unit}/s`,
    secondsLeft === undefined ? undefined : `${duration(secondsLeft)} left`,
    detail,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' | ');
}

function amount(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/**
 * A length of time for a person: "42 s", "3 min 20 s", "2 h 5 min".
 * @param seconds - at least 0
 */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
