import { attentionGrid } from '../figures/attention-grid.ts';
import { pickMap } from '../figures/attention-map.ts';
import { misclassifiedGallery, type GalleryCell } from '../figures/misclassified-gallery.ts';
import { sixPanelFigure } from '../figures/six-panel-figure.ts';
import type { SvgPicture } from '../figures/svg-picture.ts';
import type { CellPortrait } from '../training/cell-portrait.ts';
import type { NetworkEvaluation } from '../training/evaluate-network.ts';

/** The pictures of an evaluation, in the order of a report; `-2` is the second example cell's. */
export const PICTURE_NAMES = ['six-panel', 'six-panel-2', 'attention', 'attention-2', 'mistakes'] as const;

/** Name of a picture. */
export type PictureName = (typeof PICTURE_NAMES)[number];

/** A picture with the words that stand beside it. */
export interface NamedPicture {
  readonly picture: SvgPicture;
  readonly title: string;
  /** For those who cannot see it. */
  readonly alt: string;
  readonly caption: string;
}

/**
 * The paper's six-panel figure of one cell.
 * @param portrait - of a network that runs all three streams
 * @returns nothing where crop or erase was not run
 */
export function sixPanelOf(portrait: CellPortrait): SvgPicture | undefined {
  const { image, attention, views } = portrait;
  if (views?.cropAttention === undefined || views.eraseAttention === undefined) return undefined;
  return sixPanelFigure({
    image,
    map: pickMap(attention),
    box: views.box,
    crop: views.crop,
    cropMap: pickMap(views.cropAttention),
    erased: views.erase,
    erasedMap: pickMap(views.eraseAttention),
  });
}

/**
 * The wrongly called cells that were portrayed, in the report's order.
 * @param evaluation - with portraits of mistakes
 */
export function galleryCells({ report, mistakes }: NetworkEvaluation): GalleryCell[] {
  return mistakes.flatMap(({ id, image }) => {
    const cell = report.misclassified.find((candidate) => candidate.id === id);
    return cell === undefined ? [] : [{ cell, image }];
  });
}

/**
 * The pictures that an evaluation's portraits allow.
 * @param evaluation - with examples and mistakes
 */
export function evaluationPictures(evaluation: NetworkEvaluation): Map<PictureName, NamedPicture> {
  const { report, predictions, examples } = evaluation;
  const pictures = new Map<PictureName, NamedPicture>();
  const words = (id: string): string => {
    const i = predictions.ids.indexOf(id);
    const subject = predictions.subjects[i];
    const name = report.classes[predictions.labels[i] ?? -1] ?? 'unknown';
    return `${name}${subject === undefined ? '' : `, subject ${subject}`}`;
  };
  for (const [i, portrait] of examples.slice(0, 2).entries()) {
    const suffix = i === 0 ? '' : '-2';
    const sixPanel = sixPanelOf(portrait);
    const who = words(portrait.id);
    if (sixPanel !== undefined) {
      pictures.set(`six-panel${suffix}` as PictureName, {
        picture: sixPanel,
        title: `See details, see more: a test cell (${who})`,
        alt: `The three views of ${portrait.id}: raw with its mean attention map and crop box, the crop, and the image with its attention erased, each with the attention of its own pass.`,
        caption: `${portrait.id}. Three forward passes: the raw image's mean map places the crop's box and the erasure.`,
      });
    }
    pictures.set(`attention${suffix}` as PictureName, {
      picture: attentionGrid({ image: portrait.image, attention: portrait.attention, name: portrait.id }),
      title: `All attention maps of a test cell (${who})`,
      alt: `${portrait.attention.maps} attention maps of ${portrait.id} as overlays, with their mean.`,
      caption: 'Colours run to each map’s own maximum; the share says how much a map counts.',
    });
  }
  const gallery = galleryCells(evaluation);
  if (gallery.length > 0) {
    pictures.set('mistakes', {
      picture: misclassifiedGallery(gallery, { classes: report.classes }),
      title: 'Most confident mistakes',
      alt: `${gallery.length} wrongly called cells with their probabilities.`,
      caption: `${gallery.length} of ${report.misclassified.length} wrongly called cells, as the network saw them.`,
    });
  }
  return pictures;
}
