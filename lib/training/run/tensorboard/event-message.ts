/** One event of TensorBoard's log: a version, a start, or scalars at a step. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  /** In the first event of a file: {@link FILE_VERSION}. */
  readonly fileVersion?: string;
  /** A session begins at `step`: what an earlier file says of that step and later ones no longer holds. */
  readonly start?: boolean;
  /** By tag; numbers that are not finite are left out. */
  readonly scalars?: Readonly<Record<string, number>>;
}

/** The version that TensorBoard wants at the head of a file. */
export const FILE_VERSION = 'brain.Event:2';

/**
 * An event as a protocol buffer: wall_time = 1 (double), step = 2 (int64), file_version = 3 (string), summary = 5 with
 * value = 1 of tag = 1 (string) and simple_value = 2 (float), session_log = 7 with status = 1 (START = 1).
 * @param event - what to write
 *
 * Source: TensorFlow, core/util/event.proto and core/framework/summary.proto.
 */
export function encodeEvent({ wallTime, step, fileVersion, start, scalars }: TensorBoardEvent): Uint8Array {
  const time = Buffer.alloc(8);
  time.writeDoubleLE(wallTime);
  const values = Object.entries(scalars ?? {})
    .filter(([, value]) => Number.isFinite(value))
    .map(([tag, value]) => {
      const number = Buffer.alloc(4);
      number.writeFloatLE(value);
      return bytes(1, Buffer.concat([bytes(1, Buffer.from(tag)), key(2, 5), number]));
    });
  return Buffer.concat([
    key(1, 1),
    time,
    ...(step === undefined ? [] : [key(2, 0), varint(step)]),
    ...(fileVersion === undefined ? [] : [bytes(3, Buffer.from(fileVersion))]),
    ...(values.length === 0 ? [] : [bytes(5, Buffer.concat(values))]),
    ...(start === true ? [bytes(7, Buffer.concat([key(1, 0), varint(1)]))] : []),
  ]);
}

/** A field's number and wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
function key(field: number, wireType: 0 | 1 | 2 | 5): Buffer {
  return varint(field * 8 + wireType);
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([key(field, 2), varint(content.length), content]);
}

/** A whole number from 0 to 2^53 in groups of seven bits, lowest first. */
function varint(value: number): Buffer {
  const groups: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    groups.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Buffer.from(groups);
}
