import { escapeMarkup } from '../../figures/escape-markup.ts';
import { bytesText, countText, plural } from './readable-numbers.ts';

const MAX_LINES = 200;
const MAX_CHARACTERS = 20_000;
const FOLDED_LINES = 40;
const FOLDED_CHARACTERS = 4000;
const MOST_HIDDEN = 100_000;

/** The longest text that is shown whole. */
export interface TextLimits {
  /** Default 200. */
  readonly maxLines?: number;
  /** Default 20,000. */
  readonly maxCharacters?: number;
}

/** The beginning of a text, and the rest of it. */
export interface SplitText {
  readonly shown: string;
  /** Empty where nothing is left out. */
  readonly rest: string;
}

/**
 * Cuts a text after so many lines or characters, at the end of a line where one is near.
 * @param text - any length
 * @param limits - of the part that is shown
 */
export function splitText(text: string, limits: TextLimits = {}): SplitText {
  const { maxLines = MAX_LINES, maxCharacters = MAX_CHARACTERS } = limits;
  let end = 0;
  for (let line = 0; line < maxLines && end !== -1; line++) {
    const next = text.indexOf('\n', end);
    end = next === -1 ? -1 : next + 1;
    if (end > maxCharacters) break;
  }
  if (end === -1) end = text.length;
  if (end > maxCharacters) {
    const lineEnd = text.lastIndexOf('\n', maxCharacters - 1) + 1;
    end = lineEnd > maxCharacters / 2 ? lineEnd : maxCharacters;
    // Both halves of a character outside of the basic plane stay together.
    if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
  }
  return { shown: text.slice(0, end), rest: text.slice(end) };
}

/**
 * A text of at most so many lines and characters, with a line that says how much was left out.
 * @param text - any length
 * @param limits - default 200 lines and 20,000 characters
 */
export function shortenText(text: string, limits: TextLimits = {}): string {
  const { shown, rest } = splitText(text, limits);
  return rest === '' ? text : `${shown.replace(/\n$/, '')}\n… ${amount(rest)} left out …`;
}

/**
 * A long text as HTML: its beginning, and the rest to be opened by a click.
 * @param text - any length; of more than about 100,000 characters the end is left out, and this is said
 * @returns nothing where the text is short enough to be shown whole
 */
export function foldedHtml(text: string): string | undefined {
  if (splitText(text).rest === '') return undefined;
  const { shown, rest } = splitText(text, { maxLines: FOLDED_LINES, maxCharacters: FOLDED_CHARACTERS });
  const hidden = shortenText(rest, { maxLines: Infinity, maxCharacters: MOST_HIDDEN });
  return (
    `<div>${preformatted(shown)}<details><summary style="cursor:pointer;opacity:0.75;padding:4px 0">` +
    `${escapeMarkup(amount(rest))}</summary>${preformatted(hidden)}</details></div>`
  );
}

/**
 * Text in HTML as it stands, in the colours of the page.
 * @param text - is escaped here
 */
export function preformatted(text: string): string {
  // An own font size: JupyterLab's lists and tables are smaller than its text outputs.
  const style =
    'margin:0;padding:0;border:0;background:transparent;white-space:pre-wrap;font-family:monospace';
  // HTML drops a line end at the beginning of <pre>.
  return `<pre style="${style}">${text.startsWith('\n') ? '\n' : ''}${escapeMarkup(text)}</pre>`;
}

function amount(text: string): string {
  const lines = countLines(text);
  return lines > 1
    ? `${countText(lines)} more lines (${bytesText(Buffer.byteLength(text))})`
    : plural(text.length, 'more character');
}

function countLines(text: string): number {
  let lines = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
