import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ImageAttention, PeakPlace } from './attention-types.ts';
import { checkNumber } from './check-scores.ts';

/** A peak on background this near to two sides of the frame lies in a corner. */
const CORNER = 0.2;

/** A map whose values differ by less than this share of its maximum is even: it has no peak. */
const EVEN = 1e-6;

/** What the audit looks at in one image: the network's maps, and the input frame `[height, width]` around the cell. */
export interface AttentionAuditInput {
  readonly id: string;
  /** Attention maps, at least 0, `[height, width, maps]`. */
  readonly attention: Float32Array;
  /** Height, width and number of the maps. */
  readonly attentionShape: readonly [height: number, width: number, maps: number];
  /** 1 where the cell is, 0 on background, `[height, width]` of the frame. */
  readonly mask: Uint8Array;
  /** Height and width of the frame. */
  readonly frame: readonly [height: number, width: number];
  /** What attention cropping cut out, in pixels of the frame, bottom and right exclusive. */
  readonly box?: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
  /** 1 where attention erasing blanked the frame, `[height, width]`. */
  readonly erased?: Uint8Array;
}

/**
 * Measures what the network looked at in one image: the share of the mean map's mass that lies on the cell (the map
 * resized bilinearly, pixel centres aligned at halves), where the map peaks, what of the cell cropping keeps and
 * erasing takes, and how many maps are alive.
 * @param input - maps, foreground mask, crop box and erased mask
 * @throws {ParameterError} where a shape does not fit, an attention value is negative or not finite, or the box is
 *   empty or leaves the frame
 *
 * Source: Pilot 3; Method 8 ("attention collapse").
 */
export function attentionAudit(input: AttentionAuditInput): ImageAttention {
  checkInput(input);
  const { id, attention, attentionShape, mask, frame, box, erased } = input;
  const [height, width, maps] = attentionShape;
  const mean = new Float64Array(height * width);
  const masses = new Float64Array(maps);
  for (const [i, value] of attention.entries()) {
    mean[Math.floor(i / maps)]! += value / maps;
    masses[i % maps]! += value;
  }
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const cell = count(mask);
  const cellShareOfFrame = cell / mask.length;
  const massOnCell = total === 0 ? null : shareOfMass(mean, [height, width], mask, frame);
  const peak = total === 0 ? null : peakOf(mean, [height, width], mask, frame);
  const kept = box === undefined ? null : insideBox(mask, frame[1], box);
  const taken =
    erased === undefined ? null : erased.reduce((sum, e, i) => sum + (e > 0 && mask[i]! > 0 ? 1 : 0), 0);
  return {
    id,
    massOnCell,
    enrichment:
      massOnCell === null || cell === 0 || cell === mask.length ? null : massOnCell / cellShareOfFrame,
    peak: peak?.place ?? null,
    peakX: peak?.x ?? null,
    peakY: peak?.y ?? null,
    cellKeptByCrop: kept === null || cell === 0 ? null : kept / cell,
    cellErased: taken === null || cell === 0 ? null : taken / cell,
    boxShareOfFrame:
      box === undefined ? null : ((box.bottom - box.top) * (box.right - box.left)) / mask.length,
    frameErased: erased === undefined ? null : count(erased) / erased.length,
    cellShareOfFrame,
    mapsAlive: masses.reduce((alive, mass) => alive + (mass > 0 ? 1 : 0), 0),
    maps,
    mapEntropy: total === 0 || maps === 1 ? null : entropy(masses, total) / Math.log(maps),
  };
}

