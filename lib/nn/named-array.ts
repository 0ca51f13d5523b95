/** An array with a shape, row-major: what weight files and checkpoints hold. */
export interface NamedArray {
  readonly shape: readonly number[];
  /** Length: the product of the shape. */
  readonly data: Float32Array | Int32Array;
}
