import { randomUUID } from 'node:crypto';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { escapeMarkup } from '../../figures/escape-markup.ts';
import type { DisplayBundle } from './display-bundle.ts';
import { RecentRate } from './recent-rate.ts';
import { countText, durationText } from './readable-numbers.ts';
import type { PublishDisplay } from './tslab-api.ts';

/** Milliseconds between two pictures of a bar: ten a second. */
const INTERVAL_MS = 100;
const TEXT_CELLS = 24;

/** What a progress bar counts. */
export interface ProgressBarOptions {
  /** Units in all; at least 0. */
  readonly total: number;
  /** What is being done, in front of the bar. */
  readonly label?: string;
  /** Units in the plural, such as "images". Default none. */
  readonly unit?: string;
}

/** A clock, and a way to be called later; others for tests. */
export interface ProgressClock {
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Calls once after so many milliseconds; the result takes that back. */
  readonly later: (call: () => void, milliseconds: number) => () => void;
}

/** A bar that is drawn anew in its place, at most ten times a second; its last state is always shown. */
export interface ProgressBar {
  /** States how many units are done. */
  readonly update: (done: number) => void;
  /** Adds units; default one. */
  readonly advance: (units?: number) => void;
  /** Shows the last state now: where the work ended, done or not. */
  readonly finish: () => void;
}

/** What a bar shows at one moment. */
interface State {
  readonly done: number;
  readonly seconds: number;
  readonly rate: number | undefined;
  readonly finished: boolean;
}

const SYSTEM_CLOCK: ProgressClock = {
  now: () => performance.now(),
  later: (call, milliseconds) => {
    const timer = setTimeout(call, milliseconds);
    timer.unref(); // a bar keeps no process alive
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * Shows a progress bar: count, per cent, rate and time left, in HTML and text.
 * @param options - total, label, unit
 * @param publish - sends one bundle
 * @param clock - the system's
 * @throws {ParameterError} for a total that is no number of at least 0
 */
export function progressBar(
  options: ProgressBarOptions,
  publish: PublishDisplay,
  clock: ProgressClock = SYSTEM_CLOCK,
): ProgressBar {
  if (!(options.total >= 0 && Number.isFinite(options.total))) {
    throw new ParameterError(
      'total',
      `progressBar: total must be a number of at least 0, got ${options.total}`,
    );
  }
  const displayId = randomUUID();
  const started = clock.now();
  const rate = new RecentRate();
  rate.mark(started, 0);
  let done = 0;
  let shown = -Infinity;
  let drawn = false;
  let finished = false;
  let cancel: (() => void) | undefined;

  const draw = (): void => {
    cancel?.();
    cancel = undefined;
    shown = clock.now();
    const state = { done, seconds: (shown - started) / 1000, rate: rate.perSecond(), finished };
    const update = drawn;
    drawn = true;
    publish(progressBundle(options, state), { displayId, update });
  };
  const update = (value: number): void => {
    if (finished || Number.isNaN(value)) return;
    done = Math.max(0, value);
    const now = clock.now();
    rate.mark(now, done);
    finished = options.total > 0 && done >= options.total;
    if (finished || now - shown >= INTERVAL_MS) draw();
    else cancel ??= clock.later(draw, INTERVAL_MS - (now - shown));
  };
  draw();
  return {
    update,
    advance: (units = 1) => {
      update(done + units);
    },
    finish: () => {
      if (finished) return;
      finished = true;
      draw();
    },
  };
}

function progressBundle(options: ProgressBarOptions, state: State): DisplayBundle {
  const { total, label } = options;
  const share = total === 0 ? (state.finished ? 1 : 0) : Math.min(1, state.done / total);
  const words = facts(options, state, share);
  const filled = Math.floor(share * TEXT_CELLS);
  const cells = '█'.repeat(filled) + '░'.repeat(TEXT_CELLS - filled);
  const name = label === undefined || label === '' ? '' : `${label} `;
  const bar =
    '<div style="display:inline-block;vertical-align:middle;width:220px;height:10px;border-radius:5px;' +
    'overflow:hidden;background-color:rgba(128,128,128,0.3)">' +
    `<div style="width:${(100 * share).toFixed(1)}%;height:10px;background-color:#2b8cbe"></div></div>`;
  return {
    data: {
      'text/html':
        `<div style="font-size:13px;padding:2px 0">${escapeMarkup(name)}${bar} ` +
        `<span style="padding-left:6px">${escapeMarkup(words)}</span></div>`,
      'text/plain': `${name}${cells} ${words}`,
    },
    metadata: {},
  };
}

function facts({ total, unit }: ProgressBarOptions, state: State, share: number): string {
  const { done, seconds, rate, finished } = state;
  const units = unit === undefined || unit === '' ? '' : ` ${unit}`;
  const left = rate === undefined || rate <= 0 ? undefined : (total - done) / rate;
  const speed = finished && seconds > 0 ? done / seconds : rate;
  return [
    `${countText(done)} of ${countText(total)}${units}`,
    // Rounded down: 100 % means done.
    `${Math.floor(100 * share)} %`,
    ...(speed === undefined || speed <= 0
      ? []
      : [`${speedText(speed)}${units === '' ? ' a second' : `${units}/s`}`]),
    ...(finished
      ? [`in ${durationText(seconds)}`]
      : left === undefined
        ? []
        : [`${durationText(left)} left`]),
  ].join(' · ');
}

function speedText(speed: number): string {
  return speed >= 100 ? countText(speed) : speed.toPrecision(2);
}
