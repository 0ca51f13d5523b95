import { colourTable, COLOUR_STEPS } from '../../figures/colour-maps.ts';
import { escapeMarkup } from '../../figures/escape-markup.ts';
import { pngDataUrl, type PngPixels } from '../../figures/static/encode-png.ts';
import type { NumberSummary } from './number-summary.ts';
import { numberText } from './readable-numbers.ts';

const MOST_ROWS = 64;
const MOST_COLUMNS = 96;
const WIDEST = 288;
const LARGEST_CELL = 24;
/** Pixels of a row of numbers, which would be a thin line otherwise. */
const STRIP_HEIGHT = 24;
const BAR = { width: 128, height: 10 };
/** Grey, which viridis has none of. */
const MISSING = [128, 128, 128] as const;

/** Numbers in rows. */
export interface Matrix {
  /** As `values[row * columns + column]`. */
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A small heat map with its scale as HTML: viridis, which grows evenly in lightness; grey where there is no finite number.
 * @param matrix - of at least one value; a large one is averaged over blocks
 * @param summary - of the values: range of the colours
 */
export function heatMapHtml(matrix: Matrix, summary: NumberSummary): string {
  const colours = heatMapPixels(matrix, summary);
  const label = `heat map of ${matrix.rows} x ${matrix.columns} values`;
  const missing = summary.finite < summary.count ? ' · grey: not finite' : '';
  return (
    `${image(colours, label)}<div style="font-size:12px;opacity:0.85;padding:4px 0">` +
    `${escapeMarkup(numberText(summary.min, 3))} ${image(bar(), 'colour scale')} ` +
    `${escapeMarkup(numberText(summary.max, 3))}${missing}</div>`
  );
}

/**
 * A matrix as coloured pixels, each value a square of several pixels.
 * @param matrix - of at least one value
 * @param summary - of its values
 */
export function heatMapPixels(matrix: Matrix, { min, max }: NumberSummary): PngPixels {
  const rows = Math.min(matrix.rows, MOST_ROWS);
  const columns = Math.min(matrix.columns, MOST_COLUMNS);
  const cell = Math.max(1, Math.min(LARGEST_CELL, Math.floor(WIDEST / Math.max(rows, columns))));
  const [width, height] = [columns * cell, rows === 1 ? STRIP_HEIGHT : rows * cell];
  const table = colourTable('viridis');
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = blockMean(matrix, { row, rows, column, columns });
      const share = max > min ? (value - min) / (max - min) : 0.5;
      const step = 3 * Math.round(share * (COLOUR_STEPS - 1));
      const colour = Number.isNaN(value) ? MISSING : table.subarray(step, step + 3);
      const cellHeight = height / rows;
      for (let y = row * cellHeight; y < (row + 1) * cellHeight; y++) {
        for (let x = column * cell; x < (column + 1) * cell; x++) data.set(colour, 3 * (y * width + x));
      }
    }
  }
  return { width, height, data };
}

interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

function blockMean({ values, ...all }: Matrix, { row, rows, column, columns }: Block): number {
  let [sum, count] = [0, 0];
  const lastRow = Math.floor(((row + 1) * all.rows) / rows);
  const lastColumn = Math.floor(((column + 1) * all.columns) / columns);
  for (let y = Math.floor((row * all.rows) / rows); y < lastRow; y++) {
    for (let x = Math.floor((column * all.columns) / columns); x < lastColumn; x++) {
      const value = values[y * all.columns + x] ?? NaN;
      if (!Number.isFinite(value)) continue;
      sum += value;
      count++;
    }
  }
  return count === 0 ? NaN : sum / count;
}

function bar(): PngPixels {
  const table = colourTable('viridis');
  const row = Uint8Array.from({ length: BAR.width * 3 }, (_, i) => {
    const step = Math.round((Math.floor(i / 3) * (COLOUR_STEPS - 1)) / (BAR.width - 1));
    return table[3 * step + (i % 3)] ?? 0;
  });
  const data = new Uint8Array(BAR.width * BAR.height * 3);
  for (let y = 0; y < BAR.height; y++) data.set(row, y * row.length);
  return { ...BAR, data };
}

// JupyterLab keeps width and height of pictures in notebooks that it does not trust, but not `image-rendering`.
function image(pixels: PngPixels, label: string): string {
  return (
    `<img alt="${escapeMarkup(label)}" width="${pixels.width}" height="${pixels.height}" ` +
    `style="display:inline-block;vertical-align:middle;margin:0" src="${pngDataUrl(pixels)}">`
  );
}
