import type { PixelNormalisation } from '../../core/pixel-constants.ts';
import type { AugmentOptions } from '../../data/augment-options.ts';
import type { AugmentMethod, AugmentMethodOptions } from '../../data/baselines/augment-methods.ts';
import type { Sampler } from '../../data/epoch-order.ts';
import type { EngineBackend } from '../../engine/engine.ts';
import type { Stream } from '../../evaluation/predictions.ts';
import type { VoteName } from '../../evaluation/report-types.ts';
import type { BackboneName, MapStride } from '../../nn/backbones.ts';
import type { StreamOptions } from '../../streams/stream-options.ts';
import type { ScheduleOptions } from '../learning-rate.ts';

/** The network (Method 2). */
export interface ModelConfig {
  /** Default `resnet50`: ResNets are the paper's backbones (source: paper, headings; which depth is inferred). */
  readonly backbone: BackboneName;
  /** Number of attention maps, M. Default 32. Source: TF, GuYuc, CAL. */
  readonly attentionMaps: number;
  /**
   * Pixels of the input a pixel of the attention maps stands for. Default 32 (source: GuYuc). 16 and 8 leave
   * out the strides of the last stages, for inputs so small that stride 32 leaves nothing to crop by (ours; Pilot 3);
   * pretrained weights then see a smaller field than they were trained with.
   */
  readonly mapStride: MapStride;
  /** Factor of the classifier's input. Default 100. Source: GuYuc, TF. */
  readonly featureScale: number;
  /**
   * A file of backbone weights to start from (safetensors, PyTorch's .pth, Keras's .h5; docs/weights.md); null starts
   * from chance. Default null.
   */
  readonly weights: string | null;
}

/** What becomes of an image on its way to the network. */
export interface InputConfig {
  /** Side of the square input in pixels. Default 448. Source: TF, GuYuc, wvinzh; 450 to 448 for C-NMC inferred. */
  readonly size: number;
  /** Larger images are cut to the centre square of this side first (C-NMC's 600x600 tiles to 450). Default 450. Source: Method 9. */
  readonly tileSide: number | null;
  /** Keep only the centre square of this side in source pixels; null keeps all. Default null (a cut takes cell size away). */
  readonly centreCrop: number | null;
  /**
   * Share of the square's side that the network sees: the centre, or a random place in training (`augment.randomCrop`).
   * Default 448 / 450, the inferred reading for C-NMC; the family takes 448 of 512 (TF, GuYuc, wvinzh), which would
   * cut into large cells.
   */
  readonly viewFraction: number;
  /**
   * Side of the detail images that the crop stream is cut from, where `streams.cropFrom` is `original`; unused else.
   * Default 448 (ours).
   */
  readonly detailSize: number;
  /**
   * How pixels become the network's input: `imagenet` (mean and standard deviation) or `centred`, (p - 127) / 128, which
   * EfficientNet-Lite0's TensorFlow weights learned with. Default `imagenet`. Source: TF, GuYuc; `centred`: Pilot 5.
   */
  readonly normalisation: PixelNormalisation;
}

/** Random changes to training images (Method 4), every one named; validation and test images are left as they are. */
export interface AugmentConfig extends Required<AugmentOptions>, AugmentMethodOptions {
  /** What is done to training images besides, with the parameters under its name (docs/augmentation.md). Default `none`. */
  readonly method: AugmentMethod;
}

/** The streams that are trained and how they are made (Method 3). */
export interface StreamsConfig extends StreamOptions {
  /** Streams that a training step runs; `raw` must be among them. Default all three. Source: paper. */
  readonly used: readonly Stream[];
}

