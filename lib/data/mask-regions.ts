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

/** Everything but the background that is connected with the border. */
function filled(
  region: Int32Array,
  wanted: number,
  { width, height, stack }: { width: number; height: number; stack: Int32Array },
): Uint8Array {
  const inside = new Uint8Array(region.length).fill(1);
  let top = 0;
  const reach = (at: number): void => {
    if (inside[at] === 0 || region[at] === wanted) return;
    inside[at] = 0;
    stack[top++] = at;
  };
  for (let x = 0; x < width; x++) {
    reach(x);
    reach((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    reach(y * width);
    reach(y * width + width - 1);
  }
  while (top > 0) {
    const at = stack[--top]!;
    const x = at % width;
    if (x > 0) reach(at - 1);
    if (x < width - 1) reach(at + 1);
    if (at >= width) reach(at - width);
    if (at < region.length - width) reach(at + width);
  }
  return inside;
}