function shareOfMass(
  map: Float64Array,
  [height, width]: readonly [number, number],
  mask: Uint8Array,
  [frameHeight, frameWidth]: readonly [number, number],
): number {
  const columns = Array.from({ length: frameWidth }, (_, x) => tap(x, frameWidth, width));
  let onCell = 0;
  let total = 0;
  for (let y = 0; y < frameHeight; y++) {
    const { low: top, high: bottom, part: down } = tap(y, frameHeight, height);
    for (let x = 0; x < frameWidth; x++) {
      const { low: left, high: right, part: across } = columns[x]!;
      const upper = map[top * width + left]! * (1 - across) + map[top * width + right]! * across;
      const lower = map[bottom * width + left]! * (1 - across) + map[bottom * width + right]! * across;
      const value = upper * (1 - down) + lower * down;
      total += value;
      if (mask[y * frameWidth + x]! > 0) onCell += value;
    }
  }
  return onCell / total;
}

/** The two source pixels of one resized pixel and how far it lies towards the second (align_corners = false). */
function tap(at: number, size: number, source: number): { low: number; high: number; part: number } {
  const place = Math.min(Math.max(((at + 0.5) * source) / size - 0.5, 0), source - 1);
  const low = Math.floor(place);
  return { low, high: Math.min(low + 1, source - 1), part: place - low };
}

/** A bilinear map has its maximum at the centre of one of its source pixels, so those alone are looked at. */
function peakOf(
  map: Float64Array,
  [height, width]: readonly [number, number],
  mask: Uint8Array,
  [frameHeight, frameWidth]: readonly [number, number],
): { place: PeakPlace; x: number; y: number } | null {
  let best = 0;
  let lowest = Infinity;
  for (const [i, value] of map.entries()) {
    if (value > map[best]!) best = i;
    lowest = Math.min(lowest, value);
  }
  if (map.length > 1 && map[best]! - lowest <= EVEN * map[best]!) return null;
  const x = ((best % width) + 0.5) / width;
  const y = (Math.floor(best / width) + 0.5) / height;
  const onCell = mask[Math.floor(y * frameHeight) * frameWidth + Math.floor(x * frameWidth)]! > 0;
  const corner = Math.min(x, 1 - x) < CORNER && Math.min(y, 1 - y) < CORNER;
  return { place: onCell ? 'cell' : corner ? 'corner' : 'background', x, y };
}

function insideBox(mask: Uint8Array, width: number, box: NonNullable<AttentionAuditInput['box']>): number {
  let inside = 0;
  for (let y = box.top; y < box.bottom; y++) {
    inside += count(mask.subarray(y * width + box.left, y * width + box.right));
  }
  return inside;
}

function entropy(masses: Float64Array, total: number): number {
  return masses.reduce((sum, mass) => (mass > 0 ? sum - (mass / total) * Math.log(mass / total) : sum), 0);
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
}

function checkInput({ id, attention, attentionShape, mask, frame, box, erased }: AttentionAuditInput): void {
  for (const size of [...attentionShape, ...frame]) {
    checkNumber('attentionAudit: every side', size, { low: 1, high: 100_000, whole: true });
  }
  const shapes: [string, number, readonly number[]][] = [
    ['attention', attention.length, attentionShape],
    ['mask', mask.length, frame],
  ];
  if (erased !== undefined) shapes.push(['erased', erased.length, frame]);
  for (const [name, length, shape] of shapes) {
    if (length === shape.reduce((product, side) => product * side, 1)) continue;
    throw new ParameterError(
      name,
      `attentionAudit: ${name} must be [${shape.join(', ')}], got ${length} numbers for "${id}"`,
    );
  }
  const bad = attention.find((value) => !(value >= 0 && value < Infinity));
  if (bad !== undefined) {
    throw new ParameterError(
      'attention',
      `attentionAudit: attention must be finite and at least 0, got ${bad} for "${id}": the network may have diverged`,
    );
  }
  if (box === undefined) return;
  const { top, left, bottom, right } = box;
  const whole = [top, left, bottom, right].every(Number.isInteger);
  if (
    !whole ||
    top < 0 ||
    left < 0 ||
    bottom <= top ||
    right <= left ||
    bottom > frame[0] ||
    right > frame[1]
  ) {
    throw new ParameterError(
      'box',
      `attentionAudit: box must be whole pixels inside of ${frame.join('x')}, got ${JSON.stringify(box)} for "${id}"`,
    );
  }
}
