import type { PlotlyFigure } from '../plotly-figure.ts';
import type { SvgPicture } from '../svg-picture.ts';
import type { MapBlock, MapPanelsBlock } from './map-block.ts';

/** A number that a reader wants first. All texts are plain text: the page escapes them. */
export interface SummaryNumber {
  /** What it is, in words: "AUROC, vote of the three streams". */
  readonly label: string;
  /** As it shall stand there: "0.912", "not known". */
  readonly value: string;
  /** Its interval: "95 % CI 0.87 to 0.94". */
  readonly interval?: string;
  /** One line more: what it rests on, or what it means. */
  readonly note?: string;
}

/** A live Plotly figure. Its layout's title becomes a heading above it. */
export interface FigureBlock {
  readonly kind: 'figure';
  readonly figure: PlotlyFigure;
  /** What the figure shows, for those who cannot see it. */
  readonly alt: string;
  readonly caption?: string;
  /** Height in CSS pixels; default: the layout's, or 440. */
  readonly height?: number;
  /** Stands beside its neighbour where the page is wide enough; default false. */
  readonly half?: boolean;
  /** The figure as static SVG, shown and printed where scripts are off; see {@link withStaticFallbacks}. */
  readonly fallback?: string;
}

/** A finished SVG picture, such as overlays. */
export interface PictureBlock {
  readonly kind: 'picture';
  readonly picture: SvgPicture;
  readonly title?: string;
  readonly alt: string;
  readonly caption?: string;
}

/** A PNG, embedded. */
export interface ImageBlock {
  readonly kind: 'image';
  readonly png: Uint8Array;
  /** Width in CSS pixels at which it is shown, or less where the page is narrower. */
  readonly width: number;
  readonly title?: string;
  readonly alt: string;
  readonly caption?: string;
}

/** A table's column. */
export interface TableColumn {
  readonly label: string;
  /** Numbers are set to the right. */
  readonly numeric?: boolean;
  /** One phrase that explains the column; listed under the table. */
  readonly meaning?: string;
}

/** A table; a row's first cell is its heading. */
export interface TableBlock {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Rows to be stressed, by number from 0. */
  readonly stressed?: readonly number[];
  readonly caption?: string;
}

/** A paragraph, or where there are several items a list. */
export interface TextBlock {
  readonly kind: 'text';
  readonly items: readonly string[];
}

/** Anything that a section holds. */
export type ReportBlock =
  FigureBlock | PictureBlock | ImageBlock | TableBlock | TextBlock | MapBlock | MapPanelsBlock;

/** One question and its answer. */
export interface ReportSection {
  /** Letters, digits and hyphens, different for each section: its address within the page. */
  readonly id: string;
  readonly title: string;
  /** What a reader is about to see, and how to read it. */
  readonly lead: string;
  readonly blocks: readonly ReportBlock[];
}

/** How the page came to be, so that it can be made again. */
export interface ReportOrigin {
  /** The command as typed. */
  readonly command: string;
  /** Name and version of what ran: wt-dfn, node, the engine. */
  readonly versions: Readonly<Record<string, string>>;
  readonly seed?: number;
  /** When, as ISO 8601; none where pages shall be the same from run to run. */
  readonly created?: string;
  /** Anything more, by name: run folder, data folder, minutes taken. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** The whole page as plain data. */
export interface ReportContent {
  readonly title: string;
  /** What was judged, in one line. */
  readonly subtitle?: string;
  readonly summary: readonly SummaryNumber[];
  /** Whole sentences that a reader must know before believing the numbers. */
  readonly warnings: readonly string[];
  readonly sections: readonly ReportSection[];
  readonly origin: ReportOrigin;
}
