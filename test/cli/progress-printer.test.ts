import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { duration, progressPrinter } from '../../lib/cli/progress-printer.ts';

const fakeStream = (isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } => {
  const through = new PassThrough();
  let written = '';
  through.setEncoding('utf8').on('data', (part: string) => (written += part));
  Object.assign(through, {
    isTTY,
    columns: 120,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  return { stream: through as unknown as NodeJS.WriteStream, text: () => written };
};
const progress = {
  phase: 'train',
  done: 5,
  total: 20,
  unit: 'images',
  rate: 12.34,
  secondsLeft: 75,
  detail: 'loss 0.5',
};

describe('progressPrinter', () => {
  it('prints a plain line at the start, at the end, and few between', () => {
    const { stream, text } = fakeStream(false);
    const printer = progressPrinter({}, stream);
    for (let done = 5; done <= 20; done++) printer.listener({ ...progress, done });
    printer.listener({ ...progress, done: 20 });
    const lines = text().trim().split('\n');
    assert.deepEqual(lines, [
      'train: 25% 5/20 images | 12.3 images/s | 1 min 15 s left | loss 0.5',
      'train: 100% 20/20 images | 12.3 images/s | 1 min 15 s left | loss 0.5',
    ]);
  });

  it('draws a bar with rate and time left on a terminal', () => {
    const { stream, text } = fakeStream(true);
    const printer = progressPrinter({}, stream);
    printer.listener(progress);
    printer.say('a line above');
    printer.listener({ ...progress, phase: 'next' });
    printer.stop();
    assert.match(text(), /train .*░.* 25% 5\/20 images \| 12\.3 images\/s \| 1 min 15 s left \| loss 0\.5/);
    assert.match(text(), /a line above\n/);
    assert.match(text(), /next /);
  });

  it('prints nothing where the person wants quiet', () => {
    const { stream, text } = fakeStream(false);
    const printer = progressPrinter({ silent: true }, stream);
    printer.listener(progress);
    printer.say('a line');
    assert.equal(text(), '');
  });
});

describe('duration', () => {
  it('speaks as people do', () => {
    assert.deepEqual([0.4, 59.4, 60, 200, 7500].map(duration), [
      '0 s',
      '59 s',
      '1 min 0 s',
      '3 min 20 s',
      '2 h 5 min',
    ]);
  });
});
