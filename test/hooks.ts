// Root hooks of every test: a test that leaves tensors behind fails.
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../lib/engine/start-engine.ts';

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

/** On a new machine the engine is provisioned here, outside of any test's time limit. */
export async function mochaGlobalSetup(): Promise<void> {
  const { backend, version, notice } = await startEngine();
  process.stdout.write(`engine: ${backend} ${version}${notice === '' ? '' : ` (${notice})`}\n`);
}
