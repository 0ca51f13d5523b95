import type { RasterImage } from '../core/raster-image.ts';
import { escapeMarkup } from './escape-markup.ts';
import { pngDataUrl } from './static/encode-png.ts';
import { FIGURE_FONT } from './static/text-metrics.ts';
import type { SvgPicture } from './svg-picture.ts';
import { DARK_THEME, LIGHT_THEME, type Theme } from './theme.ts';

/** For which background a picture is drawn; `auto` follows its reader's preference where it is shown as SVG. */
export type ColourScheme = 'auto' | 'light' | 'dark';

/** Size and words of a picture. */
export interface PictureFrame {
  readonly width: number;
  readonly height: number;
  /** What the picture shows, for those who cannot see it and as its tool tip. */
  readonly title: string;
  /** Default `auto`. */
  readonly scheme?: ColourScheme;
}

/** A role that text or a line can have in a picture: its class in the SVG. */
export type Role = 'ink' | 'faint' | 'raw' | 'crop' | 'erase' | 'warning';

// Blue, orange and green as text need more contrast with white paper than they need as lines.
const LIGHT_TEXT: Partial<Record<Role, string>> = { raw: '#00639b', crop: '#8f5f00', erase: '#00734f' };

function styles(theme: Theme): string {
  const roles: readonly Role[] = ['ink', 'faint', 'raw', 'crop', 'erase', 'warning'];
  const text = (role: Role): string =>
    theme.name === 'light' ? (LIGHT_TEXT[role] ?? theme[role]) : theme[role];
  const rules = roles.map(
    (role) =>
      `text.${role}{fill:${text(role)}}.line.${role}{stroke:${theme[role]}}.head.${role}{fill:${theme[role]}}`,
  );
  return `.paper{fill:${theme.paper}}.edge{stroke:${theme.axis}}${rules.join('')}`;
}

/** Text at a point; the line's baseline is at `y`. */
export interface TextPlace {
  readonly x: number;
  readonly y: number;
  /** Default 14. */
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly role?: Role;
}

/** A line of text as SVG, escaped. */
export function svgText(text: string, place: TextPlace): string {
  const { x, y, size = 14, anchor = 'start', bold = false, role = 'ink' } = place;
  const weight = bold ? ' font-weight="600"' : '';
  return `<text class="${role}" x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}"${weight}>${escapeMarkup(text)}</text>`;
}

/** Where an image stands in a picture, with a thin edge that keeps black and white images apart from the paper. */
export interface ImagePlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** For those who cannot see it. */
  readonly label: string;
}

/** An image inside of an SVG, as an embedded PNG. */
export function svgImage(image: RasterImage, { x, y, width, height, label }: ImagePlace): string {
  const box = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  const name = escapeMarkup(label);
  return (
    `<image ${box} preserveAspectRatio="none" role="img" aria-label="${name}" href="${pngDataUrl(image)}"><title>${name}</title></image>` +
    `<rect ${box} class="edge" fill="none" stroke-width="1"/>`
  );
}

/** A straight arrow through the given corners, its head at the last. */
export function svgArrow(corners: readonly (readonly [x: number, y: number])[], role: Role): string {
  const [[x0, y0], [x1, y1]] = [corners.at(-2)!, corners.at(-1)!];
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length];
  const HEAD = 11;
  const [bx, by] = [x1 - HEAD * dx, y1 - HEAD * dy];
  const round = (value: number): number => Math.round(value * 100) / 100;
  const head = [
    [x1, y1],
    [bx - 5 * dy, by + 5 * dx],
    [bx + 5 * dy, by - 5 * dx],
  ].map((point) => point.map(round).join(','));
  const line = [...corners.slice(0, -1), [bx, by]].map((point) => point.map(round).join(',')).join(' ');
  return (
    `<polyline class="line ${role}" points="${line}" fill="none" stroke-width="2.5" stroke-linejoin="round"/>` +
    `<polygon class="head ${role}" points="${head.join(' ')}"/>`
  );
}

/** Puts parts together to a whole SVG document that refers to nothing outside. */
export function svgDocument(
  { width, height, title, scheme = 'auto' }: PictureFrame,
  body: string,
): SvgPicture {
  const dark = styles(DARK_THEME);
  const css =
    scheme === 'dark'
      ? dark
      : styles(LIGHT_THEME) + (scheme === 'auto' ? `@media (prefers-color-scheme:dark){${dark}}` : '');
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `font-family="${escapeMarkup(FIGURE_FONT)}"><title>${escapeMarkup(title)}</title><style>${css}</style>` +
    `<rect class="paper" x="-1" y="-1" width="${width + 2}" height="${height + 2}"/>${body}</svg>`;
  return { svg, width, height };
}
