import type { RasterImage } from '../core/raster-image.ts';
import { pickMap, type AttentionStack } from './attention-map.ts';
import type { ColourScheme } from './compose-svg.ts';
import { overlayAttention, type OverlayOptions } from './overlay-attention.ts';
import { pictureGrid, type GridItem } from './picture-grid.ts';
import type { SvgPicture } from './svg-picture.ts';

/** What the contact sheet of attention maps is made from. */
export interface AttentionGridInput {
  readonly image: RasterImage;
  /** Maps of a batch, `[batch, height, width, maps]`. */
  readonly attention: AttentionStack;
  /** The image's place in that batch; default 0. */
  readonly index?: number;
  /** The image's name, for the title. */
  readonly name: string;
  readonly overlay?: OverlayOptions;
  /** Default 6. */
  readonly columns?: number;
  /** Side of one picture in CSS pixels; default 132. */
  readonly side?: number;
  readonly scheme?: ColourScheme;
}

/**
 * The image, its mean map and every one of its M maps as overlays, each with its share of all attention.
 * Each map's colours run to its own maximum: the share tells how much it counts. A dead map is named so.
 */
export function attentionGrid(input: AttentionGridInput): SvgPicture {
  const { image, attention, index = 0, name, overlay = {}, columns = 6, side = 132, scheme = 'auto' } = input;
  const maps = Array.from({ length: attention.maps }, (_, k) => pickMap(attention, k, index));
  const masses = maps.map(({ data }) => data.reduce((a, b) => a + b, 0));
  const total = masses.reduce((a, b) => a + b, 0);
  const items: GridItem[] = [
    {
      image,
      label: `${name}: the image`,
      lines: [
        { text: 'image', bold: true },
        { text: name, role: 'faint' },
      ],
    },
    {
      image: overlayAttention(image, pickMap(attention, 'mean', index), overlay),
      label: `${name}: mean of all ${attention.maps} attention maps`,
      lines: [
        { text: 'mean map', bold: true },
        { text: `all ${attention.maps} maps`, role: 'faint' },
      ],
    },
    ...maps.map((map, k): GridItem => {
      const dead = !(masses[k]! > 0);
      const share = dead ? 'not active' : `${((100 * masses[k]!) / total).toFixed(1)} % of attention`;
      return {
        image: overlayAttention(image, map, overlay),
        label: `${name}: attention map ${k + 1}, ${share}`,
        lines: [
          { text: `map ${k + 1}`, bold: true },
          { text: share, role: dead ? 'warning' : 'faint' },
        ],
      };
    }),
  ];
  return pictureGrid(items, { title: `Attention maps of ${name}`, columns, side, scheme });
}
