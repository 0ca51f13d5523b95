import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkLength } from './check-scores.ts';
import { STREAMS, type Predictions } from './predictions.ts';

/** How far a row of probabilities may be from adding up to 1: float32 softmax stays well within. */
const SUM_TOLERANCE = 1e-3;

/**
 * Refuses predictions that cannot be judged.
 * @param where - the function that asks, for the message
 * @param predictions - what the network said about N images
 * @throws {ParameterError} where N = 0, lengths differ, an id comes twice, a label is out of range, the raw stream
 *   is missing, or a row of probabilities has NaN, is out of 0 to 1 or does not add up to 1
 */
export function checkPredictions(where: string, predictions: Predictions): void {
  const { classes, ids, subjects, labels, probabilities, cellAreas } = predictions;
  const cells = ids.length;
  if (classes.length < 2) {
    throw new ParameterError('classes', `${where}: classes must name at least two, got ${classes.length}`);
  }
  if (cells === 0) {
    throw new ParameterError('ids', `${where}: there must be at least one cell to judge, got none`);
  }
  checkLength(where, 'subjects', subjects.length, cells);
  checkLength(where, 'labels', labels.length, cells);
  if (cellAreas !== undefined) checkLength(where, 'cellAreas', cellAreas.length, cells);
  if (probabilities.raw === undefined) {
    throw new ParameterError(
      'probabilities',
      `${where}: probabilities.raw is missing, the raw stream must be there`,
    );
  }
  const seen = new Set<string>();
  for (const [i, id] of ids.entries()) {
    if (seen.has(id)) {
      throw new ParameterError(
        'ids',
        `${where}: ids must be unique, "${id}" comes twice and would count twice`,
      );
    }
    seen.add(id);
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes.length) {
      const range = `0 to ${classes.length - 1}`;
      throw new ParameterError('labels', `${where}: labels must be ${range}, got ${label} for "${id}"`);
    }
    const area = cellAreas?.[i] ?? Number.NaN;
    if (area <= 0 || area === Infinity) {
      throw new ParameterError(
        'cellAreas',
        `${where}: cell areas must be above 0 pixels, or NaN where unknown, got ${area} for "${id}"`,
      );
    }
  }
  for (const stream of STREAMS) {
    const values = probabilities[stream];
    if (values === undefined) continue;
    if (values.length !== cells * classes.length) {
      throw new ParameterError(
        'probabilities',
        `${where}: probabilities.${stream} must be [${cells}, ${classes.length}], got ${values.length} numbers`,
      );
    }
    for (let i = 0; i < cells; i++) {
      checkRow(values.subarray(i * classes.length, (i + 1) * classes.length), `${where}: ${stream}`, ids[i]!);
    }
  }
}

/**
 * Refuses predictions of other than two classes: ranking scores, thresholds and reports are about lymphoblast or not.
 * @param where - the function that asks, for the message
 * @param predictions - what the network said
 * @throws {ParameterError} where there are not exactly two classes
 */
export function checkTwoClasses(where: string, { classes }: Predictions): void {
  if (classes.length === 2) return;
  throw new ParameterError('classes', `${where}: there must be two classes, got ${classes.length}`);
}

function checkRow(row: Float32Array, what: string, id: string): void {
  let sum = 0;
  for (const p of row) {
    // Not written as p < 0 || p > 1, which NaN would pass.
    if (!(p >= 0 && p <= 1)) {
      throw new ParameterError(
        'probabilities',
        `${what} probabilities must be 0 to 1, got ${p} for "${id}": the network may have diverged`,
      );
    }
    sum += p;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new ParameterError(
      'probabilities',
      `${what} probabilities of an image must add up to 1, got ${sum} for "${id}": pass softmax outputs, not logits`,
    );
  }
}
