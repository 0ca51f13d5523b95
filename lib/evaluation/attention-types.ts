/** Where the mean attention map has its maximum. */
export type PeakPlace = 'cell' | 'background' | 'corner';

/** What the network looked at in one image. */
export interface ImageAttention {
  readonly id: string;
  /** Share of the mean map's mass that lies on the cell, 0 to 1; null where every map is dead. */
  readonly massOnCell: number | null;
  /**
   * Mass on the cell over what an even map would have there (the cell's share of the frame): 1 is no preference,
   * above 1 is looking at the cell; null where every map is dead or there is no cell or nothing else.
   */
  readonly enrichment: number | null;
  /** `corner`: on background within the outer fifth of both sides; null where the mean map is dead or even. */
  readonly peak: PeakPlace | null;
  /** Peak's place as fractions of the frame, 0 = left or top; null where the mean map is dead or even. */
  readonly peakX: number | null;
  readonly peakY: number | null;
  /** Share of the cell's pixels inside of the crop box; null without a box or a cell. */
  readonly cellKeptByCrop: number | null;
  /** Share of the cell's pixels that erasing took away; null without an erased mask or a cell. */
  readonly cellErased: number | null;
  /** The crop box's share of the frame; null without a box. */
  readonly boxShareOfFrame: number | null;
  /** Share of the frame that erasing took away; null without an erased mask. */
  readonly frameErased: number | null;
  /** The cell's share of the frame. */
  readonly cellShareOfFrame: number;
  /** Maps with any mass, and how many there are. */
  readonly mapsAlive: number;
  readonly maps: number;
  /** Entropy of the mass over the maps as a share of its maximum, 0 (one map has all) to 1; null where all are dead. */
  readonly mapEntropy: number | null;
}

/** A number over the images of a data set. */
export interface Distribution {
  readonly mean: number | null;
  readonly median: number | null;
  readonly lowerQuartile: number | null;
  readonly upperQuartile: number | null;
  /** Images that the number is known for. */
  readonly images: number;
}

/** The attention audit of a whole data set (Pilot 3). */
export interface AttentionSummary {
  readonly images: number;
  /** Images in which every map is dead. */
  readonly imagesAllDead: number;
  /** Images in which the mask has no cell. */
  readonly imagesWithoutCell: number;
  readonly maps: number;
  readonly massOnCell: Distribution;
  readonly enrichment: Distribution;
  readonly cellShareOfFrame: Distribution;
  readonly peaks: Readonly<Record<PeakPlace, number>>;
  readonly cellKeptByCrop: Distribution;
  readonly cellErased: Distribution;
  readonly boxShareOfFrame: Distribution;
  readonly frameErased: Distribution;
  readonly mapsAlive: Distribution;
  readonly mapEntropy: Distribution;
  /** Images whose box is at least 98 % of the frame: the crop stream saw the raw image again. */
  readonly boxesOfWholeFrame: number;
  /** Whole sentences on what stands out. */
  readonly findings: readonly string[];
}
