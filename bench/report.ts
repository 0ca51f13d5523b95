import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from 'wt-dfn';

/** What one measuring process prints, ours or a peer's. */
export interface Measurement {
  readonly name: string;
  readonly milliseconds: readonly number[];
  readonly imagesPerSecond: number;
}

/** Runs work once to warm up and then `steps` times, and prints one JSON line. */
export function report(
  engine: Engine,
  { batch, steps }: { batch: number; steps: number },
  work: () => unknown,
): void {
  work();
  const milliseconds: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < steps; i++) {
    const begin = performance.now();
    work();
    milliseconds.push(performance.now() - begin);
  }
  const { user, system } = process.cpuUsage(before);
  console.log(
    JSON.stringify({
      name: `wt-dfn on ${engine.backend} ${engine.version}`,
      milliseconds,
      imagesPerSecond: (batch / median(milliseconds)) * 1e3,
      processorMilliseconds: (user + system) / 1e3 / steps,
      tensors: tf.memory().numTensors,
      residentMegabytes: Math.round(process.memoryUsage().rss / 1e6),
    }),
  );
}

/** The middle value; the upper one of two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
