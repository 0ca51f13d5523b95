import { encodePng } from './encode-png.ts';
import { textWidth } from './text-metrics.ts';

const MAX_SIDE = 16_384;

/** A block of RGBA pixels, as a canvas takes and gives them. */
export interface PixelBlock {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** The few methods of CanvasRenderingContext2D that Plotly calls for heat maps, images and text measures. */
export interface StandInContext {
  font: string;
  fillStyle: string;
  measureText(text: string): { readonly width: number };
  createImageData(width: number, height: number): PixelBlock;
  getImageData(left: number, top: number, width: number, height: number): PixelBlock;
  putImageData(block: PixelBlock, left: number, top: number): void;
  fillRect(left: number, top: number, width: number, height: number): void;
  clearRect(left: number, top: number, width: number, height: number): void;
}

type Rgba = readonly [number, number, number, number];

/** Reads `#rgb`, `#rrggbb`, `rgb()` and `rgba()`; anything else is taken as black. */
function parseColour(colour: string): Rgba {
  const [, list] = /^rgba?\(([^)]+)\)$/.exec(colour.trim()) ?? [];
  if (list !== undefined) {
    const [r = 0, g = 0, b = 0, a = 1] = list.split(',').map(Number);
    return [r, g, b, Math.round(a * 255)];
  }
  const [, digits] = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim()) ?? [];
  if (digits === undefined) return [0, 0, 0, 255];
  const whole = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const value = Number.parseInt(whole, 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff, 255];
}

/**
 * Stands in for a canvas where there is no browser: pixels in memory, filled boxes and PNG, nothing else.
 * A canvas that is resized is emptied, as in a browser.
 */
export class CanvasStandIn {
  #width = 300;
  #height = 150;
  #pixels: Uint8ClampedArray | undefined;
  readonly context: StandInContext;

  constructor() {
    const pixels = (): Uint8ClampedArray =>
      (this.#pixels ??= new Uint8ClampedArray(this.#width * this.#height * 4));
    const fill = (box: readonly [number, number, number, number], colour: Rgba): void => {
      const [left, top] = [Math.max(0, Math.round(box[0])), Math.max(0, Math.round(box[1]))];
      const right = Math.min(this.#width, Math.round(box[0] + box[2]));
      const bottom = Math.min(this.#height, Math.round(box[1] + box[3]));
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) pixels().set(colour, 4 * (y * this.#width + x));
      }
    };
    this.context = {
      font: '12px sans-serif',
      fillStyle: '#000000',
      measureText(text) {
        const size = Number.parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? '12');
        return { width: textWidth(text, { size, bold: /bold|[6-9]00/.test(this.font) }) };
      },
      createImageData: (width, height) => ({
        width,
        height,
        data: new Uint8ClampedArray(width * height * 4),
      }),
      getImageData: (left, top, width, height) => {
        const data = new Uint8ClampedArray(width * height * 4);
        for (let y = 0; y < height; y++) {
          const from = 4 * ((top + y) * this.#width + left);
          data.set(pixels().subarray(from, from + 4 * width), 4 * y * width);
        }
        return { width, height, data };
      },
      putImageData: ({ width, height, data }, left, top) => {
        for (let y = Math.max(0, -top); y < height && top + y < this.#height; y++) {
          for (let x = Math.max(0, -left); x < width && left + x < this.#width; x++) {
            const from = 4 * (y * width + x);
            pixels().set(data.subarray(from, from + 4), 4 * ((top + y) * this.#width + left + x));
          }
        }
      },
      fillRect(left, top, width, height) {
        fill([left, top, width, height], parseColour(this.fillStyle));
      },
      clearRect: (left, top, width, height) => {
        fill([left, top, width, height], [0, 0, 0, 0]);
      },
    };
  }

  /** Sets the size in pixels, and empties the canvas where it changes. */
  resize(width: number, height: number): void {
    const [w, h] = [Math.min(MAX_SIDE, Math.max(1, width)), Math.min(MAX_SIDE, Math.max(1, height))];
    if (w === this.#width && h === this.#height) return;
    [this.#width, this.#height, this.#pixels] = [w, h, undefined];
  }

  /** The pixels as a `data:` address of a PNG. */
  toDataURL(): string {
    const data = this.#pixels ?? new Uint8ClampedArray(this.#width * this.#height * 4);
    const png = encodePng({ width: this.#width, height: this.#height, data });
    return `data:image/png;base64,${png.toString('base64')}`;
  }
}
