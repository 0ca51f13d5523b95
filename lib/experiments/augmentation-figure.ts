import { ParameterError } from '../core/errors/parameter-error.ts';
import { BLACK_THRESHOLD } from '../core/pixel-constants.ts';
import { Random } from '../core/random.ts';
import { drawAugmentPlan } from '../data/augment-plan.ts';
import { IMAGE_METHODS, MIXING_METHODS, type AugmentMethod } from '../data/baselines/augment-methods.ts';
import { drawImageMethod } from '../data/baselines/draw-image-method.ts';
import { BatchLoader } from '../data/batch-loader.ts';
import type { CellImage } from '../data/dataset.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import { warpSquare } from '../data/warp-square.ts';
import { pictureGrid, type GridItem } from '../figures/picture-grid.ts';
import type { SvgPicture } from '../figures/svg-picture.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import { augmentBatch } from '../training/augment-batch.ts';
import type { AugmentConfig, TrainingConfig } from '../training/config/training-config.ts';
import { viewPictures } from './view-pictures.ts';

/** What {@link augmentationFigure} draws from. */
export interface AugmentationFigureOptions {
  /** Parameters of the methods, input and streams. */
  readonly config: TrainingConfig;
  /** For methods that look at attention or gradients. */
  readonly network: WtDfn;
  /** Whether the network has learnt anything; the captions tell. */
  readonly trained: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Side of the pictures in pixels; the network sees its own size. */
const SIDE = 280;
/** The class of the cell that is drawn: the first of the batch. */
const LYMPHOBLAST = 1;
/** Generators that are tried until a method's effect can be seen. */
const TRIES = 200;

const TITLES: Readonly<Record<Exclude<AugmentMethod, 'none'>, string>> = {
  randomResizedCrop: 'random resized crop',
  cutout: 'Cutout',
  randomErasing: 'Random Erasing',
  hideAndSeek: 'Hide-and-Seek',
  gridMask: 'GridMask',
  randAugment: 'RandAugment',
  mixup: 'mixup',
  cutMix: 'CutMix',
  attentiveCutMix: 'Attentive CutMix',
  saliencyMix: 'SaliencyMix',
  keepAugment: 'KeepAugment',
};

/**
 * One lymphoblast under each augmentation side by side, without flips and jitter so that each shows alone; mixing takes
 * a normal cell as partner. Of the first generators the one is taken under which a method does something that can be seen.
 * @param images - at least one cell of each class
 * @param options - settings and network
 * @throws {ParameterError} if a class is missing
 */
export async function augmentationFigure(
  images: readonly CellImage[],
  options: AugmentationFigureOptions,
): Promise<SvgPicture> {
  const pair = [1, 0].map((label) => images.find((image) => image.label === label));
  const [lymphoblast, normal] = pair;
  if (lymphoblast === undefined || normal === undefined) {
    throw new ParameterError('images', 'augmentationFigure: needs a cell of each class, one is missing');
  }
  const { config, network, trained, signal } = options;
  const batch = await loadPair([lymphoblast, normal], config, signal);
  const state = trained ? '' : ' · untrained';
  const method = (name: Exclude<AugmentMethod, 'none'>, changes: Partial<AugmentConfig> = {}): GridItem => {
    const looks = name === 'attentiveCutMix' || name === 'keepAugment';
    return methodItem(batch, network, { ...config.augment, ...changes, method: name }, looks ? state : '');
  };
  const keep = (of: 'cutout' | 'randAugment'): GridItem => {
    const item = method('keepAugment', { keepAugment: { ...config.augment.keepAugment, of } });
    return titled(item, `KeepAugment: ${of === 'cutout' ? 'Cutout' : 'RandAugment'}`);
  };
  const items = [
    picture(detailOf(batch, 0), 'the cell', 'a lymphoblast'),
    picture(detailOf(batch, 1), 'its partner', 'a normal cell, for mixing'),
    ...baseItems(batch),
    ...IMAGE_METHODS.map((name) => method(name)),
    ...MIXING_METHODS.map((name) => method(name)),
    keep('cutout'),
    keep('randAugment'),
    ...viewPictures(network, batch, config.streams).map(({ data, title, note }) =>
      picture(data, title, note + state),
    ),
  ];
  return pictureGrid(items, { title: 'One cell under each augmentation', columns: 5, side: 170 });
}

async function loadPair(
  cells: readonly CellImage[],
  { input }: TrainingConfig,
  signal: AbortSignal | undefined,
): Promise<ImageBatch> {
  const loader = new BatchLoader(cells, {
    size: input.size,
    detailSize: Math.max(SIDE, input.size),
    batch: 2,
    tileSide: input.tileSide ?? undefined,
    centreCrop: input.centreCrop ?? undefined,
    seed: 1,
    workers: 0,
    onBadImage: 'fatal',
  });
  try {
    for await (const batch of loader.epoch(0, { signal })) return batch;
    throw new ParameterError('images', 'augmentationFigure: no image could be loaded');
  } finally {
    await loader.close();
  }
}

/** Flips and turns, and the family's crop, at full effect. */
function baseItems(batch: ImageBatch): GridItem[] {
  const { detailSize } = batch;
  const square = detailOf(batch, 0);
  const plan = drawAugmentPlan(Random.fromSeed(1), {}, 1);
  const view = (changes: Partial<typeof plan>): Uint8Array =>
    warpSquare(square, detailSize, detailSize, { ...plan, ...changes });
  return [
    picture(view({ flipHorizontal: true, angle: 0.7 }), 'flip and turn', 'mirrored, by 40°'),
    picture(
      view({ viewFraction: 448 / 512, shiftX: 0.06, shiftY: -0.06 }),
      'random crop',
      '448 of 512 px, moved',
    ),
  ];
}

/** The first generator under which the method changes a part of the cell that can be seen. */
function methodItem(batch: ImageBatch, network: WtDfn, augment: AugmentConfig, state: string): GridItem {
  const { method } = augment;
  if (method === 'none') throw new ParameterError('method', 'augmentationFigure: none is no method');
  const before = detailOf(batch, 0);
  // Masks must leave something of the cell; what moves, recolours or mixes all of it may change all.
  const most = ['randomResizedCrop', 'randAugment', 'mixup'].includes(method) ? 1 : 0.6;
  for (let attempt = 1; ; attempt++) {
    const random = Random.derive(1, 'figure', method, attempt);
    const { pixels, kept } = applied(batch, network, augment, random);
    const changed = changedShare(before, pixels);
    const shows = changed > 0.12 && changed <= most && (kept === undefined || (kept > 0.4 && kept < 0.9));
    if (!shows && attempt < TRIES) continue;
    const note = kept === undefined ? parameters(augment) : `λ = ${kept.toFixed(2)}`;
    return picture(pixels, TITLES[method], note + state);
  }
}

/** The share of the cell's pixels that are another colour now. */
function changedShare(before: Uint8Array, after: Uint8Array): number {
  let [lit, changed] = [0, 0];
  before.forEach((value, i) => {
    if (value <= BLACK_THRESHOLD) return;
    lit++;
    if (after[i] !== value) changed++;
  });
  return changed / Math.max(1, lit);
}

/** The method's pixels of the first image, and how much of it is left where images are mixed. */
function applied(
  batch: ImageBatch,
  network: WtDfn,
  augment: AugmentConfig,
  random: Random,
): { pixels: Uint8Array; kept: number | undefined } {
  const method = IMAGE_METHODS.find((name) => name === augment.method);
  if (method !== undefined) {
    const change = drawImageMethod(random, { method, options: augment, epochs: 1 }, 1);
    return { pixels: change(detailOf(batch, 0).slice(), batch.detailSize), kept: undefined };
  }
  const augmented = augmentBatch(network, batch, augment, random).batch;
  return { pixels: detailOf(augmented, 0), kept: augmented.targets?.[LYMPHOBLAST] };
}

function parameters({ method, ...options }: AugmentConfig): string {
  switch (method) {
    case 'randomResizedCrop':
      return `area ${options.randomResizedCrop.area.join(' to ')}`;
    case 'cutout':
      return `side ${options.cutout.length}`;
    case 'randomErasing':
      return `area ${options.randomErasing.area.join(' to ')}`;
    case 'hideAndSeek':
      return `p = ${options.hideAndSeek.probability}`;
    case 'gridMask':
      return `r = ${options.gridMask.keep}`;
    case 'randAugment':
      return `N = ${options.randAugment.operations}, M = ${options.randAugment.magnitude}`;
    case 'keepAugment':
      return `τ = ${options.keepAugment.quantile}`;
    default:
      return '';
  }
}

/** One image of the batch at the pictures' resolution. */
function detailOf(
  { details, detailSize }: Pick<ImageBatch, 'details' | 'detailSize'>,
  image: number,
): Uint8Array {
  const length = detailSize * detailSize * 3;
  return (details ?? new Uint8Array()).subarray(image * length, (image + 1) * length);
}

function picture(data: Uint8Array, title: string, note: string): GridItem {
  const side = Math.sqrt(data.length / 3);
  return {
    image: { width: side, height: side, data },
    label: `${title}: ${note}`,
    lines: [
      { text: title, bold: true },
      { text: note, role: 'faint' },
    ],
  };
}

function titled(item: GridItem, title: string): GridItem {
  const [, ...rest] = item.lines;
  return { ...item, label: title, lines: [{ text: title, bold: true }, ...rest] };
}
