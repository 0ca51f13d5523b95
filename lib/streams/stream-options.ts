import { BLACK_THRESHOLD } from '../core/pixel-constants.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';

/** How θ becomes a level that a map's pixel must reach; see {@link StreamOptions.thresholdRule}. */
export type ThresholdRule = 'normalised' | 'peak' | 'quantile';

/** What stands where attention was erased; see {@link StreamOptions.eraseFill}. */
export type EraseFill = 'mean' | 'grey165' | 'black' | 'noise';

/** Every choice of the two attention-guided streams (Method 3). Defaults: {@link STREAM_DEFAULTS}. */
export interface StreamOptions {
  /**
   * θ_c in training, drawn from U(low, high) for each image.
   * Default [0.4, 0.6]. Source: TF, GuYuc.
   */
  readonly cropThresholdTrain: readonly [low: number, high: number];
  /** θ_c at test. Default 0.1. Source: TF, GuYuc. (Fixed 0.5 everywhere: WS-DAN paper, memory.) */
  readonly cropThresholdTest: number;
  /**
   * θ_e in training, drawn from U(low, high) for each image.
   * Default [0.2, 0.5]. Source: TF, GuYuc.
   */
  readonly eraseThresholdTrain: readonly [low: number, high: number];
  /** θ_e at test. Default 0.5. Source: inferred (0.1 on a mean map would erase the whole cell). */
  readonly eraseThresholdTest: number;
  /** ρ in training: padding of the crop's box on each side, as a share of the image's side. Default 0.1. Source: TF, GuYuc. */
  readonly cropPaddingTrain: number;
  /** ρ at test. Default 0.05. Source: TF, GuYuc. */
  readonly cropPaddingTest: number;
  /**
   * Smallest side of the crop's box as a share of the image's side; a smaller box grows round its centre.
   * Default 0.1. Source: inferred (Method 8 asks for a minimum; the value is ours).
   */
  readonly minimumSide: number;
  /**
   * What θ is a share of:
   * `normalised`: S* >= θ with S* = (S - min S) / (max S - min S + 1e-8), Eq. 2 (source: WS-DAN paper, memory);
   * `peak`: S >= θ · max S (source: TF, GuYuc; equal to `normalised` where min S = 0);
   * `quantile`: S is at or above the value that a share θ of the map's pixels lies below, so that 1 - θ of the
   * pixels pass, whatever the map's shape (ours, for small inputs: see {@link QUANTILE_STREAM_OPTIONS}).
   * Default `normalised`. The map is resized to the image first, and every comparison is >=.
   */
  readonly thresholdRule: ThresholdRule;
  /**
   * Whether crop and erase draw a map each (`independent`: TF, GuYuc) or use one (`shared`: the paper's figure).
   * Training only: at test both use the mean map. Default `independent`. Source: inferred.
   */
  readonly mapSharing: 'independent' | 'shared';
  /**
   * What stands where the image was erased: `mean` is ImageNet's mean colour, which is 0 after normalisation
   * (source: GuYuc); `grey165` the patch of the paper's figure; `black` C-NMC's background; `noise` a uniformly
   * random colour for each pixel. Default `mean`.
   */
  readonly eraseFill: EraseFill;
  /**
   * Whether bilinear resizing puts corner pixels on corner pixels (`true`: GuYuc's upsample_bilinear) or pixel areas
   * on pixel areas (`false`: half-pixel centres, PyTorch's and TF's default). For the maps; cut-out pixels are always
   * resized by areas. Default `false`. Source: inferred.
   */
  readonly alignCorners: boolean;
  /**
   * What the crop is cut from: `input` the image that the network saw; `original` the same place in the image of
   * higher resolution (`details`), which shows finer detail. Default `input`. `original` is ours.
   */
  readonly cropFrom: 'input' | 'original';
  /**
   * Whether attention counts only on the cell: background neither attracts the choice of a map, nor the box, nor the
   * erasure; see {@link foregroundOf}. Default `false`. Ours, not the paper's.
   */
  readonly attentionOnForeground: boolean;
  /**
   * A pixel is foreground if its largest channel is above this, 0 to 255. Default {@link BLACK_THRESHOLD}, which finds C-NMC's cells to
   * within 0.03 % of the frame. Ours.
   */
  readonly foregroundThreshold: number;
  /**
   * Who places the box and the erasure: `attention`, or chance (`random`: the control of Method 10, same areas as
   * attention's on the same image, elsewhere; see {@link randomCropTwin} and {@link randomEraseTwin}).
   * Default `attention`. Source: paper.
   */
  readonly chooser: 'attention' | 'random';
}

