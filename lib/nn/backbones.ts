import { ParameterError } from '../core/errors/parameter-error.ts';
import type { PixelNormalisation } from '../core/pixel-constants.ts';

/** A ResNet's form. */
export interface ResNetForm {
  readonly family?: 'resnet';
  /** `basic`: two 3x3 convolutions; `bottleneck`: 1x1, 3x3, 1x1 with four times the width out. */
  readonly block: 'basic' | 'bottleneck';
  /** Blocks in each of the four stages. */
  readonly blocks: readonly [number, number, number, number];
  /** Channels of each stage before the bottleneck's widening. */
  readonly widths: readonly [number, number, number, number];
  /** `imagenet`: 7x7 at stride 2 and pooling to stride 4; `small`: 3x3 at stride 2. */
  readonly stem: 'imagenet' | 'small';
}

/** The form of an EfficientNet-Lite0, which is one network from two hands. */
export interface EfficientNetLiteForm {
  readonly family: 'efficientnet-lite';
  /** `same`: TensorFlow's, uneven at stride 2; `symmetric`: PyTorch's. Weights want the one that they learned with. */
  readonly padding: 'same' | 'symmetric';
  /** ε of every batch normalisation. */
  readonly epsilon: number;
}

/** The form of SqueezeNet 1.1, of which there is one. */
export interface SqueezeNetForm {
  readonly family: 'squeezenet';
}

/** A backbone's form. */
export type BackboneForm = ResNetForm | EfficientNetLiteForm | SqueezeNetForm;

/** Names of the backbones. */
export const BACKBONE_NAMES = [
  'nano',
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet101',
  'resnet152',
  'efficientnet-lite0',
  'efficientnet-lite0-timm',
  'squeezenet1.1',
] as const;

/** Name of a backbone. */
export type BackboneName = (typeof BACKBONE_NAMES)[number];

const IMAGENET_WIDTHS = [64, 128, 256, 512] as const;

/**
 * The backbones by name. ResNets as He et al. 2016 (torchvision's v1.5: a bottleneck's stride sits in its 3x3
 * convolution); `nano` is ours: the same plan at a quarter of the width and depth, for small images and tests.
 * `efficientnet-lite0` as its TensorFlow weights want it (source: the TPU repository's efficientnet/lite; timm's
 * tf_efficientnet_lite0), `efficientnet-lite0-timm` as timm's own weights of efficientnet_lite0 do. `squeezenet1.1`
 * as Iandola et al.'s second release and torchvision's squeezenet1_1.
 */
export const BACKBONES: {
  readonly [Name in BackboneName]: Name extends `efficientnet${string}`
    ? EfficientNetLiteForm
    : Name extends `squeezenet${string}`
      ? SqueezeNetForm
      : ResNetForm;
} = {
  nano: { block: 'basic', blocks: [1, 1, 1, 1], widths: [16, 32, 64, 128], stem: 'small' },
  resnet18: { block: 'basic', blocks: [2, 2, 2, 2], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet34: { block: 'basic', blocks: [3, 4, 6, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet50: { block: 'bottleneck', blocks: [3, 4, 6, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet101: { block: 'bottleneck', blocks: [3, 4, 23, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet152: { block: 'bottleneck', blocks: [3, 8, 36, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  'efficientnet-lite0': { family: 'efficientnet-lite', padding: 'same', epsilon: 1e-3 },
  'efficientnet-lite0-timm': { family: 'efficientnet-lite', padding: 'symmetric', epsilon: 1e-5 },
  'squeezenet1.1': { family: 'squeezenet' },
};

/** Pixels of the input to one cell of the attention maps. */
export type MapStride = 8 | 16 | 32;

/**
 * How a backbone's usual ImageNet weights want their input; Pilot 5 saw EfficientNet-Lite0 do better with its own.
 * @param name - of the backbone
 */
export function normalisationOf(name: BackboneName): PixelNormalisation {
  return name === 'efficientnet-lite0' ? 'centred' : 'imagenet';
}

/** Channels of a ResNet's feature maps, C. */
export function featureChannels({ block, widths }: ResNetForm): number {
  return block === 'basic' ? widths[3] : widths[3] * 4;
}

/** The stride behind a family's stem, and those of the stages that follow, as its weights learned them. */
function plannedStrides(form: BackboneForm): readonly [stem: number, ...stages: number[]] {
  if (form.family === 'efficientnet-lite') return [2, 1, 2, 2, 2, 1, 2, 1];
  if (form.family === 'squeezenet') return [2, 2, 2, 2];
  return [form.stem === 'imagenet' ? 4 : 2, 1, 2, 2, 2];
}

/**
 * The strides of the stages that end at the wanted stride: where the product would pass it, a stage keeps
 * stride 1, so that small inputs get maps fine enough to crop by (Pilot 3). Weights keep their shapes.
 * @param form - the backbone
 * @param mapStride - wanted stride of the attention maps
 * @returns one a stage, behind the stem
 * @throws {ParameterError} if the backbone never gets so coarse
 */
export function stageStrides(form: BackboneForm, mapStride: MapStride): number[] {
  const [stem, ...stages] = plannedStrides(form);
  let stride = stem;
  const strides = stages.map((wanted) => {
    const taken = stride * wanted > mapStride ? 1 : wanted;
    stride *= taken;
    return taken;
  });
  if (stride !== mapStride) {
    throw new ParameterError(
      'mapStride',
      `mapStride: this backbone's maps have at most stride ${stride}, got ${mapStride}; take ${stride} or less`,
    );
  }
  return strides;
}

/**
 * The stride of a backbone's maps where none is asked for: the one that it was made with.
 * @param form - the backbone
 */
export function usualMapStride(form: BackboneForm): MapStride {
  return plannedStrides(form).reduce((product, stride) => product * stride, 1) as MapStride;
}
