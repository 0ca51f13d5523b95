import type { RasterImage } from '../core/raster-image.ts';
import type { MisclassifiedCell } from '../evaluation/report-types.ts';
import { STREAMS } from '../evaluation/predictions.ts';
import type { ColourScheme } from './compose-svg.ts';
import { pictureGrid, type GridItem } from './picture-grid.ts';
import type { SvgPicture } from './svg-picture.ts';

/** A cell that was called wrongly, with its picture. */
export interface GalleryCell {
  readonly cell: Pick<MisclassifiedCell, 'id' | 'subject' | 'label' | 'probability' | 'streams'>;
  readonly image: RasterImage;
}

/** How the gallery is laid out. */
export interface GalleryOptions {
  /** Class names by label. */
  readonly classes: readonly string[];
  /** Default 6. */
  readonly columns?: number;
  /** Side of a thumbnail in CSS pixels; default 132. */
  readonly side?: number;
  readonly scheme?: ColourScheme;
}

/**
 * Thumbnails of wrongly called cells: file, subject, true class, and the probability of lymphoblast that the deciding
 * row and each stream gave.
 * @param cells - at least one, in the order to be shown
 * @param options - class names and layout
 */
export function misclassifiedGallery(cells: readonly GalleryCell[], options: GalleryOptions): SvgPicture {
  const { classes, columns = 6, side = 132, scheme = 'auto' } = options;
  const positive = classes[1] ?? 'class 1';
  const items = cells.map(({ cell, image }): GridItem => {
    const truth = classes[cell.label] ?? `class ${cell.label}`;
    const file = cell.id.split('/').at(-1) ?? cell.id;
    const streams = STREAMS.flatMap((stream) => {
      const probability = cell.streams[stream];
      return probability === undefined ? [] : [{ text: `${stream} ${probability.toFixed(3)}` }];
    });
    const summary = streams.map(({ text }) => text).join(', ');
    const subject = cell.subject === null ? 'subject unknown' : `subject ${cell.subject}`;
    return {
      image,
      label:
        `${cell.id}, ${subject}: truly ${truth}, probability of ${positive} ` +
        cell.probability.toFixed(3) +
        (summary === '' ? '' : ` (${summary})`),
      lines: [
        { text: `truly ${truth}`, bold: true },
        { text: `p(${positive}) ${cell.probability.toFixed(3)}` },
        ...streams.map(({ text }) => ({ text: `  ${text}`, role: 'faint' as const })),
        { text: subject, role: 'faint' },
        { text: file, role: 'faint' },
      ],
    };
  });
  return pictureGrid(items, { title: 'Wrongly called cells', columns, side, scheme });
}
