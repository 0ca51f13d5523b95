import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import {
  progressBar,
  type ProgressBar,
  type ProgressBarOptions,
} from '../../../lib/kernel/display/progress.ts';
import { RecentRate } from '../../../lib/kernel/display/recent-rate.ts';

interface Sent {
  readonly at: number;
  readonly text: string;
  readonly html: string;
  readonly update: boolean;
  readonly displayId: string;
}

function watched(options: ProgressBarOptions): {
  bar: ProgressBar;
  sent: Sent[];
  wait: (milliseconds: number) => void;
} {
  let now = 0;
  let timers: { at: number; call: () => void }[] = [];
  const sent: Sent[] = [];
  const bar = progressBar(
    options,
    ({ data }, { displayId = '', update = false }) =>
      sent.push({
        at: now,
        text: data['text/plain'] as string,
        html: data['text/html'] as string,
        update,
        displayId,
      }),
    {
      now: () => now,
      later: (call, milliseconds) => {
        const timer = { at: now + milliseconds, call };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
  );
  const wait = (milliseconds: number): void => {
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { call } of due) call();
  };
  return { bar, sent, wait };
}

describe('progressBar', () => {
  it('shows count, per cent, rate and time left', () => {
    const { bar, sent, wait } = watched({ total: 1200, label: 'train <1>', unit: 'images' });
    wait(10_000);
    bar.update(300);
    assert.equal(
      sent.at(-1)!.text,
      'train <1> ██████░░░░░░░░░░░░░░░░░░ 300 of 1,200 images · 25 % · 30 images/s · 30 s left',
    );
    const { document } = new JSDOM(sent.at(-1)!.html).window;
    assert.match(document.body.textContent, /train <1> .*300 of 1,200/);
    assert.ok(sent.at(-1)!.html.includes('width:25.0%'));
    wait(30_000);
    bar.update(1200);
    assert.match(sent.at(-1)!.text, /1,200 of 1,200 images · 100 % · 30 images\/s · in 40 s$/);
  });

  it('is sent at most ten times a second, in one place, and the last state always', () => {
    const { bar, sent, wait } = watched({ total: 1000 });
    for (let i = 0; i < 900; i++) {
      wait(1);
      bar.advance();
    }
    assert.ok(sent.length <= 10, `${sent.length} in 0.9 s`);
    wait(100);
    assert.match(sent.at(-1)!.text, /900 of 1,000 · 90 %/);
    for (let i = 1; i < sent.length; i++) assert.ok(sent[i]!.at - sent[i - 1]!.at >= 100);
    assert.deepEqual(
      sent.map(({ update }) => update),
      sent.map((_, i) => i > 0),
    );
    assert.equal(new Set(sent.map(({ displayId }) => displayId)).size, 1);
    bar.update(1000);
    assert.match(sent.at(-1)!.text, /100 %/);
    const count = sent.length;
    wait(1000);
    bar.update(3);
    bar.finish();
    assert.equal(sent.length, count, 'nothing after the end');
  });

  it('can end early, and never says 100 % before the end', () => {
    const { bar, sent } = watched({ total: 1000 });
    bar.update(999);
    bar.finish();
    assert.match(sent.at(-1)!.text, /999 of 1,000 · 99 %/);
  });

  it('refuses a total that is none', () => {
    assert.throws(
      () => progressBar({ total: NaN }, () => undefined),
      /total must be a number of at least 0, got NaN/,
    );
  });
});

describe('RecentRate', () => {
  it('looks at the recent past, whatever the number of marks', () => {
    const rate = new RecentRate();
    for (let at = 0; at <= 10_000; at++) rate.mark(at, at); // 1,000 a second
    for (let at = 10_001; at <= 60_000; at++) rate.mark(at, 10_000 + (at - 10_000) / 10); // 100 a second
    assert.ok(Math.abs(rate.perSecond()! - 100) < 1, String(rate.perSecond()));
  });
});
