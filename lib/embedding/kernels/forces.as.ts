// The pull of each point's neighbours in two dimensions, and the push between all pairs in two and three, four at a time.
// Its twin in TypeScript, forces-twin.ts, does the same operations in the same order.
import { sum4 } from './lanes.part.as';

export function heapBase(): usize {
  return __heap_base;
}

// Rows [from, to) of Σ p / (1 + d² / dof) · (yᵢ - yⱼ). The table: where each row's entries begin (multiples of 4, padded
// with entries of 0), the entries' columns and values, the positions [n, 2] and the pulls [n, 2].
export function attract(table: usize, from: i32, to: i32, perDof: f32): void {
  const starts: usize = load<u32>(table);
  const columns: usize = load<u32>(table, 4);
  const values: usize = load<u32>(table, 8);
  const positions: usize = load<u32>(table, 12);
  const pulls: usize = load<u32>(table, 16);
  const one = f32x4.splat(1);
  const scale = f32x4.splat(perDof);
  for (let i = from; i < to; i++) {
    const x = v128.load32_splat(positions + ((<usize>i) << 3));
    const y = v128.load32_splat(positions + ((<usize>i) << 3), 4);
    let gx = f32x4.splat(0);
    let gy = f32x4.splat(0);
    const end: usize = load<u32>(starts + ((<usize>i) << 2), 4);
    for (let e: usize = load<u32>(starts + ((<usize>i) << 2)); e < end; e += 4) {
      const at = columns + (e << 2);
      let a = v128.load64_zero(positions + ((<usize>load<u32>(at)) << 3));
      a = v128.load64_lane(positions + ((<usize>load<u32>(at, 4)) << 3), a, 1);
      let b = v128.load64_zero(positions + ((<usize>load<u32>(at, 8)) << 3));
      b = v128.load64_lane(positions + ((<usize>load<u32>(at, 12)) << 3), b, 1);
      const dx = f32x4.sub(x, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
      const dy = f32x4.sub(y, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
      const squared = f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy));
      const pull = f32x4.div(v128.load(values + (e << 2)), f32x4.add(one, f32x4.mul(squared, scale)));
      gx = f32x4.add(gx, f32x4.mul(pull, dx));
      gy = f32x4.add(gy, f32x4.mul(pull, dy));
    }
    store<f32>(pulls + ((<usize>i) << 3), sum4(gx));
    store<f32>(pulls + ((<usize>i) << 3), sum4(gy), 4);
  }
}

// Rows [from, to) of what all sources push on each target: Σ q, Σ q² (xᵢ - xⱼ) and so on, q = 1 / (1 + d²).
// The table: how many sources (a multiple of 4, padded with far ones), their x, y and z, the targets' x, y and z, and
// the results, [targets, 4].
export function repel2(table: usize, from: i32, to: i32): void {
  const sources = load<u32>(table);
  const xs: usize = load<u32>(table, 4);
  const ys: usize = load<u32>(table, 8);
  const targetX: usize = load<u32>(table, 16);
  const targetY: usize = load<u32>(table, 20);
  const out: usize = load<u32>(table, 28);
  const one = f32x4.splat(1);
  const bytes = (<usize>sources) << 2;
  for (let i = from; i < to; i++) {
    const x = v128.load32_splat(targetX + ((<usize>i) << 2));
    const y = v128.load32_splat(targetY + ((<usize>i) << 2));
    let z = f32x4.splat(0);
    let fx = f32x4.splat(0);
    let fy = f32x4.splat(0);
    for (let j: usize = 0; j < bytes; j += 16) {
      const dx = f32x4.sub(x, v128.load(xs + j));
      const dy = f32x4.sub(y, v128.load(ys + j));
      const squared = f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy));
      const q = f32x4.div(one, f32x4.add(one, squared));
      const push = f32x4.mul(q, q);
      z = f32x4.add(z, q);
      fx = f32x4.add(fx, f32x4.mul(push, dx));
      fy = f32x4.add(fy, f32x4.mul(push, dy));
    }
    const at = out + ((<usize>i) << 4);
    store<f32>(at, sum4(z));
    store<f32>(at, sum4(fx), 4);
    store<f32>(at, sum4(fy), 8);
  }
}

export function repel3(table: usize, from: i32, to: i32): void {
  const sources = load<u32>(table);
  const xs: usize = load<u32>(table, 4);
  const ys: usize = load<u32>(table, 8);
  const zs: usize = load<u32>(table, 12);
  const targetX: usize = load<u32>(table, 16);
  const targetY: usize = load<u32>(table, 20);
  const targetZ: usize = load<u32>(table, 24);
  const out: usize = load<u32>(table, 28);
  const one = f32x4.splat(1);
  const bytes = (<usize>sources) << 2;
  for (let i = from; i < to; i++) {
    const x = v128.load32_splat(targetX + ((<usize>i) << 2));
    const y = v128.load32_splat(targetY + ((<usize>i) << 2));
    const w = v128.load32_splat(targetZ + ((<usize>i) << 2));
    let z = f32x4.splat(0);
    let fx = f32x4.splat(0);
    let fy = f32x4.splat(0);
    let fz = f32x4.splat(0);
    for (let j: usize = 0; j < bytes; j += 16) {
      const dx = f32x4.sub(x, v128.load(xs + j));
      const dy = f32x4.sub(y, v128.load(ys + j));
      const dz = f32x4.sub(w, v128.load(zs + j));
      const squared = f32x4.add(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)), f32x4.mul(dz, dz));
      const q = f32x4.div(one, f32x4.add(one, squared));
      const push = f32x4.mul(q, q);
      z = f32x4.add(z, q);
      fx = f32x4.add(fx, f32x4.mul(push, dx));
      fy = f32x4.add(fy, f32x4.mul(push, dy));
      fz = f32x4.add(fz, f32x4.mul(push, dz));
    }
    const at = out + ((<usize>i) << 4);
    store<f32>(at, sum4(z));
    store<f32>(at, sum4(fx), 4);
    store<f32>(at, sum4(fy), 8);
    store<f32>(at, sum4(fz), 12);
  }
}
