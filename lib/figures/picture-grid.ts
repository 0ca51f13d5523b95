import { ParameterError } from '../core/errors/parameter-error.ts';
import type { RasterImage } from '../core/raster-image.ts';
import { svgDocument, svgImage, svgText, type ColourScheme, type Role } from './compose-svg.ts';
import { resizePicture } from './resize-picture.ts';
import { textWidth } from './static/text-metrics.ts';
import type { SvgPicture } from './svg-picture.ts';

/** One line under an image. */
export interface GridLine {
  readonly text: string;
  readonly bold?: boolean;
  /** Default `ink`. */
  readonly role?: Role;
}

/** One image of a grid with the lines under it. */
export interface GridItem {
  readonly image: RasterImage;
  /** For those who cannot see the image; also its tool tip, where a cut line can be read whole. */
  readonly label: string;
  readonly lines: readonly GridLine[];
}

/** How a grid is laid out. */
export interface GridOptions {
  /** What the whole picture shows. */
  readonly title: string;
  /** Images a row; default 6. */
  readonly columns?: number;
  /** Side of an image's square in CSS pixels; default 132. */
  readonly side?: number;
  readonly scheme?: ColourScheme;
}

const GAP = 14;
const LINE_HEIGHT = 17;
const TEXT_SIZE = 12;
const PIXELS_PER_CSS_PIXEL = 2;

/** Cuts text to a width, in the middle: file names differ at their ends. */
export function fitText(text: string, width: number, bold = false): string {
  const fits = (candidate: string): boolean => textWidth(candidate, { size: TEXT_SIZE, bold }) <= width;
  if (fits(text)) return text;
  const characters = Array.from(text);
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const head = Math.floor(kept / 2);
    const cut = `${characters.slice(0, head).join('')}…${characters.slice(-(kept - head)).join('')}`;
    if (fits(cut)) return cut;
  }
  return '…';
}

// As many pixels as a dense screen shows, never more than there are: a report with many thumbnails stays small.
function thumbnail(image: RasterImage, side: number): RasterImage {
  const scale = Math.min(1, (side * PIXELS_PER_CSS_PIXEL) / Math.max(image.width, image.height));
  const [width, height] = [image.width * scale, image.height * scale].map((n) => Math.max(1, Math.round(n)));
  return resizePicture(image, width!, height!);
}

/**
 * Images in rows, each with a few lines of text under it; images keep their proportions.
 * @param items - at least one
 * @param options - columns, size and title
 * @throws {ParameterError} without items
 */
export function pictureGrid(items: readonly GridItem[], options: GridOptions): SvgPicture {
  if (items.length === 0)
    throw new ParameterError('items', 'pictureGrid: needs at least one image, got none');
  const { title, side = 132, scheme = 'auto' } = options;
  const columns = Math.min(options.columns ?? 6, items.length);
  const lines = Math.max(...items.map((item) => item.lines.length));
  const rowHeight = side + lines * LINE_HEIGHT + 6 + GAP;
  const body = items.map((item, i) => {
    const [x, y] = [GAP + (i % columns) * (side + GAP), GAP + Math.floor(i / columns) * rowHeight];
    const scale = side / Math.max(item.image.width, item.image.height);
    const [width, height] = [item.image.width * scale, item.image.height * scale];
    const place = { x: x + (side - width) / 2, y: y + (side - height) / 2, width, height, label: item.label };
    const text = item.lines.map(({ text: line, bold = false, role = 'ink' }, n) =>
      svgText(fitText(line, side, bold), {
        x,
        y: y + side + 3 + (n + 1) * LINE_HEIGHT - 4,
        size: TEXT_SIZE,
        bold,
        role,
      }),
    );
    return svgImage(thumbnail(item.image, side), place) + text.join('');
  });
  const width = GAP + columns * (side + GAP);
  const height = GAP + Math.ceil(items.length / columns) * rowHeight;
  return svgDocument({ width, height, title, scheme }, body.join(''));
}
