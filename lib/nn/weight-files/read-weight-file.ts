import { readFile, stat } from 'node:fs/promises';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NamedArray } from '../named-array.ts';
import { decodeSafetensors } from '../safetensors.ts';
import { readHdf5 } from './hdf5.ts';
import { readTorchLegacy } from './torch-legacy.ts';
import { readTorchZip } from './torch-zip.ts';

/** The kinds of weight files that are read. */
export type WeightFileFormat = 'safetensors' | 'torch' | 'torch-legacy' | 'keras-hdf5';

/** What a weight file holds. */
export interface WeightFile {
  readonly format: WeightFileFormat;
  /** By the file's own names and in its own layouts: PyTorch's, or Keras's where it is an HDF5 file. */
  readonly tensors: ReadonlyMap<string, NamedArray>;
  /** A safetensors file's own notes. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Larger files are refused: the largest backbone here, ResNet-152, has 0.25 GB of weights. */
export const LARGEST_WEIGHT_FILE: number = 2 ** 31 - 1;

/**
 * Reads a weight file: safetensors, PyTorch's `.pth` (both formats) or Keras's `.h5`, told apart by content and not by
 * name. Nothing in the file is run; it is read into memory once, and its tensors take at most about four times as much.
 * @param path - the file
 * @throws {CheckpointError} if it cannot be read, is of no such kind, is damaged, asks for anything beside tensors, or
 *   holds NaN or infinity
 */
export async function readWeightFile(path: string): Promise<WeightFile> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > LARGEST_WEIGHT_FILE) {
      throw new ParameterError(
        'path',
        `${size} bytes are more than the ${LARGEST_WEIGHT_FILE} that are read`,
      );
    }
    bytes = await readFile(path);
  } catch (error) {
    throw new CheckpointError(path, `${path}: cannot be read (${sentence(error)})`, { cause: error });
  }
  try {
    return await decodeWeightFile(bytes);
  } catch (error) {
    throw new CheckpointError(path, `${path}: ${sentence(error)}`, { cause: error });
  }
}

/**
 * The same from bytes that are at hand.
 * @param bytes - a whole file
 * @throws {ParameterError} as {@link readWeightFile}
 */
export async function decodeWeightFile(bytes: Uint8Array): Promise<WeightFile> {
  const format = formatOf(bytes);
  const { tensors, metadata } = await decode(format, bytes);
  for (const [name, { data }] of tensors) {
    // A sum is not finite if any term is not (float32 terms cannot overflow float64).
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i]!;
    if (!Number.isFinite(sum)) {
      throw new ParameterError(
        'bytes',
        `the tensor ${name} holds NaN or infinity; the training that wrote it diverged, or the file is damaged`,
      );
    }
  }
  return { format, tensors, metadata };
}

async function decode(
  format: WeightFileFormat,
  bytes: Uint8Array,
): Promise<Pick<WeightFile, 'tensors' | 'metadata'>> {
  switch (format) {
    case 'safetensors':
      return decodeSafetensors(bytes);
    case 'torch':
      return { tensors: await readTorchZip(bytes), metadata: {} };
    case 'torch-legacy':
      return { tensors: readTorchLegacy(bytes), metadata: {} };
    case 'keras-hdf5':
      return { tensors: readHdf5(bytes), metadata: {} };
  }
}

const BEGINNINGS: readonly (readonly [beginning: string, format: WeightFileFormat])[] = [
  ['PK\u0003\u0004', 'torch'],
  ['\u0089HDF\r\n\u001a\n', 'keras-hdf5'],
];

function formatOf(bytes: Uint8Array): WeightFileFormat {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const known = BEGINNINGS.find(([beginning]) => start.startsWith(beginning));
  if (known !== undefined) return known[1];
  if (start[8] === '{') return 'safetensors';
  if (start.startsWith('\u0080') && start.charCodeAt(1) <= 5) return 'torch-legacy';
  throw new ParameterError(
    'bytes',
    `the file begins like no weight file (${bytes.length} bytes, ${JSON.stringify(start.slice(0, 8))}); safetensors, PyTorch's .pth and Keras's .h5 are read`,
  );
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
