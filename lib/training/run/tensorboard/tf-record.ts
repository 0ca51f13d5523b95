import { maskedCrc32c } from './crc32c.ts';

/**
 * Bytes as one record of a TFRecord file: length (8 bytes, little-endian), its masked CRC-32C, the bytes, theirs.
 * @param data - the record's content, below 4 GB
 *
 * Source: TensorFlow, "TFRecord and tf.train.Example".
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return record;
}
