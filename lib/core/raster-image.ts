/** A decoded picture: 8 bits a channel, RGB, rows from the top, as `data[(y * width + x) * 3 + channel]`. */
export interface RasterImage {
  readonly width: number;
  readonly height: number;
  /** Length `width * height * 3`, values 0 to 255. */
  readonly data: Uint8Array;
}
