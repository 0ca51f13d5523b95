import { pathPoints, type Point } from './svg-path.ts';
import { textWidth, type TextStyle } from './text-metrics.ts';

/** An upright box in CSS pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An affine map as SVG's matrix(a b c d e f). */
export type Matrix = readonly [number, number, number, number, number, number];

const EMPTY: Bounds = { x: 0, y: 0, width: 0, height: 0 };
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
// Arial's ascent, and the height of a line, as shares of the font size.
const ASCENT = 0.93;
const LINE_BOX = 1.17;
const LINE_STEP = 1.3;

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function rotation(degrees: number): Matrix {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [cos, sin, -sin, cos, 0, 0];
}

/** Reads an SVG `transform` attribute. */
export function parseTransform(transform: string): Matrix {
  let matrix = IDENTITY;
  for (const [, name, list] of transform.matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const v = list!
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    const [a = 0, b, c = 0] = v;
    if (name === 'translate') matrix = multiply(matrix, [1, 0, 0, 1, a, b ?? 0]);
    else if (name === 'scale') matrix = multiply(matrix, [a, 0, 0, b ?? a, 0, 0]);
    else if (name === 'matrix') matrix = multiply(matrix, v as unknown as Matrix);
    else if (name === 'rotate') {
      const [x, y] = [b ?? 0, c];
      matrix = multiply(multiply(matrix, [1, 0, 0, 1, x, y]), rotation(a));
      matrix = multiply(matrix, [1, 0, 0, 1, -x, -y]);
    }
  }
  return matrix;
}

function boundsOf(points: readonly Point[]): Bounds {
  if (points.length === 0) return EMPTY;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function corners({ x, y, width, height }: Bounds): Point[] {
  return [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ];
}

function transformed([a, b, c, d, e, f]: Matrix, bounds: Bounds): Bounds {
  return boundsOf(corners(bounds).map(([x, y]): Point => [a * x + c * y + e, b * x + d * y + f]));
}

function numeric(element: Element, attribute: string): number {
  const value = Number.parseFloat(element.getAttribute(attribute) ?? '');
  return Number.isFinite(value) ? value : 0;
}

function inherited(element: Element, property: 'fontSize' | 'fontWeight', attribute: string): string {
  for (let node: Element | null = element; node !== null; node = node.parentElement) {
    const style = (node as SVGElement | { style?: CSSStyleDeclaration }).style?.[property] ?? '';
    const value = style === '' ? (node.getAttribute(attribute) ?? '') : style;
    if (value !== '') return value;
  }
  return '';
}

function styleOf(element: Element): TextStyle {
  const size = Number.parseFloat(inherited(element, 'fontSize', 'font-size'));
  const bold = /bold|[6-9]00/.test(inherited(element, 'fontWeight', 'font-weight'));
  return { size: Number.isFinite(size) ? size : 12, bold };
}

/** Width in CSS pixels of the longest line in a text element, bold or smaller spans taken as they are. */
export function textElementWidth(element: Element): number {
  const spans = [...element.querySelectorAll('tspan.line')];
  const lines = spans.length > 0 ? spans : [element];
  const widths = lines.map((line) => {
    const parts = [...line.childNodes];
    return parts.reduce((sum, part) => {
      const holder = part.nodeType === 1 ? (part as Element) : line;
      return sum + textWidth(part.textContent ?? '', styleOf(holder));
    }, 0);
  });
  return Math.max(0, ...widths);
}

function textBounds(element: Element): Bounds {
  const width = textElementWidth(element);
  if (width === 0) return EMPTY;
  const { size } = styleOf(element);
  const lines = Math.max(1, element.querySelectorAll('tspan.line').length);
  const style = (element as SVGElement).style.textAnchor;
  const anchor = style === '' ? (element.getAttribute('text-anchor') ?? 'start') : style;
  const shift = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
  return {
    x: numeric(element, 'x') - shift,
    y: numeric(element, 'y') - size * ASCENT,
    width,
    height: size * (LINE_BOX + (lines - 1) * LINE_STEP),
  };
}

/** The box of an SVG element in its own coordinates, from attributes and text metrics alone: no layout engine. */
export function elementBounds(element: Element): Bounds {
  switch (element.tagName.toLowerCase()) {
    case 'text':
      return textBounds(element);
    case 'rect':
    case 'image':
      return {
        x: numeric(element, 'x'),
        y: numeric(element, 'y'),
        width: numeric(element, 'width'),
        height: numeric(element, 'height'),
      };
    case 'circle': {
      const r = numeric(element, 'r');
      return { x: numeric(element, 'cx') - r, y: numeric(element, 'cy') - r, width: 2 * r, height: 2 * r };
    }
    case 'path':
      return boundsOf(pathPoints(element.getAttribute('d') ?? ''));
    case 'defs':
    case 'clippath':
    case 'style':
    case 'title':
      return EMPTY;
    default:
      return boundsOf(
        [...element.children]
          .map((child) =>
            transformed(parseTransform(child.getAttribute('transform') ?? ''), elementBounds(child)),
          )
          .filter(({ width, height }) => width > 0 || height > 0)
          .flatMap(corners),
      );
  }
}

/** The box of an SVG element in the coordinates of the outermost `<svg>`. */
export function boundsOnPage(element: Element): Bounds {
  if (element.tagName.toLowerCase() === 'svg') {
    return { x: 0, y: 0, width: numeric(element, 'width'), height: numeric(element, 'height') };
  }
  let matrix = IDENTITY;
  for (
    let node: Element | null = element;
    node !== null && node.tagName.toLowerCase() !== 'svg';
    node = node.parentElement
  ) {
    matrix = multiply(parseTransform(node.getAttribute('transform') ?? ''), matrix);
  }
  return transformed(matrix, elementBounds(element));
}
