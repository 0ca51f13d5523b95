/** Length that an outline pixel adds, by which outline neighbours it has (2 a side, 10 a corner, 1 itself). */
const STEP_LENGTHS: ReadonlyMap<number, number> = new Map([
  ...[5, 7, 15, 17, 25, 27].map((code) => [code, 1] as const),
  ...[21, 33].map((code) => [code, Math.SQRT2] as const),
  ...[13, 23].map((code) => [code, (1 + Math.SQRT2) / 2] as const),
]);

/**
 * The length of a mask's outline, through the centres of its outermost pixels. Source: scikit-image's `perimeter`
 * with 4-neighbours (Benkrid, Crookes, Benkrid 2000).
 * @param mask - `[height, width]`, 1 = inside
 * @param width - pixels a row
 * @param height - rows
 */
export function outlineLength(mask: Uint8Array, width: number, height: number): number {
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] !== 0;
  const outline = new Uint8Array(mask.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      const buried = inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1);
      outline[i] = buried ? 0 : 1;
    }
  }
  const at = (x: number, y: number): number =>
    x >= 0 && y >= 0 && x < width && y < height ? outline[y * width + x]! : 0;
  let length = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (outline[i] === 0) continue;
      const sides = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
      const corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
      length += STEP_LENGTHS.get(1 + 2 * sides + 10 * corners) ?? 0;
    }
  }
  return length;
}

/**
 * The area of the convex hull of a mask, by its pixels' corners: never below the number of pixels.
 * @param mask - `[height, width]`, 1 = inside; not empty
 * @param width - pixels a row
 * @param height - rows
 */
export function convexArea(mask: Uint8Array, width: number, height: number): number {
  // Only the ends of each row can be on the hull. Points come sorted by y, as the monotone chain wants them.
  const left: [number, number][] = [];
  const right: [number, number][] = [];
  for (let y = 0; y < height; y++) {
    let first = -1;
    let last = -1;
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      if (first < 0) first = x;
      last = x;
    }
    if (first < 0) continue;
    for (const edge of [y, y + 1]) {
      extend(left, [first, edge], 1);
      extend(right, [last + 1, edge], -1);
    }
  }
  const hull = [...left, ...right.reverse()];
  let doubled = 0;
  for (let i = 0; i < hull.length; i++) {
    const [ax, ay] = hull[i]!;
    const [bx, by] = hull[(i + 1) % hull.length]!;
    doubled += ax * by - bx * ay;
  }
  return Math.abs(doubled) / 2;
}

/** Adds a point to one side of the hull and drops those that it leaves inside. */
function extend(chain: [number, number][], point: [number, number], side: 1 | -1): void {
  // Two points of one row: only the outer one counts.
  const previous = chain.at(-1);
  if (previous?.[1] === point[1]) {
    if (side * (point[0] - previous[0]) >= 0) return;
    chain.pop();
  }
  while (chain.length >= 2) {
    const [ax, ay] = chain.at(-2)!;
    const [bx, by] = chain.at(-1)!;
    const turn = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax);
    if (side * turn < 0) break;
    chain.pop();
  }
  chain.push(point);
}
