// Root hooks of every test: a test that leaves tensors behind fails.
import * as tf from '@tensorflow/tfjs-core';

let tensorsBefore = 0;

export const mochaHooks = {
  beforeEach(): void {
    tensorsBefore = tf.engine().state.numTensors;
  },
  afterEach(this: Mocha.Context): void {
    const leaked = tf.engine().state.numTensors - tensorsBefore;
    if (leaked > 0 && this.currentTest?.state === 'passed') {
      throw new Error(`${this.currentTest.fullTitle()}: leaked ${String(leaked)} tensors`);
    }
  },
};
