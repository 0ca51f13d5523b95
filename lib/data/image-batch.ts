/** A batch of decoded, resized and transformed images, B = batch, on its way into a step. */
export interface ImageBatch {
  /** Pixels 0 to 255 as `[batch, size, size, 3]`. */
  readonly images: Uint8Array;
  /** Side of the square images. */
  readonly size: number;
  /**
   * The same views (same rotation, flips and jitter) at a higher resolution, `[batch, detailSize, detailSize, 3]`,
   * for cropping from the original; nothing where it was not asked for.
   */
  readonly details: Uint8Array | undefined;
  /** Side of the square detail images; 0 without them. */
  readonly detailSize: number;
  /** Class labels, `[batch]`. */
  readonly labels: Int32Array;
  /**
   * How much of each image is of each class, `[batch, classes]`, each row summing to 1, where images are mixed;
   * nothing where each is wholly of its label's class.
   */
  readonly targets?: Float32Array | undefined;
  /** Which batch of its epoch it is, from 0; batches without a usable image are passed over. */
  readonly number: number;
  /** Position of each image in the list that the loader was given, `[batch]`. */
  readonly indices: Int32Array;
}
