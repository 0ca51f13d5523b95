/** What is read of a TensorFlow.js tensor; none of its packages is imported. */
export interface TensorLike {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly isDisposed?: boolean;
  data(): Promise<ArrayLike<unknown>>;
  dataSync(): ArrayLike<unknown>;
}

/**
 * Whether a value looks like a tensor or a variable of TensorFlow.js.
 * @param value - anything; a few of its properties are read
 */
export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null || !('dataId' in value && 'dtype' in value)) return false;
  const { dtype, shape, data, dataSync } = value as Readonly<Partial<Record<keyof TensorLike, unknown>>>;
  return (
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every((side) => Number.isInteger(side) && side >= 0) &&
    typeof data === 'function' &&
    typeof dataSync === 'function'
  );
}

/**
 * How many values a tensor of this shape has.
 * @param shape - length of each axis
 */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/**
 * Kind and shape of a tensor: `Tensor float32 [2, 3]`; says so where it is disposed.
 * @param tensor - its values are not read
 */
export function tensorTitle({ dtype, shape, isDisposed }: TensorLike): string {
  const title = `Tensor ${dtype} [${shape.join(', ')}]`;
  return isDisposed === true ? `${title}, disposed: its values are freed` : title;
}