/** The paper's family (WS-DAN and its published code, Method 3); what the `paper` preset uses, and our default too. */
export const STREAM_DEFAULTS: StreamOptions = {
  cropThresholdTrain: [0.4, 0.6],
  cropThresholdTest: 0.1,
  eraseThresholdTrain: [0.2, 0.5],
  eraseThresholdTest: 0.5,
  cropPaddingTrain: 0.1,
  cropPaddingTest: 0.05,
  minimumSide: 0.1,
  thresholdRule: 'normalised',
  mapSharing: 'independent',
  eraseFill: 'mean',
  alignCorners: false,
  cropFrom: 'input',
  attentionOnForeground: false,
  foregroundThreshold: BLACK_THRESHOLD,
  chooser: 'attention',
};

/**
 * For small inputs, whose few attention cells make a fixed share of the peak keep the whole frame or erase half of the
 * cell (a pilot at 128 px saw both): θ is a share of the cell's pixels, whatever the map's shape. Training crops round
 * the best 20 to 40 % of the cell and erases the best 5 to 20 %; test crops round the best half and erases the best
 * tenth. Attention counts on the cell only, since C-NMC's cells fill just 10 to 20 % of the frame: a share of the frame
 * would be another share of each cell. Source: ours.
 */
export const QUANTILE_STREAM_OPTIONS: StreamOptions = {
  ...STREAM_DEFAULTS,
  thresholdRule: 'quantile',
  attentionOnForeground: true,
  cropThresholdTrain: [0.6, 0.8],
  cropThresholdTest: 0.5,
  eraseThresholdTrain: [0.8, 0.95],
  eraseThresholdTest: 0.9,
};

/**
 * Refuses options out of range.
 * @param caller - the function that was called, for the message
 * @param options - to be checked
 * @throws {ParameterError} naming the option, its range and what came
 */
export function checkStreamOptions(caller: string, options: StreamOptions): void {
  const refuse = (name: keyof StreamOptions, expected: string): never => {
    throw new ParameterError(
      name,
      `${caller}: ${name} must be ${expected}, got ${JSON.stringify(options[name])}`,
    );
  };
  const isShare = (value: number): boolean => value >= 0 && value <= 1;
  for (const name of ['cropThresholdTrain', 'eraseThresholdTrain'] as const) {
    const [low, high] = options[name];
    if (!(isShare(low) && isShare(high) && low <= high))
      refuse(name, '[low, high] with 0 <= low <= high <= 1');
  }
  for (const name of ['cropThresholdTest', 'eraseThresholdTest', 'minimumSide'] as const) {
    if (!isShare(options[name])) refuse(name, 'from 0 to 1');
  }
  for (const name of ['cropPaddingTrain', 'cropPaddingTest'] as const) {
    if (!isShare(options[name])) refuse(name, "a share of the image's side from 0 to 1");
  }
  if (!(options.foregroundThreshold >= 0 && options.foregroundThreshold <= 255)) {
    refuse('foregroundThreshold', 'from 0 to 255');
  }
  const words = {
    thresholdRule: ['normalised', 'peak', 'quantile'],
    mapSharing: ['independent', 'shared'],
    eraseFill: ['mean', 'grey165', 'black', 'noise'],
    cropFrom: ['input', 'original'],
    chooser: ['attention', 'random'],
  } as const;
  for (const name of Object.keys(words) as (keyof typeof words)[]) {
    const allowed: readonly string[] = words[name];
    if (!allowed.includes(options[name])) refuse(name, allowed.join(' or '));
  }
}
