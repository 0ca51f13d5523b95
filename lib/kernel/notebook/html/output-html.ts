import { escapeMarkup, scriptJson } from '../../../figures/escape-markup.ts';
import { figureTitle } from '../../../figures/page/render-blocks.ts';
import type { PlotlyLayout } from '../../../figures/plotly-figure.ts';
import type { DisplayOutput, MimeBundle, NotebookOutput, ResultOutput } from '../notebook-types.ts';
import { ansiHtml } from './ansi-html.ts';
import { cleanHtml, type CleaningRules } from './clean-html.ts';
import { latexHtml } from './formula-html.ts';
import { highlightCode } from './highlight-code.ts';
import { markdownHtml } from './markdown-html.ts';

/** The format of live figures. */
export const PLOTLY_TYPE = 'application/vnd.plotly.v1+json';

const PICTURE_TYPES = ['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
/** Characters of one output that a page shows; what lies between its beginning and its end is left out. */
const MOST_CHARACTERS = 100_000;
/** Lines beyond which an output scrolls by itself. */
const TALL_LINES = 24;
const DEFAULT_HEIGHT = 450;

/** What outputs need to know of their cell. */
export interface OutputSurroundings {
  /** For a picture without a description: "output of cell 3". */
  readonly name: string;
  readonly rules: Omit<CleaningRules, 'formulas'>;
}

/** The picture of a bundle as a `data:` address, the sharpest format first. */
export function pictureAddress(data: MimeBundle): string | undefined {
  for (const mime of PICTURE_TYPES) {
    const value = data[mime];
    if (typeof value !== 'string' || value.trim() === '') continue;
    const isSvg = mime === 'image/svg+xml';
    if (!isSvg && !/^[\w+/=\s]+$/.test(value)) continue;
    return `data:${mime};base64,${isSvg ? Buffer.from(value).toString('base64') : value.replace(/\s+/g, '')}`;
  }
  return undefined;
}

function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const head = text.slice(0, MOST_CHARACTERS / 2);
  const tail = text.slice(-MOST_CHARACTERS / 2);
  const left = text.slice(head.length, -tail.length).split('\n').length - 1;
  const what = left > 0 ? `${left} lines` : `${text.length - MOST_CHARACTERS} characters`;
  return `${head}\n… ${what} more in the notebook …\n${tail}`;
}

function textBlock(text: string, className: string, name: string): string {
  const shown = shortened(text.replace(/\n$/, ''));
  if (shown === '') return '';
  const tall = shown.split('\n', TALL_LINES + 1).length > TALL_LINES;
  const scrolls = tall ? ` tabindex="0" role="region" aria-label="${escapeMarkup(name)}"` : '';
  return `<pre class="text ${className}${tall ? ' tall' : ''}"${scrolls}>${ansiHtml(shown)}</pre>`;
}

function imageHtml(address: string, output: DisplayOutput | ResultOutput, alt: string): string {
  const sizes = Object.values(output.metadata).find(
    (value): value is Readonly<Record<string, unknown>> =>
      typeof value === 'object' && value !== null && 'width' in value,
  );
  const size = (name: 'width' | 'height'): string => {
    const pixels = sizes?.[name];
    return typeof pixels === 'number' && pixels > 0 ? ` ${name}="${Math.round(pixels)}"` : '';
  };
  return `<img class="picture" src="${address}" alt="${escapeMarkup(alt)}"${size('width')}${size('height')}>`;
}

/** One short line of a bundle's plain text, which describes a picture better than nothing. */
function description(data: MimeBundle, name: string): string {
  const text = data['text/plain'];
  if (typeof text !== 'string') return name;
  const line = text.trim();
  return line === '' || line.includes('\n') || line.length > 200 || line.startsWith('<') ? name : line;
}

