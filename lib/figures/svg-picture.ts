/** A finished picture as SVG text that refers to nothing outside itself. */
export interface SvgPicture {
  /** The whole document, from `<svg` to `</svg>`. */
  readonly svg: string;
  /** Natural width in CSS pixels. */
  readonly width: number;
  /** Natural height in CSS pixels. */
  readonly height: number;
}
