const f = Math.fround;

/** The sum of four lanes, in the order of lanes.part.as.ts. */
export function sum4(v: Float32Array): number {
  return f(f(v[0]! + v[1]!) + f(v[2]! + v[3]!));
}
