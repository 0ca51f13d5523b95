/** The three streams in the order in which they are reported. */
export const STREAMS = ['raw', 'crop', 'erase'] as const;

/** One of the paper's three views of an image. */
export type Stream = (typeof STREAMS)[number];

/** What a trained network says about N images, with what is needed to judge it. K = number of classes = 2. */
export interface Predictions {
  /** Class names by label, `[K]`. */
  readonly classes: readonly string[];
  /** One id an image, `[N]`. */
  readonly ids: readonly string[];
  /** One subject key an image, `[N]`; nothing where the source does not say. */
  readonly subjects: readonly (string | undefined)[];
  /** True labels, `[N]`. */
  readonly labels: Int32Array;
  /** Softmax probabilities, `[N, K]` row-major, for each stream that was run; `raw` is always there. */
  readonly probabilities: Readonly<Partial<Record<Stream, Float32Array>>>;
  /** Area of each cell in pixels of the original image, `[N]`, for size-matched scores; nothing where unknown. */
  readonly cellAreas: Float64Array | undefined;
}
