/** A stretch of source pixels along one axis, in pixel edges; may begin and end inside a pixel. */
export interface AxisWindow {
  readonly start: number;
  readonly length: number;
}

/** For each output position along one axis, the source pixels that it mixes. */
export interface AxisFilter {
  /** First source index of each output position. */
  readonly first: Int32Array;
  /** How many source pixels each output position mixes. */
  readonly taps: number;
  /** Their weights, `[outputs, taps]`; each row sums to 1. */
  readonly weights: Float32Array;
}

// Edges that a rounding error puts past a whole pixel must not pull in a further pixel.
const EDGE = 1e-6;

/**
 * The weights of linear resizing along one axis, as PyTorch's `interpolate`: enlarging mixes the two nearest pixels;
 * shrinking is antialiased, with a triangle as wide as the shrinkage. Nothing outside of the window is ever read.
 * @param window - the stretch of the source, in pixel edges
 * @param outputs - number of positions to make
 * @param alignCorners - whether the first and last pixel centres fall on one another (`true`), or the edges (`false`)
 */
export function axisFilter(window: AxisWindow, outputs: number, alignCorners: boolean): AxisFilter {
  const first = Math.floor(window.start + EDGE);
  const last = Math.max(first, Math.ceil(window.start + window.length - EDGE) - 1);
  const scale = window.length / outputs;
  if (scale > 1 + EDGE && !alignCorners) return antialiasedFilter(window, outputs, first, last);

  const taps = Math.min(2, last - first + 1);
  const filter = { first: new Int32Array(outputs), taps, weights: new Float32Array(outputs * taps) };
  const cornerStep = outputs > 1 ? (last - first) / (outputs - 1) : 0;
  for (let i = 0; i < outputs; i++) {
    const centre = alignCorners ? first + i * cornerStep : window.start + (i + 0.5) * scale - 0.5;
    const inside = Math.min(Math.max(centre, first), last);
    const low = Math.min(Math.floor(inside), last - taps + 1);
    filter.first[i] = low;
    filter.weights[i * taps] = taps === 1 ? 1 : 1 - (inside - low);
    if (taps === 2) filter.weights[i * taps + 1] = inside - low;
  }
  return filter;
}

function antialiasedFilter(window: AxisWindow, outputs: number, first: number, last: number): AxisFilter {
  const scale = window.length / outputs;
  const taps = Math.min(Math.ceil(2 * scale) + 1, last - first + 1);
  const filter = { first: new Int32Array(outputs), taps, weights: new Float32Array(outputs * taps) };
  for (let i = 0; i < outputs; i++) {
    const centre = window.start + (i + 0.5) * scale;
    const from = Math.min(Math.max(Math.floor(centre - scale + 0.5), first), last - taps + 1);
    let sum = 0;
    for (let t = 0; t < taps; t++) sum += triangle((from + t + 0.5 - centre) / scale);
    filter.first[i] = from;
    for (let t = 0; t < taps; t++) {
      filter.weights[i * taps + t] = triangle((from + t + 0.5 - centre) / scale) / sum;
    }
  }
  return filter;
}

function triangle(x: number): number {
  return Math.max(0, 1 - Math.abs(x));
}
