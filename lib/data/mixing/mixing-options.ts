/** Options of {@link mixup}. */
export interface MixupOptions {
  /** α of Beta(α, α). Default 0.2 (ImageNet: 0.1 to 0.4; 1 for CIFAR). */
  readonly alpha: number;
}

/** Options of {@link cutMix}. */
export interface CutMixOptions {
  /** α of Beta(α, α). Default 1: λ is uniform. */
  readonly alpha: number;
  /** How often a batch is mixed. Default 1 (ImageNet; 0.5 for CIFAR). */
  readonly probability: number;
}

/** Options of {@link attentiveCutMix}. */
export interface AttentiveCutMixOptions {
  /** N as a share of the attention map's cells. Default 6 / 49: the 6 most attended of 7x7. */
  readonly cells: number;
  /** How often a batch is mixed. Default 1. */
  readonly probability: number;
}

/** Options of {@link saliencyMix}. */
export interface SaliencyMixOptions {
  /** α of Beta(α, α). Default 1. */
  readonly alpha: number;
  /** How often a batch is mixed. Default 1 (ImageNet; 0.5 for CIFAR). */
  readonly probability: number;
}

/** As for ImageNet. Source: arXiv 1710.09412, §3.1. */
export const MIXUP_DEFAULTS: MixupOptions = { alpha: 0.2 };

/** As for ImageNet. Source: arXiv 1905.04899, §4.1 and the authors' code. */
export const CUT_MIX_DEFAULTS: CutMixOptions = { alpha: 1, probability: 1 };

/** Source: arXiv 2003.13048, §3. */
export const ATTENTIVE_CUT_MIX_DEFAULTS: AttentiveCutMixOptions = { cells: 6 / 49, probability: 1 };

/** As for ImageNet. Source: arXiv 2006.01791, §4 and the authors' code. */
export const SALIENCY_MIX_DEFAULTS: SaliencyMixOptions = { alpha: 1, probability: 1 };
