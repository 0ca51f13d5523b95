import { join } from 'node:path';
import { CheckpointError } from '../core/errors/checkpoint-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { reportPage, withStaticFallbacks } from '../figures/page/report-page.ts';
import type { PlotlyFigure } from '../figures/plotly-figure.ts';
import { renderPng } from '../figures/render-png.ts';
import { renderSvg } from '../figures/render-svg.ts';
import type { SvgPicture } from '../figures/svg-picture.ts';
import { nearestName } from '../training/nearest-name.ts';
import { readRun } from '../training/run/run-folder.ts';
import { versionInfo } from '../training/run/run-info.ts';
import { FIGURE_NAMES, learningFigure, reportFigures, type FigureName } from './report-figures.ts';
import { PICTURE_NAMES, type PictureName } from './report-pictures.ts';
import { readEvaluation, readEvaluationFile } from './store/read-evaluation.ts';

/** Forms in which a figure is written. */
export const FIGURE_FORMATS = ['svg', 'png', 'json', 'html'] as const;

/** A form in which a figure is written. */
export type FigureFormat = (typeof FIGURE_FORMATS)[number];

/** Everything that {@link runFigure} can draw. */
export const RUN_FIGURES: readonly (FigureName | PictureName)[] = [...FIGURE_NAMES, ...PICTURE_NAMES];

/**
 * Draws one figure of a run from what training and evaluation wrote.
 * @param name - one of {@link RUN_FIGURES}
 * @param run - the run's folder
 * @param options - `format`; `evaluation`: where wt-dfn evaluate wrote, RUN/evaluation by default
 * @returns the file's content
 * @throws {ParameterError} if there is no such figure, or it cannot be had in that format
 * @throws {CheckpointError} if the run has not come so far, or its files are damaged
 */
export async function runFigure(
  name: string,
  run: string,
  options: { readonly format: FigureFormat; readonly evaluation?: string | undefined },
): Promise<string | Uint8Array> {
  const known = RUN_FIGURES.find((candidate) => candidate === name);
  if (known === undefined) {
    const nearest = nearestName(name, RUN_FIGURES);
    throw new ParameterError(
      'name',
      `figure: there is no ${JSON.stringify(name)}; ${nearest === undefined ? `there are ${RUN_FIGURES.join(', ')}` : `did you mean ${nearest}?`}`,
    );
  }
  const folder = options.evaluation ?? join(run, 'evaluation');
  if (isPicture(known)) return asPicture(await readPicture(folder, known), known, options.format);
  if (known === 'learning-curves') {
    const { metrics, path } = await readRun(run);
    const drawn = learningFigure(metrics);
    if (drawn !== undefined) return asFigure(drawn.figure, known, options.format);
    throw new CheckpointError(path, `${path}: no epoch has ended yet, so there is nothing to draw`);
  }
  await readRun(run); // a folder that is no run is told so
  const { report, predictions } = await readEvaluation(folder);
  const drawn = reportFigures(report, predictions).get(known);
  if (drawn !== undefined) return asFigure(drawn.figure, known, options.format);
  throw new CheckpointError(folder, `${folder}: the evaluation holds nothing to draw ${known} from`);
}

function isPicture(name: FigureName | PictureName): name is PictureName {
  return (PICTURE_NAMES as readonly string[]).includes(name);
}

async function asFigure(
  figure: PlotlyFigure,
  name: string,
  format: FigureFormat,
): Promise<string | Uint8Array> {
  if (format === 'json') return `${JSON.stringify(figure, undefined, 1)}\n`;
  if (format === 'svg') return renderSvg(figure);
  if (format === 'png') return renderPng(figure);
  return page(name, { kind: 'figure', figure, alt: name });
}

async function asPicture(
  picture: SvgPicture,
  name: string,
  format: FigureFormat,
): Promise<string | Uint8Array> {
  if (format === 'svg') return picture.svg;
  if (format === 'png') return renderPng(picture);
  if (format === 'html') return page(name, { kind: 'picture', picture, alt: name });
  throw new ParameterError(
    '--format',
    `figure: ${name} is a picture, not a Plotly figure: take svg, png or html`,
  );
}

async function page(
  name: string,
  block: Parameters<typeof reportPage>[0]['sections'][number]['blocks'][number],
): Promise<string> {
  const { wtDfn, node } = versionInfo();
  return reportPage(
    await withStaticFallbacks({
      title: name,
      summary: [],
      warnings: [],
      sections: [{ id: name, title: name, lead: '', blocks: [block] }],
      origin: { command: `wt-dfn figure ${name}`, versions: { 'wt-dfn': wtDfn, node } },
    }),
  );
}

async function readPicture(folder: string, name: PictureName): Promise<SvgPicture> {
  const svg = await readEvaluationFile(folder, join('figures', `${name}.svg`));
  const size = /<svg[^>]*\swidth="([\d.]+)"[^>]*\sheight="([\d.]+)"/.exec(svg);
  if (size === null) throw new CheckpointError(folder, `${folder}: figures/${name}.svg is damaged`);
  return { svg, width: Number(size[1]), height: Number(size[2]) };
}
