// What kernels of four lanes share; lanes-twin.ts is the same in TypeScript.

/** The sum of the lanes, in an order that the twin keeps. */
export function sum4(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