function figureHtml(output: DisplayOutput | ResultOutput, name: string): string {
  const { data, metadata } = output;
  const figure = data[PLOTLY_TYPE] as { readonly layout?: PlotlyLayout; readonly data?: unknown };
  if (typeof figure !== 'object' || (figure as unknown) === null || !Array.isArray(figure.data)) return '';
  const layout = figure.layout ?? {};
  const title = figureTitle(layout);
  const alt = title === '' ? description(data, name) : title;
  const height = typeof layout['height'] === 'number' ? Math.round(layout['height']) : DEFAULT_HEIGHT;
  const address = pictureAddress(data);
  const width = layout['width'];
  const sized = typeof width === 'number' ? { [PLOTLY_TYPE]: { width } } : metadata;
  const still =
    address === undefined
      ? `<noscript>${escapeMarkup(alt)} (a live figure, which needs scripts)</noscript>`
      : imageHtml(address, { ...output, metadata: sized }, alt);
  return (
    `<figure class="plot" style="--height:${height}px">${still}` +
    `<script type="application/json" class="figure-data">${scriptJson(figure)}</script>` +
    `<div class="live" role="group" aria-label="${escapeMarkup(alt)}"></div></figure>`
  );
}

function htmlBlock(html: string, rules: CleaningRules): string {
  const clean = cleanHtml(html, rules);
  if (!/<img|<hr|<progress|<meter/.test(clean) && clean.replace(/<[^>]*>/g, '').trim() === '') return '';
  return `<div class="rich${bringsColours(clean) ? ' on-white' : ''}">${clean}</div>`;
}

/** Colours that are the page's own, and grounds that let the page shine through. */
const OF_THE_PAGE =
  /^(?:transparent|none|inherit|initial|unset|currentcolor|rgba\([^)]*[,\s]0?\.[0-4]\d*\)).*$/i;

/** Whether text stands in colours or on grounds of its own, which were made for white paper; empty boxes have no text. */
function bringsColours(html: string): boolean {
  return [...html.matchAll(/<\w+[^>]* style="([^"]*)"[^>]*>(?!<\/)/g)].some(([, style = '']) =>
    style
      .split(';')
      .map((declaration) => /^\s*(?:color|background(?:-color)?)\s*:\s*(.*)$/i.exec(declaration)?.[1])
      .some((value) => value !== undefined && !OF_THE_PAGE.test(value.trim())),
  );
}

function jsonBlock(value: unknown): string {
  const text = shortened(JSON.stringify(value, undefined, 2));
  const tall = text.split('\n', TALL_LINES + 1).length > TALL_LINES;
  const code = `<pre class="text${tall ? ' tall' : ''}" tabindex="0">${highlightCode(text, 'json')}</pre>`;
  return `<details${tall ? '' : ' open'}><summary>JSON</summary>${code}</details>`;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The richest format of a bundle that can be shown safely; a format that comes out empty gives way to the next. */
function bundleHtml(output: DisplayOutput | ResultOutput, { name, rules }: OutputSurroundings): string {
  const { data } = output;
  // A heading in an output is no place of the page: headings of different runs may differ.
  const { link, picture } = rules;
  const quiet = { link, picture };
  const formats: (() => string)[] = [
    () => (data[PLOTLY_TYPE] === undefined ? '' : figureHtml(output, name)),
    () => {
      const address = pictureAddress(data);
      return address === undefined ? '' : imageHtml(address, output, description(data, name));
    },
    () => (isText(data['text/html']) ? htmlBlock(data['text/html'], quiet) : ''),
    () =>
      isText(data['text/markdown'])
        ? `<div class="rich">${markdownHtml(data['text/markdown'], quiet)}</div>`
        : '',
    () => (isText(data['text/latex']) ? `<p>${latexHtml(data['text/latex'])}</p>` : ''),
    () => (data['application/json'] === undefined ? '' : jsonBlock(data['application/json'])),
    () => (isText(data['text/plain']) ? textBlock(data['text/plain'], 'plain', name) : ''),
  ];
  for (const format of formats) {
    const html = format();
    if (html !== '') return html;
  }
  const types = Object.keys(data).join(', ');
  return types === ''
    ? ''
    : `<p class="missing">[output that a page cannot show: ${escapeMarkup(types)}]</p>`;
}

/** One output of a cell as HTML; empty where there is nothing to see. */
export function outputHtml(output: NotebookOutput, surroundings: OutputSurroundings): string {
  const { name } = surroundings;
  switch (output.output_type) {
    case 'stream':
      return textBlock(output.text, output.name === 'stderr' ? 'stderr' : 'stdout', name);
    case 'error': {
      const short = `${output.ename}: ${output.evalue}`;
      const traceback = output.traceback.join('\n');
      return textBlock(traceback.trim() === '' ? short : traceback, 'error', `Error, ${name}`);
    }
    case 'display_data':
    case 'execute_result':
      return bundleHtml(output, surroundings);
  }
}
