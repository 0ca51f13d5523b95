import { ParameterError } from '../../core/errors/parameter-error.ts';
import { escapeMarkup, scriptJson } from '../escape-markup.ts';
import type { PlotlyFigure, PlotlyValue } from '../plotly-figure.ts';
import { renderSvg } from '../render-svg.ts';
import { plotlySource } from '../static/plotly-source.ts';
import { DARK_THEME, LIGHT_THEME, themeMapping } from '../theme.ts';
import { offlinePage, scriptBody } from './offline-page.ts';
import { mapPayload, type MapBlock } from './map-block.ts';
import { MAP_SCRIPT } from './map-script.ts';
import { MAP_STYLE } from './map-style.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { blockHtml } from './render-blocks.ts';
import type {
  FigureBlock,
  ReportBlock,
  ReportContent,
  ReportOrigin,
  ReportSection,
  SummaryNumber,
} from './report-content.ts';

function numberHtml({ label, value, interval, note }: SummaryNumber): string {
  const line = (text: string | undefined, name: string): string =>
    text === undefined ? '' : `<span class="${name}">${escapeMarkup(text)}</span>`;
  return `<li>${line(label, 'label')}${line(value, 'value')}${line(interval, 'interval')}${line(note, 'note')}</li>`;
}

function warningsHtml(warnings: readonly string[]): string {
  if (warnings.length === 0) return '';
  const items = warnings.map((warning) => `<li>${escapeMarkup(warning)}</li>`).join('');
  return `<aside class="warnings" aria-labelledby="warnings"><h2 id="warnings">Read this first</h2><ul>${items}</ul></aside>`;
}

function sectionHtml({ id, title, lead, blocks }: ReportSection): string {
  return (
    `<section id="${escapeMarkup(id)}" aria-labelledby="${escapeMarkup(id)}-title">` +
    `<h2 id="${escapeMarkup(id)}-title">${escapeMarkup(title)}</h2><p class="lead">${escapeMarkup(lead)}</p>` +
    `<div class="blocks">${blocks.map(blockHtml).join('\n')}</div></section>`
  );
}

function originHtml({ command, versions, seed, created, notes = {} }: ReportOrigin): string {
  const lines: [string, string][] = [
    ['Command', `<code>${escapeMarkup(command)}</code>`],
    [
      'Versions',
      escapeMarkup(
        Object.entries(versions)
          .map((pair) => pair.join(' '))
          .join(', '),
      ),
    ],
    ...(seed === undefined ? [] : ([['Seed', String(seed)]] as [string, string][])),
    ...(created === undefined ? [] : ([['Made', escapeMarkup(created)]] as [string, string][])),
    ...Object.entries(notes).map(([name, text]): [string, string] => [
      escapeMarkup(name),
      escapeMarkup(text),
    ]),
  ];
  return `<dl>${lines.map(([name, html]) => `<dt>${name}</dt><dd>${html}</dd>`).join('')}</dl>`;
}

function checkSections(sections: readonly ReportSection[]): void {
  const ids = sections.map(({ id }) => id);
  const wrong = ids.find((id, i) => !/^[A-Za-z][A-Za-z0-9-]*$/.test(id) || ids.indexOf(id) !== i);
  if (wrong === undefined) return;
  throw new ParameterError(
    'sections',
    `reportPage: each section's id must be a letter, then letters, digits or hyphens, and its own; got "${wrong}"`,
  );
}

/**
 * One HTML page that holds everything it shows: plotly.js once, figures as data, pictures inside. It opens from a disk
 * without a network, in light and dark, on phones and paper; a Content-Security-Policy lets only its own scripts run
 * and nothing be loaded. All texts are taken as plain text and escaped.
 * @param content - what the page says; {@link withStaticFallbacks} adds pictures for readers without scripts
 * @returns the whole document
 * @throws {ParameterError} for a section's id that is not fit for an address or that comes twice
 */
export function reportPage(content: ReportContent): string {
  const { title, subtitle, summary, warnings, sections, origin } = content;
  checkSections(sections);
  const blocks = sections.flatMap((section) => section.blocks);
  const figures = blocks
    .filter((block): block is FigureBlock => block.kind === 'figure')
    .map(({ figure }) => figure);
  const maps = blocks.filter((block): block is MapBlock => block.kind === 'map');
  const scripts = [
    ...(figures.length === 0 ? [] : [scriptBody(plotlySource()), PAGE_SCRIPT]),
    ...(maps.length === 0 ? [] : [MAP_SCRIPT]),
  ];
  const data = scriptJson({ figures, mapping: themeMapping(LIGHT_THEME, DARK_THEME) });
  const links = sections.map(
    (section) => `<li><a href="#${escapeMarkup(section.id)}">${escapeMarkup(section.title)}</a></li>`,
  );
  const body = `<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>${escapeMarkup(title)}</h1>
${subtitle === undefined ? '' : `<p class="subtitle">${escapeMarkup(subtitle)}</p>`}
</header>
<main id="content">
${summary.length === 0 ? '' : `<ul class="numbers">${summary.map(numberHtml).join('')}</ul>`}
${warningsHtml(warnings)}
${links.length < 2 ? '' : `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>`}
${sections.map(sectionHtml).join('\n')}
</main>
<footer>
${originHtml(origin)}
<p>Research software: it makes no diagnosis and must not be used to make one.</p>
</footer>
${figures.length === 0 ? '' : `<script type="application/json" id="report-figures">${data}</script>`}
${maps.length === 0 ? '' : `<script type="application/json" id="report-maps">${scriptJson(mapPayload(maps))}</script>`}`;
  const style = maps.length === 0 ? PAGE_STYLE : PAGE_STYLE + MAP_STYLE;
  return offlinePage({
    title,
    style,
    withoutScripts: '.plot,.map,.map-panels canvas{display:none}',
    body,
    scripts,
  });
}

// On the page a figure's title stands above it as a heading.
function untitled({ data, layout }: PlotlyFigure): PlotlyFigure {
  const margin = { ...(layout['margin'] as Readonly<Record<string, PlotlyValue>> | undefined), t: 48 };
  return { data, layout: { ...layout, title: { text: '' }, margin } };
}

/**
 * Adds a static SVG to every figure that has none, for readers without scripts.
 * @param content - not changed
 * @throws {ParameterError} for traces that need WebGL
 */
export async function withStaticFallbacks(content: ReportContent): Promise<ReportContent> {
  const withFallback = async (block: ReportBlock): Promise<ReportBlock> => {
    if (block.kind !== 'figure' || block.fallback !== undefined) return block;
    const size = block.height === undefined ? {} : { height: block.height };
    return { ...block, fallback: await renderSvg(untitled(block.figure), size) };
  };
  const sections = await Promise.all(
    content.sections.map(async (section) => ({
      ...section,
      blocks: await Promise.all(section.blocks.map(withFallback)),
    })),
  );
  return { ...content, sections };
}
