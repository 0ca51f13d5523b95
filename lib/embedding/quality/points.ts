import { ParameterError } from '../../core/errors/parameter-error.ts';
import { METRICS } from '../metrics.ts';

/** Points, one a row: row-major, `[rows, columns]`. */
export interface Points {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Refuses points that no quality can be measured of.
 * @param where - the function that was called, for the message
 * @param name - the parameter
 * @param points - what was given
 * @throws {ParameterError} where the shape does not fit the data, or a number is not finite
 */
export function checkPoints(where: string, name: string, { data, rows, columns }: Points): void {
  const whole = Number.isInteger(rows) && Number.isInteger(columns) && rows >= 1 && columns >= 1;
  if (!whole || data.length !== rows * columns) {
    throw new ParameterError(
      name,
      `${where}: ${name} must hold rows times columns numbers, got ${data.length} for [${rows}, ${columns}]`,
    );
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  throw new ParameterError(
    name,
    `${where}: ${name} must be finite, got ${data[wrong]!} in row ${Math.floor(wrong / columns)}, column ${wrong % columns}`,
  );
}

/**
 * Refuses a list that does not go with the points.
 * @param where - the function that was called, for the message
 * @param name - the parameter
 * @param length - of the list
 * @param rows - that it should have
 * @throws {ParameterError} where the two differ
 */
export function checkRows(where: string, name: string, length: number, rows: number): void {
  if (length === rows) return;
  throw new ParameterError(name, `${where}: ${name} must have one entry a row (${rows}), got ${length}`);
}

/**
 * Refuses a number of neighbours that cannot be had.
 * @param where - the function that was called, for the message
 * @param k - neighbours
 * @param most - the largest that is allowed
 * @throws {ParameterError} where it is not a whole number from 1 to `most`
 */
export function checkNeighbours(where: string, k: number, most: number): void {
  if (Number.isInteger(k) && k >= 1 && k <= most) return;
  throw new ParameterError('k', `${where}: k must be a whole number from 1 to ${most}, got ${k}`);
}

/**
 * Whether a word names a metric.
 * @param where - the function that was called, for the message
 * @param metric - the word
 * @throws {ParameterError} where it does not
 */
export function checkMetric(where: string, metric: string): void {
  if ((METRICS as readonly string[]).includes(metric)) return;
  throw new ParameterError('metric', `${where}: metric must be ${METRICS.join(', ')}, got ${metric}`);
}
