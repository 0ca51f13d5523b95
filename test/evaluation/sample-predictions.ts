// Predictions to test with: drawn people with cells, whose streams see the class through noise of their own.
import { Random } from '../../lib/core/random.ts';
import { STREAMS, type Predictions, type Stream } from '../../lib/evaluation/predictions.ts';

export interface SampleOptions {
  readonly seed?: number;
  readonly subjects?: number;
  readonly cells?: number;
  /** Put before every subject and id. */
  readonly prefix?: string;
  /** How far the classes lie apart. */
  readonly effect?: number;
  readonly streams?: readonly Stream[];
}

export function samplePredictions({
  seed = 1,
  subjects = 24,
  cells = 240,
  prefix = 'S',
  effect = 1,
  streams = STREAMS,
}: SampleOptions = {}): Predictions {
  const random = Random.fromSeed(seed);
  const labels = Int32Array.from({ length: cells }, (_, i) => (i % subjects) % 2);
  const probabilities: Partial<Record<Stream, Float32Array>> = {};
  const signal = Array.from(labels, (label) => random.normal() + effect * (2 * label - 1));
  for (const stream of streams) {
    const positive = signal.map((value) => 1 / (1 + Math.exp(-(value + random.normal(0, 0.5)))));
    probabilities[stream] = Float32Array.from(positive.flatMap((p) => [1 - p, p]));
  }
  return {
    classes: ['normal', 'lymphoblast'],
    ids: Array.from(labels, (_, i) => `${prefix}/cell-${i}.bmp`),
    subjects: Array.from(labels, (_, i) => `${prefix}${i % subjects}`),
    labels,
    probabilities,
    cellAreas: Float64Array.from(signal, (value) => 2000 + 200 * value + random.normal(0, 300)),
  };
}

/** The class-1 column of `[N, 2]`. */
export function positiveColumn(probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(probabilities).filter((_, i) => i % 2 === 1);
}
