import { ParameterError } from '../core/errors/parameter-error.ts';
import { STREAMS, type Predictions, type Stream } from './predictions.ts';

/**
 * Joins the predictions of several networks about different images, as cross-validation gives them.
 * @param parts - at least one; of the same classes and streams
 * @throws {ParameterError} where classes or streams differ, or an image is in two parts
 */
export function poolPredictions(parts: readonly Predictions[]): Predictions {
  const [first] = parts;
  if (first === undefined)
    throw new ParameterError('parts', 'poolPredictions: there must be at least one part');
  const streams = streamsOf(first);
  const seen = new Set<string>();
  for (const part of parts) {
    if (part.classes.join() !== first.classes.join() || streamsOf(part).join() !== streams.join()) {
      throw new ParameterError(
        'parts',
        `poolPredictions: all parts must have the same classes and streams; one has ${describe(first)}, another ${describe(part)}`,
      );
    }
    for (const id of part.ids) {
      if (seen.has(id)) {
        throw new ParameterError(
          'parts',
          `poolPredictions: ${id} is in two parts; pool parts of one cross-validation only`,
        );
      }
      seen.add(id);
    }
  }
  const probabilities: Partial<Record<Stream, Float32Array>> = {};
  for (const stream of streams) {
    probabilities[stream] = Float32Array.from(parts.flatMap((part) => [...part.probabilities[stream]!]));
  }
  return {
    classes: first.classes,
    ids: parts.flatMap(({ ids }) => ids),
    subjects: parts.flatMap(({ subjects }) => subjects),
    labels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
    probabilities,
    cellAreas: parts.every(({ cellAreas }) => cellAreas !== undefined)
      ? Float64Array.from(parts.flatMap(({ cellAreas }) => [...cellAreas!]))
      : undefined,
  };
}

function streamsOf({ probabilities }: Predictions): Stream[] {
  return STREAMS.filter((stream) => probabilities[stream] !== undefined);
}

function describe(part: Predictions): string {
  return `classes ${part.classes.join(', ')} and streams ${streamsOf(part).join(', ')}`;
}
