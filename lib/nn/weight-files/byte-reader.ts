import { ParameterError } from '../../core/errors/parameter-error.ts';

/** Walks over bytes, lowest byte first, and never past their end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  #position: number;
  readonly #view: DataView;

  /**
   * @param bytes - not copied
   * @param position - where to begin
   */
  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = 0;
    this.#advance(position);
  }

  /** Place of the next byte. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.bytes.length - this.#position;
  }

  /** One byte. */
  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  /** A whole number of 2 bytes, 0 or more. */
  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  /** A signed whole number of 4 bytes. */
  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** A whole number of 4 bytes, 0 or more. */
  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /**
   * A whole number of 8 bytes that fits into a double, as sizes and addresses do.
   * @throws {ParameterError} if it does not fit
   */
  uint64(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new ParameterError('bytes', `the number at byte ${this.#position - 8} is too large to be a size`);
    }
    return Number(value);
  }

  /** A double with its highest byte first, as pickles hold them. */
  bigEndianFloat64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /**
   * A signed whole number of any length, as pickles hold them.
   * @param length - of it in bytes
   */
  littleInteger(length: number): number | bigint {
    let value = 0n;
    const digits = this.take(length);
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(digits[i]!);
    const signed = BigInt.asIntN(8 * length, value);
    const number = Number(signed);
    return Number.isSafeInteger(number) ? number : signed;
  }

  /**
   * @param length - in bytes
   * @returns a view, not a copy
   */
  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.bytes.subarray(at, at + length);
  }

  /** UTF-8 text of so many bytes. */
  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  /** Text up to a line's end, which is passed over. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.#position);
    if (end < 0) throw new ParameterError('bytes', 'a line of the file never ends; it is cut off');
    const text = this.text(end - this.#position);
    this.skip(1);
    return text;
  }

  /** Goes on so many bytes. */
  skip(length: number): void {
    this.#advance(length);
  }

  #advance(length: number): number {
    const at = this.#position;
    if (length > this.left) {
      throw new ParameterError(
        'bytes',
        `the file ends at byte ${this.bytes.length}, in the middle of ${length} bytes from ${at} on; it is cut off or damaged`,
      );
    }
    this.#position = at + length;
    return at;
  }
}
