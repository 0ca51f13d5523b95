import { ParameterError } from '../../core/errors/parameter-error.ts';
import { exp, log, power } from '../../core/portable-math.ts';

/** The curve 1 / (1 + a·d^(2b)) by which a map says how near two points at a distance d are. */
export interface CurveParameters {
  readonly a: number;
  readonly b: number;
}

const SAMPLES = 300;
const MOST_STEPS = 500;

/**
 * The a and b for which `1 / (1 + a·d^(2b))` comes closest, in least squares over 300 distances from 0 to 3·spread, to the
 * nearness that is wanted: 1 up to minDist, and `exp(−(d − minDist) / spread)` beyond.
 *
 * Fitted by Levenberg and Marquardt's method from a = b = 1.
 * @param spread - the scale of the map, above 0
 * @param minDist - how close points may be packed, from 0 and below 3·spread
 * @throws {ParameterError} if spread or minDist is out of range
 */
export function findABParams(spread = 1, minDist = 0.1): CurveParameters {
  if (!(spread > 0 && spread < Infinity)) {
    throw new ParameterError('spread', `findABParams: spread must be above 0, got ${String(spread)}`);
  }
  if (!(minDist >= 0 && minDist < 3 * spread)) {
    throw new ParameterError(
      'minDist',
      `findABParams: minDist must be from 0 to below 3 x spread, which is ${String(3 * spread)}, got ${String(minDist)}`,
    );
  }
  // In units of spread, so that the start is as near for every scale.
  const nearest = minDist / spread;
  const x = Float64Array.from({ length: SAMPLES }, (_, i) => (3 * i) / (SAMPLES - 1));
  const y = x.map((d) => (d < nearest ? 1 : exp(nearest - d)));
  let [a, b] = [1, 1];
  let error = squaredError(x, y, a, b);
  for (let step = 0, damping = 1e-3; step < MOST_STEPS && damping < 1e16; step++) {
    const { aa, ab, bb, ga, gb } = normalEquations(x, y, a, b);
    const daa = aa * (1 + damping);
    const dbb = bb * (1 + damping);
    const determinant = daa * dbb - ab * ab;
    const da = (dbb * ga - ab * gb) / determinant;
    const db = (daa * gb - ab * ga) / determinant;
    const next = squaredError(x, y, a - da, b - db);
    // A step to a curve that rises, or to none (NaN), is no better.
    if (next <= error && a > da && b > db) {
      const done = Math.abs(da) <= 1e-13 * Math.abs(a) && Math.abs(db) <= 1e-13 * Math.abs(b);
      [a, b, error] = [a - da, b - db, next];
      damping = Math.max(1e-12, damping / 10);
      if (done) break;
    } else {
      damping *= 10;
    }
  }
  return { a: a * power(spread, -2 * b), b };
}

function squaredError(x: Float64Array, y: Float64Array, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (1 / (1 + a * power(x[i]!, 2 * b)) - y[i]!) ** 2;
  return sum;
}

/** JᵀJ and Jᵀr of the residuals r, J their slopes along a and b. */
function normalEquations(
  x: Float64Array,
  y: Float64Array,
  a: number,
  b: number,
): { aa: number; ab: number; bb: number; ga: number; gb: number } {
  const sums = { aa: 0, ab: 0, bb: 0, ga: 0, gb: 0 };
  for (let i = 1; i < x.length; i++) {
    // At distance 0 the curve is 1 whatever a and b are: no slope.
    const grown = power(x[i]!, 2 * b);
    const value = 1 / (1 + a * grown);
    const along = -value * value * grown;
    const alongB = along * a * 2 * log(x[i]!);
    const residual = value - y[i]!;
    sums.aa += along * along;
    sums.ab += along * alongB;
    sums.bb += alongB * alongB;
    sums.ga += along * residual;
    sums.gb += alongB * residual;
  }
  return sums;
}
