import { fromBufferPromise, type Entry } from 'yauzl';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NamedArray } from '../named-array.ts';
import { ByteReader } from './byte-reader.ts';
import type { Storage } from './pickle-values.ts';
import { readPickle } from './restricted-unpickler.ts';
import { readStateDict } from './state-dict.ts';

const MOST_ENTRIES = 100_000;

/**
 * Reads what `torch.save` writes since PyTorch 1.6: a zip with `data.pkl` and a file a storage in `data/`. torch
 * never compresses, so an entry is taken as the bytes that lie in the file, and no entry can grow when it is read.
 * @param bytes - the whole file
 * @returns the tensors by name, in the file's order
 * @throws {ParameterError} if the zip is damaged, compressed, a TorchScript program, or its pickle holds anything else
 */
export async function readTorchZip(bytes: Uint8Array): Promise<Map<string, NamedArray>> {
  const entries = await storedEntries(bytes);
  const pickle = [...entries.keys()].find((name) => /^([^/]+\/)?data\.pkl$/.test(name));
  if (pickle === undefined) throw bad('holds no data.pkl; it was not made by torch.save');
  const folder = pickle.slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`)) {
    throw bad('is a TorchScript program; save its state_dict() by torch.save instead');
  }
  const order = entries.get(`${folder}byteorder`);
  if (order !== undefined && new TextDecoder().decode(order.subarray(0, 16)) !== 'little') {
    throw bad('was written on a machine with the other byte order; save it on a usual one');
  }
  const root = readPickle(new ByteReader(entries.get(pickle)!));
  const bytesOf = ({ key }: Storage): Uint8Array => {
    const found = entries.get(`${folder}data/${key}`);
    if (found === undefined) throw bad(`lacks the storage ${JSON.stringify(key)} that its pickle names`);
    return found;
  };
  return readStateDict(root, bytesOf, bytes.length);
}

/** Every file in the zip as a view of its bytes. */
async function storedEntries(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const entries = new Map<string, Uint8Array>();
  let unclaimed = bytes.length;
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      strictFileNames: true,
    });
    if (zip.entryCount > MOST_ENTRIES) throw bad(`claims ${zip.entryCount} files`);
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      refuseCompressed(entry);
      // Entries that lie on one another could be read many times over.
      unclaimed -= entry.compressedSize;
      if (unclaimed < 0) throw bad('has entries that lie on one another');
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      entries.set(entry.fileName, bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize));
    }
  } catch (error) {
    if (error instanceof ParameterError) throw error;
    throw bad(`is damaged or cut off (${error instanceof Error ? error.message : String(error)})`, error);
  }
  return entries;
}

function refuseCompressed(entry: Entry): void {
  const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry;
  if (compressionMethod !== 0 || entry.isEncrypted() || compressedSize !== uncompressedSize) {
    throw bad(
      `has the compressed or encrypted entry ${JSON.stringify(fileName.slice(0, 80))} (${compressedSize} bytes that claim to be ${uncompressedSize}); torch stores its entries as they are`,
    );
  }
}

function bad(what: string, cause?: unknown): ParameterError {
  return new ParameterError('bytes', `the zip ${what}`, { cause });
}
