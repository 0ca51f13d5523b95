import type { RasterImage } from '../core/raster-image.ts';
import type { AttentionMap } from './attention-map.ts';
import { svgArrow, svgDocument, svgImage, svgText, type ColourScheme } from './compose-svg.ts';
import { overlayAttention, type OverlayOptions } from './overlay-attention.ts';
import type { PictureBox } from './picture-box.ts';
import type { SvgPicture } from './svg-picture.ts';

/** The words of the figure; the paper's where none are given. */
export interface SixPanelCaptions {
  readonly phaseOne: string;
  readonly augmentationMap: string;
  readonly phaseTwo: string;
  readonly cropping: string;
  readonly erasing: string;
  readonly seeDetails: string;
  readonly seeMore: string;
}

/** The words of the paper's figure. Source: figure (Method 7). */
export const PAPER_CAPTIONS: SixPanelCaptions = {
  phaseOne: 'Phase-I',
  augmentationMap: 'Augmentation map',
  phaseTwo: 'Phase-II',
  cropping: 'Cropping',
  erasing: 'Erasing',
  seeDetails: 'See details',
  seeMore: 'See more',
};

/** One cell on its three ways through the network. */
export interface SixPanelInput {
  /** The raw image. */
  readonly image: RasterImage;
  /** The map of its first pass that placed crop and erasure. */
  readonly map: AttentionMap;
  /** Where the crop was cut, in pixels of `image`. */
  readonly box: PictureBox;
  /** The crop and the map of its own pass. */
  readonly crop: RasterImage;
  readonly cropMap: AttentionMap;
  /** The erased image and the map of its own pass. */
  readonly erased: RasterImage;
  readonly erasedMap: AttentionMap;
  readonly captions?: Partial<SixPanelCaptions>;
  /** Colours and threshold of the three overlays; `{ colourMap: 'jet' }` looks like the paper's. */
  readonly overlay?: OverlayOptions;
  readonly scheme?: ColourScheme;
}

// The paper's figure, in CSS pixels: one panel, the fork, two rows of two panels.
const PANEL = 176;
const COLUMNS = [20, 266, 586, 838] as const;
const ROWS = { top: 20, middle: 158, bottom: 296 } as const;
const WIDTH = 1034;
const HEIGHT = 520;
const FORK = 492;
const CAPTION_SIZE = 21;

function dashedBox(box: PictureBox, image: RasterImage, corner: readonly [number, number]): string {
  const [sx, sy] = [PANEL / image.width, PANEL / image.height];
  const place =
    `x="${corner[0] + box.left * sx}" y="${corner[1] + box.top * sy}" ` +
    `width="${(box.right - box.left) * sx}" height="${(box.bottom - box.top) * sy}" fill="none"`;
  // Black dashes on a white line show on dark and on light tissue.
  return (
    `<rect ${place} stroke="#ffffff" stroke-width="2.4"/>` +
    `<rect ${place} stroke="#000000" stroke-width="2.4" stroke-dasharray="6 5"/>`
  );
}

/**
 * The paper's "see details / see more" figure: the raw cell, its augmentation map with the crop's box, and the two
 * branches, each with the attention of its own pass. Three forward passes are in it: raw, crop, erase.
 * Source: figure (Method 7).
 */
export function sixPanelFigure(input: SixPanelInput): SvgPicture {
  const { image, crop, erased, box, overlay = {}, scheme = 'auto' } = input;
  const words = { ...PAPER_CAPTIONS, ...input.captions };
  const panel = (picture: RasterImage, column: number, y: number, label: string): string =>
    svgImage(picture, { x: COLUMNS[column]!, y, width: PANEL, height: PANEL, label });
  const centre = (row: keyof typeof ROWS): number => ROWS[row] + PANEL / 2;
  const right = (column: number): number => COLUMNS[column]! + PANEL;
  const GAP = 5;
  const branch = (row: 'top' | 'bottom', role: 'crop' | 'erase'): string =>
    svgArrow(
      [
        [FORK, centre('middle')],
        [FORK, centre(row)],
        [COLUMNS[2] - GAP, centre(row)],
      ],
      role,
    ) +
    svgArrow(
      [
        [right(2) + GAP, centre(row)],
        [COLUMNS[3] - GAP, centre(row)],
      ],
      role,
    );
  const body = [
    panel(image, 0, ROWS.middle, 'Raw image'),
    panel(overlayAttention(image, input.map, overlay), 1, ROWS.middle, 'Augmentation map over the raw image'),
    dashedBox(box, image, [COLUMNS[1], ROWS.middle]),
    panel(crop, 2, ROWS.top, 'The box, enlarged'),
    panel(overlayAttention(crop, input.cropMap, overlay), 3, ROWS.top, 'Attention inside of the box'),
    panel(erased, 2, ROWS.bottom, 'The image with its most attended part erased'),
    panel(overlayAttention(erased, input.erasedMap, overlay), 3, ROWS.bottom, 'Attention on what is left'),
    svgArrow(
      [
        [right(0) + GAP, centre('middle')],
        [COLUMNS[1] - GAP, centre('middle')],
      ],
      'raw',
    ),
    // The trunk is drawn after the branches, so that the fork's corner is blue as in the paper.
    branch('top', 'crop'),
    branch('bottom', 'erase'),
    `<line class="line raw" x1="${right(1) + GAP}" x2="${FORK + 1.25}" y1="${centre('middle')}" y2="${centre('middle')}" stroke-width="2.5"/>`,
    svgText(words.phaseOne, {
      x: (right(0) + COLUMNS[1]) / 2,
      y: ROWS.middle - 12,
      size: CAPTION_SIZE,
      anchor: 'middle',
    }),
    svgText(words.phaseTwo, { x: FORK + 10, y: centre('middle') + 7, size: CAPTION_SIZE }),
    svgText(words.augmentationMap, {
      x: COLUMNS[1] + PANEL / 2,
      y: ROWS.middle + PANEL + 30,
      size: CAPTION_SIZE,
      anchor: 'middle',
      role: 'raw',
    }),
    svgText(words.cropping, {
      x: COLUMNS[2] - 16,
      y: centre('top') - 14,
      size: CAPTION_SIZE,
      anchor: 'end',
      role: 'crop',
    }),
    svgText(words.erasing, {
      x: COLUMNS[2] - 16,
      y: centre('bottom') + 28,
      size: CAPTION_SIZE,
      anchor: 'end',
      role: 'erase',
    }),
    svgText(words.seeDetails, {
      x: (COLUMNS[2] + right(3)) / 2,
      y: ROWS.top + PANEL + 30,
      size: CAPTION_SIZE,
      anchor: 'middle',
      role: 'crop',
    }),
    svgText(words.seeMore, {
      x: (COLUMNS[2] + right(3)) / 2,
      y: ROWS.bottom + PANEL + 30,
      size: CAPTION_SIZE,
      anchor: 'middle',
      role: 'erase',
    }),
  ];
  return svgDocument(
    {
      width: WIDTH,
      height: HEIGHT,
      title: `${words.seeDetails}, ${words.seeMore}: one cell in three passes`,
      scheme,
    },
    body.join(''),
  );
}
