/** A point in the plane, in SVG user units. */
export type Point = readonly [x: number, y: number];

const TOKENS = /[a-zA-Z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;
const CURVE_STEPS = 8;

function bezier(controls: readonly Point[], t: number): Point {
  let points = controls;
  while (points.length > 1) {
    points = points
      .slice(1)
      .map(([x, y], i): Point => [
        points[i]![0] + (x - points[i]![0]) * t,
        points[i]![1] + (y - points[i]![1]) * t,
      ]);
  }
  return points[0]!;
}

interface Arc {
  readonly radii: Point;
  readonly rotation: number;
  readonly large: boolean;
  readonly sweep: boolean;
}

// SVG 1.1 appendix F.6.5: from end points to centre, then evenly spaced points along the arc.
function arcPoints(from: Point, to: Point, { radii, rotation, large, sweep }: Arc): Point[] {
  let [rx, ry] = [Math.abs(radii[0]), Math.abs(radii[1])];
  if (rx === 0 || ry === 0) return [to];
  const [cos, sin] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)];
  const [dx, dy] = [(from[0] - to[0]) / 2, (from[1] - to[1]) / 2];
  const [x, y] = [cos * dx + sin * dy, cos * dy - sin * dx];
  const grow = Math.sqrt((x / rx) ** 2 + (y / ry) ** 2);
  if (grow > 1) [rx, ry] = [rx * grow, ry * grow];
  const scale = (x / rx) ** 2 + (y / ry) ** 2;
  const factor = scale === 0 ? 0 : Math.sqrt(Math.max(0, 1 / scale - 1)) * (large === sweep ? -1 : 1);
  const [cx, cy] = [(factor * rx * y) / ry, (-factor * ry * x) / rx];
  const start = Math.atan2((y - cy) / ry, (x - cx) / rx);
  let turn = Math.atan2((-y - cy) / ry, (-x - cx) / rx) - start;
  if (sweep && turn < 0) turn += 2 * Math.PI;
  if (!sweep && turn > 0) turn -= 2 * Math.PI;
  return Array.from({ length: CURVE_STEPS }, (_, i): Point => {
    if (i === CURVE_STEPS - 1) return to;
    const angle = start + (turn * (i + 1)) / CURVE_STEPS;
    const [px, py] = [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
    return [cos * px - sin * py + (from[0] + to[0]) / 2, sin * px + cos * py + (from[1] + to[1]) / 2];
  });
}

/** Flattens an SVG path to the points that its lines join; curves and arcs are sampled. Jumps are not marked. */
export function pathPoints(path: string): Point[] {
  const tokens = path.match(TOKENS) ?? [];
  const points: Point[] = [];
  let at = 0;
  let command = '';
  let pen: Point = [0, 0];
  let start: Point = pen;
  let control: Point = pen;
  const number = (): number => Number(tokens[at++] ?? 0);
  const point = (relative: boolean): Point => {
    const [x, y] = [number(), number()];
    return relative ? [pen[0] + x, pen[1] + y] : [x, y];
  };
  const curve = (controls: readonly Point[]): void => {
    for (let step = 1; step <= CURVE_STEPS; step++) points.push(bezier(controls, step / CURVE_STEPS));
    [control, pen] = [controls.at(-2)!, controls.at(-1)!];
  };
  const reflected = (): Point => [2 * pen[0] - control[0], 2 * pen[1] - control[1]];
  const lineTo = (to: Point): void => {
    points.push(to);
    [control, pen] = [to, to];
  };
  while (at < tokens.length) {
    const token = tokens[at]!;
    if (/[a-zA-Z]/.test(token)) {
      command = token;
      at++;
    }
    const relative = command === command.toLowerCase();
    switch (command.toUpperCase()) {
      case 'M':
        lineTo(point(relative));
        start = pen;
        command = relative ? 'l' : 'L';
        break;
      case 'L':
        lineTo(point(relative));
        break;
      case 'H':
        lineTo([number() + (relative ? pen[0] : 0), pen[1]]);
        break;
      case 'V':
        lineTo([pen[0], number() + (relative ? pen[1] : 0)]);
        break;
      case 'C':
        curve([pen, point(relative), point(relative), point(relative)]);
        break;
      case 'S':
        curve([pen, reflected(), point(relative), point(relative)]);
        break;
      case 'Q':
        curve([pen, point(relative), point(relative)]);
        break;
      case 'T':
        curve([pen, reflected(), point(relative)]);
        break;
      case 'A': {
        const radii: Point = [number(), number()];
        const rotation = number();
        const [large, sweep] = [number() === 1, number() === 1];
        const to = point(relative);
        points.push(...arcPoints(pen, to, { radii, rotation, large, sweep }));
        [control, pen] = [to, to];
        break;
      }
      case 'Z':
        lineTo(start);
        command = '';
        break;
      default:
        return points;
    }
  }
  return points;
}

/** The length of a path of straight lines. */
export function pathLength(points: readonly Point[]): number {
  return points
    .slice(1)
    .reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i]![0], y - points[i]![1]), 0);
}

/** The point that lies a given way along a path of straight lines; its end where the way is longer. */
export function pointAlong(points: readonly Point[], distance: number): Point {
  let left = distance;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1]!, points[i]!];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length > 0 && left <= length)
      return [x0 + ((x1 - x0) * left) / length, y0 + ((y1 - y0) * left) / length];
    left -= length;
  }
  return points.at(-1) ?? [0, 0];
}
