import { escapeMarkup } from '../escape-markup.ts';
import type { PlotlyLayout } from '../plotly-figure.ts';
import { mapHtml, mapPanelsHtml } from './map-block.ts';
import type {
  FigureBlock,
  ImageBlock,
  PictureBlock,
  ReportBlock,
  TableBlock,
  TextBlock,
} from './report-content.ts';

const DEFAULT_PLOT_HEIGHT = 440;

function element(tag: string, text: string | undefined, className?: string): string {
  if (text === undefined || text === '') return '';
  const attribute = className === undefined ? '' : ` class="${className}"`;
  return `<${tag}${attribute}>${escapeMarkup(text)}</${tag}>`;
}

function svgAddress(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

function imageTag(address: string, alt: string, width: number): string {
  const pixels = Math.round(width);
  return `<img class="picture" src="${address}" alt="${escapeMarkup(alt)}" width="${pixels}" style="--natural:${pixels}px">`;
}

/** The words of a figure's title, without Plotly's markup. */
export function figureTitle({ title }: PlotlyLayout): string {
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  return typeof text === 'string' ? text.replace(/<br\s*\/?>/g, ' ').replace(/<[^>]*>/g, '') : '';
}

function figureSubtitle({ title }: PlotlyLayout): string | undefined {
  const subtitle =
    typeof title === 'object' && title !== null && 'subtitle' in title ? title.subtitle : undefined;
  const text =
    typeof subtitle === 'object' && subtitle !== null && 'text' in subtitle ? subtitle.text : undefined;
  return typeof text === 'string' ? text : undefined;
}

function figureHtml({ figure, alt, caption, height, half = false, fallback }: FigureBlock): string {
  const { height: own } = figure.layout;
  const pixels = height ?? (typeof own === 'number' ? own : DEFAULT_PLOT_HEIGHT);
  const { width } = figure.layout;
  const still =
    fallback === undefined
      ? ''
      : `<noscript>${imageTag(svgAddress(fallback), alt, typeof width === 'number' ? width : 720)}</noscript>`;
  return (
    `<figure${half ? ' class="half"' : ''}>${element('h3', figureTitle(figure.layout))}` +
    element('p', figureSubtitle(figure.layout), 'caption') +
    `<div class="plot" role="img" aria-label="${escapeMarkup(alt)}" style="height:${Math.round(pixels)}px"></div>` +
    `${still}${element('figcaption', caption)}</figure>`
  );
}

function pictureHtml({ picture, title, alt, caption }: PictureBlock): string {
  const image = imageTag(svgAddress(picture.svg), alt, picture.width);
  return pictureFigure(image, title, caption);
}

// Where the page is narrower than a picture's text allows, the picture scrolls by itself and can be reached by keyboard.
function pictureFigure(image: string, title: string | undefined, caption: string | undefined): string {
  const name = title === undefined ? 'Picture' : escapeMarkup(title);
  const frame = `<div class="wide" tabindex="0" role="region" aria-label="${name}">${image}</div>`;
  return `<figure>${element('h3', title)}${frame}${element('figcaption', caption)}</figure>`;
}

function imageHtml({ png, title, alt, caption, width }: ImageBlock): string {
  const image = imageTag(`data:image/png;base64,${Buffer.from(png).toString('base64')}`, alt, width);
  return pictureFigure(image, title, caption);
}

function tableHtml({ title, columns, rows, stressed = [], caption }: TableBlock): string {
  const className = (i: number): string => (columns[i]?.numeric === true ? ' class="number"' : '');
  const head = columns
    .map(({ label }, i) => `<th scope="col"${className(i)}>${escapeMarkup(label)}</th>`)
    .join('');
  const body = rows.map((cells, r) => {
    const line = cells.map((cell, i) =>
      i === 0
        ? `<th scope="row"${className(i)}>${escapeMarkup(cell)}</th>`
        : `<td${className(i)}>${escapeMarkup(cell)}</td>`,
    );
    return `<tr${stressed.includes(r) ? ' class="stressed"' : ''}>${line.join('')}</tr>`;
  });
  const meanings = columns.flatMap(({ label, meaning }) =>
    meaning === undefined ? [] : [`${element('dt', label)} ${element('dd', meaning)}`],
  );
  const list = meanings.length === 0 ? '' : `<dl class="meanings">${meanings.join('')}</dl>`;
  // A wide table scrolls by itself; it can be reached by keyboard, and has the table's name.
  return (
    `<div class="block">${element('h3', title)}` +
    `<div class="wide" tabindex="0" role="region" aria-label="${escapeMarkup(title)}"><table><thead><tr>${head}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table></div>${element('p', caption, 'caption')}${list}</div>`
  );
}

function textHtml({ items }: TextBlock): string {
  if (items.length === 1) return element('p', items[0]);
  return `<ul>${items.map((item) => element('li', item)).join('')}</ul>`;
}

/** One block of a section as HTML; every text in it escaped. */
export function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'figure':
      return figureHtml(block);
    case 'picture':
      return pictureHtml(block);
    case 'image':
      return imageHtml(block);
    case 'table':
      return tableHtml(block);
    case 'text':
      return textHtml(block);
    case 'map':
      return mapHtml(block);
    case 'map-panels':
      return mapPanelsHtml(block);
  }
}
