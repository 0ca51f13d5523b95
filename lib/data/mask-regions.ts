/**
 * The largest connected region of a mask (8-neighbours; of equals the first from the top), with its holes filled
 * (background that 4-neighbour steps cannot reach from the image's border).
 * @param mask - `[height, width]`, not 0 = candidate
 * @param width - pixels a row
 * @param height - rows
 * @returns `[height, width]`, 1 = inside; all 0 for an empty mask
 */
export function largestRegion(mask: Uint8Array, width: number, height: number): Uint8Array {
  const region = new Int32Array(mask.length); // 0: not seen yet
  const stack = new Int32Array(mask.length);
  let regions = 0;
  let largest = 0;
  let largestArea = 0;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || region[start] !== 0) continue;
    regions++;
    let area = 0;
    let top = 0;
    stack[top++] = start;
    region[start] = regions;
    while (top > 0) {
      const at = stack[--top]!;
      area++;
      const x = at % width;
      const y = (at - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (mask[next] === 0 || region[next] !== 0) continue;
          region[next] = regions;
          stack[top++] = next;
        }
      }
    }
    if (area > largestArea) {
      largestArea = area;
      largest = regions;
    }
  }
  if (largest === 0) return new Uint8Array(mask.length);
  return filled(region, largest, { width, height, stack });
}

/** The region with its holes: all but the background that is connected with the border of the region's bounding box. */
function filled(
  region: Int32Array,
  wanted: number,
  { width, height, stack }: { width: number; height: number; stack: Int32Array },
): Uint8Array {
  const { left, top, right, bottom } = boundsOf(region, wanted, width, height);
  const inside = new Uint8Array(region.length);
  for (let y = top; y <= bottom; y++) inside.fill(1, y * width + left, y * width + right + 1);
  let depth = 0;
  const reach = (at: number): void => {
    if (inside[at] === 0 || region[at] === wanted) return;
    inside[at] = 0;
    stack[depth++] = at;
  };
  for (let x = left; x <= right; x++) {
    reach(top * width + x);
    reach(bottom * width + x);
  }
  for (let y = top; y <= bottom; y++) {
    reach(y * width + left);
    reach(y * width + right);
  }
  while (depth > 0) {
    const at = stack[--depth]!;
    const x = at % width;
    if (x > left) reach(at - 1);
    if (x < right) reach(at + 1);
    if (at - width >= top * width) reach(at - width);
    if (at + width < (bottom + 1) * width) reach(at + width);
  }
  return inside;
}

function boundsOf(
  region: Int32Array,
  wanted: number,
  width: number,
  height: number,
): { left: number; top: number; right: number; bottom: number } {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (region[i] !== wanted) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return { left, top, right, bottom };
}
