import { CheckpointError } from '../core/errors/checkpoint-error.ts';
import type { BackboneName } from '../nn/backbones.ts';
import type { NamedArray } from '../nn/named-array.ts';
import { adaptWeights } from '../nn/weight-files/adapt-weights.ts';
import { readWeightFile } from '../nn/weight-files/read-weight-file.ts';
import { loadWeights, type WeightReport } from '../nn/weights.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';

/** A weight file in a backbone's names, and how it fitted. */
export interface FittedWeights {
  /** By the backbone's names, in PyTorch's layouts; the file's others too. */
  readonly tensors: ReadonlyMap<string, NamedArray>;
  readonly report: WeightReport;
}

/**
 * Reads a weight file of any kind and puts it into a network, as far as names agree.
 * @param network - receives the values
 * @param path - safetensors, PyTorch's `.pth` or Keras's `.h5`
 * @param backbone - the network's
 * @throws {CheckpointError} if the file cannot be read, is damaged or hostile, shares no name with the backbone or is of
 *   another one
 */
export async function fitWeights(
  network: WtDfn,
  path: string,
  backbone: BackboneName,
): Promise<FittedWeights> {
  const file = await readWeightFile(path);
  let tensors: ReadonlyMap<string, NamedArray>;
  try {
    tensors = adaptWeights(file, backbone);
  } catch (error) {
    throw new CheckpointError(path, `${path}: ${(error as Error).message}`, { cause: error });
  }
  const own = new Set([...network.parameters.keys(), ...network.buffers.keys()]);
  if (![...tensors.keys()].some((name) => own.has(name))) {
    const some = [...tensors.keys()].slice(0, 3).map((name) => JSON.stringify(name.slice(0, 60)));
    throw new CheckpointError(
      path,
      `${path}: shares no tensor with ${backbone} (it holds ${some.join(', ')}, …); names must be torchvision's, timm's or Keras's (docs/weights.md)`,
    );
  }
  const report = loadWeights(network, tensors);
  const [other] = report.mismatched;
  if (other !== undefined) {
    throw new CheckpointError(
      path,
      `${path}: ${report.mismatched.length} tensors are of another shape than in ${backbone} (such as ${other}); these are the weights of another backbone`,
    );
  }
  return { tensors, report };
}
