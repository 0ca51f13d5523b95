/** The ways in which a number from 0 to 1 becomes a colour. */
export type ColourMapName = 'viridis' | 'cividis' | 'inferno' | 'jet';

// matplotlib's maps (CC0) at ten even places; between them the colour is interpolated, within 4 of 255 of the original.
const ANCHORS: Readonly<Record<Exclude<ColourMapName, 'jet'>, string>> = {
  viridis: '440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725',
  cividis: '00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838',
  inferno: '000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4',
};

/** Entries of a colour table. */
export const COLOUR_STEPS = 256;

// The rainbow of the paper's figure: dark blue, blue, cyan, yellow, red, dark red.
function jet(t: number): [number, number, number] {
  const ramp = (centre: number): number => 255 * Math.min(1, Math.max(0, 1.5 - Math.abs(4 * t - centre)));
  return [ramp(3), ramp(2), ramp(1)];
}

function interpolated(anchors: readonly number[], t: number): [number, number, number] {
  const place = t * (anchors.length - 1);
  const i = Math.min(anchors.length - 2, Math.floor(place));
  const mix = (shift: number): number => {
    const [low, high] = [(anchors[i]! >> shift) & 0xff, (anchors[i + 1]! >> shift) & 0xff];
    return low + (high - low) * (place - i);
  };
  return [mix(16), mix(8), mix(0)];
}

const tables = new Map<ColourMapName, Uint8Array>();

/**
 * A colour map as a table: red, green and blue of step `i` (0 to 255) at `3 * i`.
 * `viridis`, `cividis` and `inferno` grow evenly in lightness and suit every reader; `jet` is the paper's, and misleads
 * (its yellow looks higher than its red), so it is never a default.
 */
export function colourTable(name: ColourMapName): Uint8Array {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const table = new Uint8Array(COLOUR_STEPS * 3);
  const anchors = name === 'jet' ? [] : ANCHORS[name].split(' ').map((colour) => Number.parseInt(colour, 16));
  for (let i = 0; i < COLOUR_STEPS; i++) {
    const t = i / (COLOUR_STEPS - 1);
    table.set((name === 'jet' ? jet(t) : interpolated(anchors, t)).map(Math.round), 3 * i);
  }
  tables.set(name, table);
  return table;
}
