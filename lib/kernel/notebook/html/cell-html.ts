import { escapeMarkup } from '../../../figures/escape-markup.ts';
import {
  cellTags,
  type CodeCell,
  type MarkdownCell,
  type NotebookCell,
  type NotebookOutput,
} from '../notebook-types.ts';
import type { CleaningRules } from './clean-html.ts';
import { highlightCode } from './highlight-code.ts';
import { markdownHtml } from './markdown-html.ts';
import { outputHtml, pictureAddress } from './output-html.ts';

/** What cells need to know of their notebook. */
export interface CellSurroundings {
  /** What the cell is called, such as `cell 3`. */
  readonly name: string;
  /** Language of the code. */
  readonly language: string;
  readonly link: CleaningRules['link'];
  readonly heading: NonNullable<CleaningRules['heading']>;
}

const EMBEDDED = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i;

function ofJupyter({ metadata }: CodeCell, field: 'source_hidden' | 'outputs_hidden'): boolean {
  const jupyter = metadata['jupyter'];
  return (
    typeof jupyter === 'object' && jupyter !== null && (jupyter as Record<string, unknown>)[field] === true
  );
}

function folded(summary: string, html: string): string {
  return html === '' ? '' : `<details class="folded"><summary>${summary}</summary>${html}</details>`;
}

/** A stream comes in pieces, which belong together as long as nothing else was shown in between. */
function joinedStreams(outputs: readonly NotebookOutput[]): NotebookOutput[] {
  const joined: NotebookOutput[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else joined.push(output);
  }
  return joined;
}

function sourceHtml(cell: CodeCell, tags: readonly string[], language: string): string {
  const count = cell.execution_count;
  const number = count === null ? '' : `<span class="count" title="Cell ${count}">[${count}]</span>`;
  const mark = tags.includes('injected-parameters')
    ? 'Parameters of this run'
    : tags.includes('parameters')
      ? 'Parameters'
      : undefined;
  const label = mark === undefined ? '' : `<span class="mark">${mark}</span>`;
  const code = highlightCode(cell.source.trimEnd(), language);
  return `<div class="source">${number}${label}<pre tabindex="0"><code>${code}</code></pre></div>`;
}

function codeHtml(cell: CodeCell, { name, language, link }: CellSurroundings): string {
  const tags = cellTags(cell);
  const picture = (address: string): string | undefined => (EMBEDDED.test(address) ? address : undefined);
  const { execution_count: count } = cell;
  const shownName = count === null ? name : `cell ${count}`; // as its brackets say
  const surroundings = { name: `output of ${shownName}`, rules: { link, picture } };
  const outputs = joinedStreams(cell.outputs)
    .map((output) => outputHtml(output, surroundings))
    .filter((html) => html !== '')
    .map((html) => `<div class="output">${html}</div>`)
    .join('\n');
  if (tags.includes('remove-cell') || (cell.source.trim() === '' && outputs === '')) return '';
  const source =
    cell.source.trim() === '' || tags.includes('remove-input') ? '' : sourceHtml(cell, tags, language);
  const hidesInput =
    tags.includes('hide-input') || tags.includes('hide-cell') || ofJupyter(cell, 'source_hidden');
  const hidesOutput =
    tags.includes('hide-output') || tags.includes('hide-cell') || ofJupyter(cell, 'outputs_hidden');
  const shown = tags.includes('remove-output') ? '' : outputs;
  const content = `${hidesInput ? folded('Code', source) : source}${hidesOutput ? folded('Output', shown) : shown}`;
  const marked = tags.some((tag) => tag === 'parameters' || tag === 'injected-parameters');
  return `<div class="cell code${marked ? ' parameters' : ''}">${content}</div>`;
}

function proseHtml(cell: MarkdownCell, { link, heading }: CellSurroundings): string {
  const picture = (address: string): string | undefined => {
    const [, encoded] = /^attachment:(.+)$/.exec(address) ?? [];
    if (encoded === undefined) return EMBEDDED.test(address) ? address : undefined;
    const names = [encoded, ...(/%[\da-f]{2}/i.test(encoded) ? [unescape(encoded)] : [])];
    const bundle = names.map((name) => cell.attachments?.[name]).find((found) => found !== undefined);
    return bundle === undefined ? undefined : pictureAddress(bundle);
  };
  const html = markdownHtml(cell.source, { link, picture, heading });
  return html.trim() === '' ? '' : `<div class="cell prose">${html}</div>`;
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One cell as HTML; empty where there is nothing to see. Raw cells are meant for other converters. */
export function cellHtml(cell: NotebookCell, surroundings: CellSurroundings): string {
  switch (cell.cell_type) {
    case 'code':
      return codeHtml(cell, surroundings);
    case 'markdown':
      return proseHtml(cell, surroundings);
    case 'raw':
      return cell.source.trim() === '' || cell.metadata['format'] !== undefined
        ? ''
        : `<div class="cell"><pre class="text plain">${escapeMarkup(cell.source)}</pre></div>`;
  }
}
