import { numberText } from './readable-numbers.ts';

/** Values shown at each end of an axis, by how many axes there are. */
const EDGES = [0, 8, 5, 2, 1];

/**
 * The values of an array of any rank in nested brackets, the middle of long axes left out: `[1, 2, …, 9]`.
 * @param values - rows last, as `values[((i * rows) + j) * columns + k]`
 * @param shape - length of each axis
 */
export function nestedValues(values: ArrayLike<unknown>, shape: readonly number[]): string {
  const edge = EDGES[shape.length] ?? 1;
  const picked: string[] = [];
  const width = (): number => (shape.length < 2 ? 0 : Math.max(0, ...picked.map((text) => text.length)));
  // Twice: first to know the widest number, then to write them all at its width.
  let pad = 0;
  const write = (axis: number, offset: number): string => {
    if (axis === shape.length) {
      const text = valueText(values[offset]);
      picked.push(text);
      return text.padStart(pad);
    }
    const length = shape[axis] ?? 0;
    const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const inner = shownIndices(length, edge).map((i) =>
      i === undefined ? '…' : write(axis + 1, offset + i * stride),
    );
    const separator = axis === shape.length - 1 ? ', ' : `,\n${' '.repeat(axis + 1)}`;
    return `[${inner.join(separator)}]`;
  };
  write(0, 0);
  pad = width();
  return write(0, 0);
}

/** Indices that are shown; undefined stands for those between. */
function shownIndices(length: number, edge: number): (number | undefined)[] {
  if (length <= 2 * edge + 1) return Array.from({ length }, (_, i) => i);
  const first = Array.from({ length: edge }, (_, i) => i);
  return [...first, undefined, ...first.map((i) => length - edge + i)];
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
