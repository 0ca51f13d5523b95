import assert from 'node:assert/strict';
import { engineThreads, nativeEnvironment } from '../../lib/engine/native-environment.ts';

describe('native environment', () => {
  const before = process.env.WT_DFN_THREADS;
  afterEach(() => {
    if (before === undefined) delete process.env.WT_DFN_THREADS;
    else process.env.WT_DFN_THREADS = before;
  });

  it('silences the library, unless the person wants to hear it', () => {
    assert.equal(nativeEnvironment({}).TF_CPP_MIN_LOG_LEVEL, '3');
    assert.equal(nativeEnvironment({ TF_CPP_MIN_LOG_LEVEL: '0' }).TF_CPP_MIN_LOG_LEVEL, undefined);
  });

  it('limits the threads where WT_DFN_THREADS says so', () => {
    process.env.WT_DFN_THREADS = '3';
    assert.equal(engineThreads(), 3);
    assert.equal(nativeEnvironment(process.env).TF_NUM_INTRAOP_THREADS, '3');
    delete process.env.WT_DFN_THREADS;
    assert.ok(engineThreads() >= 1);
    assert.equal(nativeEnvironment({}).TF_NUM_INTRAOP_THREADS, undefined);
  });

  for (const wrong of ['0', '2.5', 'many']) {
    it(`refuses WT_DFN_THREADS=${wrong}`, () => {
      process.env.WT_DFN_THREADS = wrong;
      assert.throws(engineThreads, { name: 'ParameterError', message: /whole number above 0/ });
    });
  }
});
