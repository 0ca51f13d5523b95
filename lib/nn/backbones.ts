import { ParameterError } from '../core/errors/parameter-error.ts';

/** A ResNet's form. */
export interface BackboneForm {
  /** `basic`: two 3x3 convolutions; `bottleneck`: 1x1, 3x3, 1x1 with four times the width out. */
  readonly block: 'basic' | 'bottleneck';
  /** Blocks in each of the four stages. */
  readonly blocks: readonly [number, number, number, number];
  /** Channels of each stage before the bottleneck's widening. */
  readonly widths: readonly [number, number, number, number];
  /** `imagenet`: 7x7 at stride 2 and pooling to stride 4; `small`: 3x3 at stride 2. */
  readonly stem: 'imagenet' | 'small';
}

/** Name of a backbone. */
export type BackboneName = 'nano' | 'resnet18' | 'resnet34' | 'resnet50' | 'resnet101' | 'resnet152';

const IMAGENET_WIDTHS = [64, 128, 256, 512] as const;

/**
 * The backbones by name. ResNets as He et al. 2016 (torchvision's v1.5: a bottleneck's stride sits in its 3x3
 * convolution); `nano` is ours: the same plan at a quarter of the width and depth, for small images and tests.
 */
export const BACKBONES: Readonly<Record<BackboneName, BackboneForm>> = {
  nano: { block: 'basic', blocks: [1, 1, 1, 1], widths: [16, 32, 64, 128], stem: 'small' },
  resnet18: { block: 'basic', blocks: [2, 2, 2, 2], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet34: { block: 'basic', blocks: [3, 4, 6, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet50: { block: 'bottleneck', blocks: [3, 4, 6, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet101: { block: 'bottleneck', blocks: [3, 4, 23, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
  resnet152: { block: 'bottleneck', blocks: [3, 8, 36, 3], widths: IMAGENET_WIDTHS, stem: 'imagenet' },
};

/** Pixels of the input to one cell of the attention maps. */
export type MapStride = 8 | 16 | 32;

/** Channels of a backbone's feature maps, C. */
export function featureChannels({ block, widths }: BackboneForm): number {
  return block === 'basic' ? widths[3] : widths[3] * 4;
}

/**
 * The strides of the four stages that end at the wanted stride: where the product would pass it, a stage keeps
 * stride 1, so that small inputs get maps fine enough to crop by (Pilot 3). Weights keep their shapes.
 * @param form - the backbone
 * @param mapStride - wanted stride of the attention maps
 * @throws {ParameterError} if the backbone never gets so coarse
 */
export function stageStrides(form: BackboneForm, mapStride: MapStride): [number, number, number, number] {
  let stride = form.stem === 'imagenet' ? 4 : 2;
  const strides = [1, 2, 2, 2].map((wanted) => {
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
  return strides as [number, number, number, number];
}
