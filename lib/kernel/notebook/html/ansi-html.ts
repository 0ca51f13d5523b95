import { escapeMarkup } from '../../../figures/escape-markup.ts';

interface Look {
  readonly ink?: string;
  readonly paper?: string;
  readonly bold?: boolean;
  readonly faint?: boolean;
  readonly italic?: boolean;
  readonly underlined?: boolean;
  readonly inverse?: boolean;
}

const CSI = '\u001b[';
// Colour sequences, other control sequences, titles and hyperlinks, two-character sequences.
const SEQUENCE =
  // eslint-disable-next-line no-control-regex -- terminals' control characters are what is looked for
  /\u001b\[([\d;:]*)m|\u001b\[[\d;:?<=>]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;

const SWITCHES: Readonly<Record<number, Look>> = {
  1: { bold: true },
  2: { faint: true },
  3: { italic: true },
  4: { underlined: true },
  7: { inverse: true },
  22: { bold: false, faint: false },
  23: { italic: false },
  24: { underlined: false },
  27: { inverse: false },
  39: { ink: '' },
  49: { paper: '' },
};

/** The colour of the 256 that terminals number: 16 of the theme, a cube of 6 x 6 x 6, 24 greys. */
function numberedColour(number: number): string {
  if (number < 16) return `var(--ansi-${number})`;
  if (number >= 232) {
    const grey = 8 + 10 * (number - 232);
    return `rgb(${grey},${grey},${grey})`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  const index = number - 16;
  return `rgb(${level(Math.floor(index / 36))},${level(Math.floor(index / 6) % 6)},${level(index % 6)})`;
}

const isByte = (value: number | undefined): value is number =>
  value !== undefined && value >= 0 && value < 256;

/** The colour after 38 or 48, and how many codes it takes. */
function longColour(codes: readonly number[]): readonly [colour: string | undefined, taken: number] {
  const [kind, ...values] = codes;
  const [first, second, third] = values;
  if (kind === 5) return [isByte(first) ? numberedColour(first) : undefined, 2];
  if (kind !== 2) return [undefined, 1];
  const known = isByte(first) && isByte(second) && isByte(third);
  return [known ? `rgb(${first},${second},${third})` : undefined, 4];
}

function lookAfter(look: Look, sequence: string): Look {
  const codes = sequence.split(/[;:]/).map(Number);
  let next = look;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    const tens = Math.floor(code / 10);
    if (code === 0) next = {};
    else if (code === 38 || code === 48) {
      const [colour, taken] = longColour(codes.slice(i + 1));
      if (colour !== undefined) next = { ...next, [code === 38 ? 'ink' : 'paper']: colour };
      i += taken;
    } else if (code in SWITCHES) next = { ...next, ...SWITCHES[code] };
    else if (code % 10 < 8 && [3, 4, 9, 10].includes(tens)) {
      const colour = numberedColour((code % 10) + (tens >= 9 ? 8 : 0));
      next = { ...next, [tens === 3 || tens === 9 ? 'ink' : 'paper']: colour };
    }
  }
  return next;
}

/** Black, white and the greys between them, which the theme turns around. */
const GREYS = new Set([undefined, '', ...[0, 7, 8, 15].map(numberedColour)]);

/** Ink that can be read on a coloured ground. */
function inkOn(paper: string): string {
  const [red, green, blue] = (paper.match(/\d+/g) ?? []).map(Number);
  if (!paper.startsWith('rgb') || red === undefined || green === undefined || blue === undefined) {
    return 'var(--paper)'; // the theme's sixteen are dark on light paper and light on dark paper
  }
  return 0.3 * red + 0.6 * green + 0.1 * blue > 140 ? '#000' : '#fff';
}

/** The colours that are shown: what terminals have on black would be lost on white paper. */
function shownColours({ ink, paper, inverse }: Look): readonly [ink: string | undefined, paper?: string] {
  if (inverse === true) return [paper ?? 'var(--paper)', ink ?? 'var(--ink)'];
  if (paper !== undefined && paper !== '') return [GREYS.has(ink) ? inkOn(paper) : ink, paper];
  return [ink?.startsWith('rgb') === true ? `color-mix(in srgb,${ink} 70%,var(--ink))` : ink];
}

function styleOf(look: Look): string {
  const [ink, paper] = shownColours(look);
  const set = (name: string, value: string | undefined): string[] =>
    value === undefined || value === '' ? [] : [`${name}:${value}`];
  return [
    ...set('color', ink),
    ...set('background', paper),
    ...(look.bold === true ? ['font-weight:600'] : []),
    ...(look.faint === true ? ['opacity:.75'] : []),
    ...(look.italic === true ? ['font-style:italic'] : []),
    ...(look.underlined === true ? ['text-decoration:underline'] : []),
  ].join(';');
}

function withoutErased(line: string): string {
  const kept: string[] = [];
  for (const char of line) {
    if (char === '\b') kept.pop();
    else kept.push(char);
  }
  return kept.join('');
}

/** What stays in the lines of a terminal: a carriage return begins a line anew, a backspace takes one character. */
function settled(text: string): string {
  if (!/[\r\b]/.test(text)) return text;
  const lines = text.replace(/\r+\n/g, '\n').split('\n');
  return lines.map((line) => withoutErased(line.replace(/\r+$/, '').split('\r').at(-1) ?? '')).join('\n');
}

/**
 * What a program wrote for a terminal as HTML: colours and weights become spans, progress bars show their last state,
 * other control sequences go. The page's style sheet sets the sixteen colours `--ansi-0` to `--ansi-15`.
 * @param text - escaped here
 */
export function ansiHtml(text: string): string {
  const content = settled(text);
  let html = '';
  let look: Look = {};
  let from = 0;
  const add = (piece: string): void => {
    const style = styleOf(look);
    if (piece === '') return;
    html += style === '' ? escapeMarkup(piece) : `<span style="${style}">${escapeMarkup(piece)}</span>`;
  };
  for (const match of content.matchAll(SEQUENCE)) {
    add(content.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined && match[0].startsWith(CSI)) look = lookAfter(look, match[1]);
  }
  add(content.slice(from));
  return html;
}
