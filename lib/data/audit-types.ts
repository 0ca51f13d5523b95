import type { FileProblem } from '../core/errors/data-error.ts';
import type { CellDataset, Label } from './dataset.ts';
import type { ImageFormat } from './image-format.ts';
import type { SilhouetteFeatures } from './silhouette.ts';

/** One readable image of an audited data set. */
export interface AuditedCell {
  readonly id: string;
  /** Nothing for images without a public label. */
  readonly label: Label | undefined;
  readonly subject: string | undefined;
  readonly fold: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  readonly silhouette: SilhouetteFeatures;
}

/** Images that are the same picture. */
export interface TwinGroup {
  readonly ids: readonly string[];
  /** The files are the same byte for byte; otherwise only their decoded pixels are. */
  readonly sameBytes: boolean;
  /** Distinct folds, subjects and labels among them, where known. */
  readonly folds: readonly string[];
  readonly subjects: readonly string[];
  readonly labels: readonly Label[];
}

/** Subjects that share pictures, directly or by way of another: perhaps one person under several keys. */
export interface SharedSubjects {
  readonly subjects: readonly string[];
  /** Pictures that stand under more than one of them. */
  readonly pictures: number;
}

/** Pairs of identical images. A group of n makes n (n - 1) / 2 pairs. */
export interface PairCounts {
  readonly total: number;
  readonly acrossFolds: number;
  readonly acrossSubjects: number;
  /** The same picture once as normal and once as lymphoblast. */
  readonly acrossLabels: number;
}

/** Images and subjects of a part of a data set, by class. */
export interface PartCounts {
  /** A fold, or "(none)". */
  readonly name: string;
  readonly images: readonly [normal: number, lymphoblast: number];
  readonly subjects: readonly [normal: number, lymphoblast: number];
}

/** What {@link auditDataset} found: plain data, fit for JSON. */
export interface DataAudit {
  readonly root: string;
  readonly kind: CellDataset['kind'];
  /** Labelled images that are readable, and their subjects. */
  readonly total: PartCounts;
  readonly folds: readonly PartCounts[];
  readonly subjects: readonly {
    readonly subject: string;
    readonly images: readonly [normal: number, lymphoblast: number];
    readonly folds: readonly string[];
  }[];
  /** Labelled images whose subject is not known. */
  readonly unknownSubjects: number;
  /** Images without a public label. */
  readonly unlabelled: number;
  /** Share of lymphoblasts among the labelled images, 0 to 1. */
  readonly lymphoblastShare: number;
  /** Files that cannot be used: not taken in by {@link openDataset}, or not decodable. */
  readonly unusable: readonly FileProblem[];
  /** Labelled images of another size than the expected one. */
  readonly wrongSizes: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  /** Side lengths that were expected: given, or the most frequent ones. */
  readonly expectedSize: { readonly width: number; readonly height: number };
  /** Images in which no cell stands out. */
  readonly withoutCell: readonly string[];
  readonly bytePairs: PairCounts;
  /** Includes the byte-identical ones. */
  readonly pixelPairs: PairCounts;
  readonly twins: readonly TwinGroup[];
  readonly sharedSubjects: readonly SharedSubjects[];
  /** Files whose content is of another format than their name says, and the like. */
  readonly fileNotes: readonly FileProblem[];
  /** From {@link openDataset}. */
  readonly notes: readonly string[];
  /** Share of the labelled cells, by class, that a centre crop of this side would cut into. */
  readonly cutByCrop: readonly {
    readonly side: number;
    readonly share: readonly [normal: number, lymphoblast: number];
  }[];
  /** Every readable image, in the order of the data set, unlabelled ones last. */
  readonly cells: readonly AuditedCell[];
}
