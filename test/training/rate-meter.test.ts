import assert from 'node:assert/strict';
import { RateMeter } from '../../lib/training/rate-meter.ts';

describe('RateMeter', () => {
  let clock = 0;
  const meter = new RateMeter(10, () => clock);
  const at = (seconds: number, done: number): void => {
    clock = seconds * 1000;
    meter.mark(done);
  };

  it('knows nothing before two marks', () => {
    assert.equal(meter.rate(), undefined);
    at(0, 0);
    assert.equal(meter.rate(), undefined);
  });

  it('looks at the recent past only', () => {
    at(1, 100); // a quick start
    at(2, 101);
    at(20, 119);
    at(30, 129);
    assert.equal(meter.rate(), 1); // from second 20 on
  });

  it('gives slow work a rate too', () => {
    at(100, 136);
    assert.equal(meter.rate(), 0.1); // one mark older than the window stays
  });

  it('forgets a pause', () => {
    meter.restart();
    assert.equal(meter.rate(), undefined);
  });
});
