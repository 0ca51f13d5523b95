import { extname } from 'node:path';
import { throwIfAborted } from '../core/abort.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { writeAtomically } from '../core/write-atomically.ts';
import { embeddingAudit } from '../figures/embedding-audit.ts';
import { labelName, type MapCells, type MapColour } from '../figures/embedding-cells.ts';
import { embeddingMap } from '../figures/embedding-map.ts';
import type { ReportOrigin } from '../figures/page/report-content.ts';
import { reportPage } from '../figures/page/report-page.ts';
import type { PlotlyFigure } from '../figures/plotly-figure.ts';
import { renderPng } from '../figures/render-png.ts';
import { renderSvg } from '../figures/render-svg.ts';
import { embedPage, type EmbeddingQuality } from './embed-page.ts';

/** Forms in which a map is written, by the file's ending. */
export const MAP_FORMATS = ['html', 'png', 'svg', 'csv'] as const;

/** A form in which a map is written. */
export type MapFormat = (typeof MAP_FORMATS)[number];

/** A map with all that is known of it. */
export interface WrittenMap {
  readonly cells: MapCells;
  /** Needed for a page, and for the audit as a picture. */
  readonly quality?: EmbeddingQuality | undefined;
  readonly thumbnails?: readonly (string | undefined)[] | undefined;
  /** By what cells are coloured; `all`: the audit, every colouring small. */
  readonly colour: MapColour | 'all';
  /** What was mapped: "raw features of 120 cells (test)". */
  readonly title: string;
  /** How: "t-SNE, perplexity 30, metric euclidean, seed 1". */
  readonly words: string;
  readonly warnings: readonly string[];
  readonly origin: ReportOrigin;
}

/**
 * The form that a file's ending asks for.
 * @param path - of the file
 * @throws {ParameterError} where its ending is another one
 */
export function mapFormatOf(path: string): MapFormat {
  const ending = extname(path).slice(1).toLowerCase();
  const format = MAP_FORMATS.find((candidate) => candidate === ending);
  if (format !== undefined) return format;
  throw new ParameterError(
    '--out',
    `--out: must end in ${MAP_FORMATS.map((name) => `.${name}`).join(', ')}, got ${JSON.stringify(path)}`,
  );
}

/**
 * Writes a map: a page to explore, the figure as PNG or SVG, or the places as CSV.
 * @param path - the file; its ending says which
 * @param map - cells and what is known
 * @param signal - nothing is written once it is aborted
 * @throws {ParameterError} for another ending, or an audit without its numbers
 * @throws {AbortError} once the signal is aborted
 * @throws {DataError} if the file cannot be written
 */
export async function writeEmbedding(path: string, map: WrittenMap, signal?: AbortSignal): Promise<void> {
  const content = await contentOf(mapFormatOf(path), map);
  throwIfAborted(signal, 'embed'); // whoever stops it while it is drawn wants no file
  await writeAtomically(path, typeof content === 'string' ? content : [content]);
}

async function contentOf(format: MapFormat, map: WrittenMap): Promise<string | Uint8Array> {
  if (format === 'csv') return placesCsv(map.cells);
  if (format === 'html') return page(map);
  const { cells, colour, quality, title, words } = map;
  if (colour !== 'all') {
    const figure = embeddingMap(cells, { colour, title, subtitle: words });
    return drawn(figure, format, cells);
  }
  if (quality === undefined) {
    throw new ParameterError(
      'quality',
      'writeEmbedding: quality must be given where all colourings are drawn',
    );
  }
  const figure = embeddingAudit(cells, quality.audit, { title: `${title}; ${words}` });
  return drawn(figure, format, cells);
}

/** Cells up to which a page holds a still picture for readers without scripts: more would take longer than the map. */
const MOST_STILL = 5000;

function drawn(figure: PlotlyFigure, format: 'svg' | 'png', { x }: MapCells): Promise<string | Uint8Array> {
  const timeout = 60_000 + 60 * x.length; // every cell is an element of the SVG
  return format === 'svg' ? renderSvg(figure, { timeout }) : renderPng(figure, { timeout });
}

async function page(map: WrittenMap): Promise<string> {
  const { cells, quality, thumbnails, title, words, warnings, origin } = map;
  if (quality === undefined) throw new ParameterError('quality', 'writeEmbedding: a page needs quality');
  const colour = map.colour === 'all' ? 'label' : map.colour;
  const fallback =
    cells.x.length > MOST_STILL
      ? undefined
      : await renderPng(embeddingMap(cells, { colour, title, subtitle: words }));
  const subtitle = `${title}; ${words}`;
  return reportPage(
    embedPage({
      cells,
      quality,
      thumbnails,
      subtitle,
      colour,
      warnings,
      origin,
      ...(fallback === undefined ? {} : { fallback }),
    }),
  );
}

/** A field as CSV takes it. */
function field(value: string | number | undefined): string {
  if (value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Places of cells with what is known of them, one line a cell: `image,label,subject,fold,x,y`, then `placed`, `stain` and
 * `area` where they are known.
 * @param cells - on a map
 */
export function placesCsv(cells: MapCells): string {
  const { x, y, labels, classes, subjects, folds, images, placed, stain, area } = cells;
  const rounded = (values: ArrayLike<number>) => (i: number) => {
    const value = values[i] ?? Number.NaN;
    return Number.isFinite(value) ? Number(value.toPrecision(7)) : undefined;
  };
  const columns: readonly (readonly [string, (i: number) => string | number | undefined])[] = [
    ['image', (i) => images?.[i] ?? `cell ${i + 1}`],
    [
      'label',
      (i) => {
        const label = labels?.[i];
        return label === undefined ? undefined : labelName(label, classes);
      },
    ],
    ['subject', (i) => subjects?.[i]],
    ['fold', (i) => folds?.[i]],
    ['x', (i) => x[i]],
    ['y', (i) => y[i]],
    ...(placed === undefined ? [] : [['placed', (i: number) => placed[i]] as const]),
    ...(stain === undefined ? [] : [['stain', rounded(stain)] as const]),
    ...(area === undefined ? [] : [['area', rounded(area)] as const]),
  ];
  const lines = Array.from({ length: x.length }, (_, i) => columns.map(([, of]) => field(of(i))).join(','));
  return `${[columns.map(([name]) => name).join(','), ...lines].join('\n')}\n`;
}
