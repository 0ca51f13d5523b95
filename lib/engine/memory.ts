import * as tf from '@tensorflow/tfjs-core';

/** What the process holds at one moment. */
export interface EngineMemory {
  /** Tensors that nobody has disposed of, on any backend. */
  readonly numTensors: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Bytes of the process in main memory, with the native library's own. */
  readonly rss: number;
  /** Bytes of JavaScript objects. */
  readonly heap: number;
}

/** Counts tensors and memory, for a run's log and for tests that memory stays flat. */
export function engineMemory(): EngineMemory {
  const { numTensors, numBytes } = tf.memory();
  const { rss, heapUsed } = process.memoryUsage();
  return { numTensors, bytes: numBytes, rss, heap: heapUsed };
}