/** The objective (Method 4). */
export interface LossConfig {
  /** λ, weight of the attention regularisation. Default 1. Source: TF, GuYuc, wvinzh. */
  readonly centreWeight: number;
  /** β, how fast the feature centres follow. Default 0.05. Source: TF, GuYuc. */
  readonly centreRate: number;
  /** What several images of one class in a batch do to its centre. Default `mean` (inferred; Method 4, two-class trap). */
  readonly centreUpdate: 'mean' | 'sum' | 'last';
  /** Whether features are pulled to ĉ = c/‖c‖ rather than c. Default true. Source: TF, GuYuc. */
  readonly normaliseCentres: boolean;
  /**
   * Weight of each class in the cross-entropy: `none` (source: the family), `balanced` (N / (K · n_c)), or two numbers
   * for normal and lymphoblast. Default `none`.
   */
  readonly classWeights: 'none' | 'balanced' | readonly [normal: number, lymphoblast: number];
}

/** Stochastic gradient descent and its learning rate (Method 4). */
export interface OptimiserConfig extends ScheduleOptions {
  /** Default 1e-3 with x0.9 every 2 epochs, by `epoch`. Source: TF, GuYuc (by `iteration`: CAL). */
  readonly learningRate: number;
  /** Default 0.9. Source: TF, GuYuc. */
  readonly momentum: number;
  /** Default 1e-5. Source: TF, GuYuc. */
  readonly weightDecay: number;
  /**
   * Factor on the learning rate for each stage between a parameter and the head: at 0.1 the backbone's last stage learns
   * at a tenth of the head's rate, the one before at a hundredth. Default 1: one rate for all (the family). Ours, after
   * Prellberg's layer-wise rates (Method 4).
   */
  readonly layerDecay: number;
  /** Keep the batch-norm statistics of the weights that training starts from. Default false. Ours (Pilot 4). */
  readonly freezeBatchNorm: boolean;
}

/** The course of training. */
export interface CourseConfig {
  /** Default 80. Source: wvinzh; the paper's own number is not known. */
  readonly epochs: number;
  /**
   * Train for this many passes instead (a pass: one image forward and backward in one stream), to within a step; epochs
   * are derived from it, and the learning rate's decay over `epochs` is stretched to them. Default null. Ours.
   */
  readonly passes: number | null;
  /**
   * How an epoch draws its images: `shuffle`, each once; `sizeBalanced`, such that within bins of cell area the classes
   * are equally frequent (ours: cell area is a shortcut on C-NMC); `classBalanced`, as many of each class.
   * Default `shuffle`.
   */
  readonly sampler: Sampler;
  /** Bins of cell area for `sampler: sizeBalanced`. Default 10. Ours. */
  readonly sizeBins: number;
  /** Images a step. Default 12. Source: TF, GuYuc. */
  readonly batch: number;
  /** Seed of everything random. Default 1. */
  readonly seed: number;
  /** Share of the training subjects held out to choose the best epoch by; 0 holds out none. Default 0.15 (inferred). */
  readonly validationFraction: number;
  /** Validation score that makes an epoch the best: WF1S (default, inferred) or AUROC of the voted output. */
  readonly selectBy: 'wf1s' | 'auroc';
  /** How the streams' probabilities become one (Method 5). Default `mean` (Eq. 5; inferred). */
  readonly vote: Exclude<VoteName, 'weighted'>;
  /** Steps between two checkpoints within an epoch; each epoch's end has one anyway. Default 100. */
  readonly checkpointEverySteps: number;
  /** What an unreadable image does: end the training, or be left out of its batch and be reported. Default `fatal`. */
  readonly onBadImage: 'fatal' | 'skip';
  /** Threads that decode images. Default 1. */
  readonly workers: number;
}

/** Where the arithmetic runs. */
export interface EngineConfig {
  /** Default `auto`: the fastest that runs here. */
  readonly backend: 'auto' | EngineBackend;
  /** Use an NVIDIA GPU where one is found. Default false. */
  readonly gpu: boolean;
}

/** Everything that decides a training run; its defaults are the `paper` preset. */
export interface TrainingConfig {
  readonly model: ModelConfig;
  readonly input: InputConfig;
  readonly augment: AugmentConfig;
  readonly streams: StreamsConfig;
  readonly loss: LossConfig;
  readonly optimiser: OptimiserConfig;
  readonly training: CourseConfig;
  readonly engine: EngineConfig;
}
