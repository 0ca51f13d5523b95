import type { DistanceCorrelation } from '../embedding/quality/distance-correlation.ts';
import type { KnnAccuracy } from '../embedding/quality/knn-accuracy.ts';
import type { MapAudit } from '../embedding/quality/audit-map.ts';
import type { NeighbourhoodQuality } from '../embedding/quality/neighbourhood-quality.ts';
import { formatNumber, formatShare } from '../evaluation/format-estimate.ts';
import { auditPanels } from '../figures/embedding-audit.ts';
import type { MapCells, MapColour } from '../figures/embedding-cells.ts';
import { mapFindings } from '../figures/embedding-findings.ts';
import type {
  ReportContent,
  ReportOrigin,
  ReportSection,
  SummaryNumber,
  TableBlock,
} from '../figures/page/report-content.ts';

/** How good a map is, and what it separates. */
export interface EmbeddingQuality {
  /** Of the cells that made the map. */
  readonly audit: MapAudit;
  /** Nothing where there are too few cells. */
  readonly neighbourhoods: NeighbourhoodQuality | undefined;
  readonly distances: DistanceCorrelation | undefined;
  /** The same votes before the map, among the features; nothing where no class is known. */
  readonly before: { readonly within: KnnAccuracy | undefined; readonly across: KnnAccuracy | undefined };
  /** Placed cells, named by their neighbours of the map; nothing where none was placed. */
  readonly placed: KnnAccuracy | undefined;
}

/** What a page of a map is made of. */
export interface EmbedPageInput {
  readonly cells: MapCells;
  readonly quality: EmbeddingQuality;
  readonly thumbnails: readonly (string | undefined)[] | undefined;
  /** What is mapped and how: "raw features of 120 cells (test); t-SNE, perplexity 30". */
  readonly subtitle: string;
  readonly colour: MapColour;
  readonly warnings: readonly string[];
  readonly origin: ReportOrigin;
  /** The map as a PNG, for readers without scripts. */
  readonly fallback?: Uint8Array;
}

function summaryOf({ audit, neighbourhoods, placed }: EmbeddingQuality): SummaryNumber[] {
  const { within, across, k, subject } = audit;
  const guess = (vote: KnnAccuracy): string =>
    `${formatShare(vote.majority)} by always naming the larger class`;
  return [
    ...(across === null
      ? []
      : [
          {
            label: 'Class by neighbours of other people',
            value: formatShare(across.balancedAccuracy),
            note: `mean of the classes, ${k} neighbours; plain accuracy ${formatShare(across.accuracy)}, ${guess(across)}`,
          },
        ]),
    ...(within === null
      ? []
      : [
          {
            label: across === null ? 'Class by neighbours' : 'The same with neighbours of the same person',
            value: formatShare(within.balancedAccuracy),
            note: across === null ? guess(within) : 'what it gains is the person, not the class',
          },
        ]),
    ...(subject === null
      ? []
      : [
          {
            label: 'Neighbours of the same person',
            value: formatShare(subject.share),
            note: `${formatShare(subject.chance)} by chance, ${subject.groups} people`,
          },
        ]),
    ...(placed === undefined
      ? []
      : [
          {
            label: 'Placed cells named rightly',
            value: formatShare(placed.balancedAccuracy),
            note: `mean of the classes, ${placed.rows} cells by ${placed.k} neighbours of the map`,
          },
        ]),
    ...(neighbourhoods === undefined
      ? []
      : [
          {
            label: 'Trustworthiness',
            value: formatNumber(neighbourhoods.trustworthiness),
            note: '1: nobody beside a stranger; 0.5: a map by chance',
          },
        ]),
  ];
}

function qualityTable({ neighbourhoods, distances }: EmbeddingQuality): TableBlock | undefined {
  if (neighbourhoods === undefined) return undefined;
  const { trustworthiness, continuity, recall, k, rows, of } = neighbourhoods;
  const sampled =
    rows < of ? ` Measured at ${rows} of ${of} cells, drawn by a seed, each held against all.` : '';
  const pairs =
    distances !== undefined && distances.pairs < distances.of
      ? ` Distances: ${distances.pairs} of ${distances.of} pairs, drawn by a seed.`
      : '';
  return {
    kind: 'table',
    title: 'The map beside the features that it was made from',
    columns: [{ label: 'measure' }, { label: 'value', numeric: true }, { label: 'what it says' }],
    rows: [
      [
        'Trustworthiness',
        formatNumber(trustworthiness),
        'neighbours on the map are neighbours in truth: 1 all, 0.5 by chance',
      ],
      [
        'Continuity',
        formatNumber(continuity),
        'neighbours in truth are near on the map: 1 all, 0.5 by chance',
      ],
      ['Neighbours kept', formatShare(recall), `of the ${k} nearest; by chance ${formatShare(k / (of - 1))}`],
      ...(distances === undefined
        ? []
        : [
            [
              'Distances (Spearman)',
              formatNumber(distances.spearman, 2),
              'far apart in truth is far apart on the map; where this is low, gaps between islands mean nothing',
            ],
          ]),
    ],
    caption: `${k} neighbours.${sampled}${pairs}`,
  };
}

function voteTable({ audit, before }: EmbeddingQuality): TableBlock | undefined {
  const { within, across } = audit;
  if (within === null) return undefined;
  const row = (name: string, map: KnnAccuracy | null, features: KnnAccuracy | undefined): string[][] =>
    map === null
      ? []
      : [
          [
            name,
            formatShare(map.balancedAccuracy),
            formatShare(features?.balancedAccuracy ?? null),
            formatShare(map.accuracy),
            formatShare(map.majority),
          ],
        ];
  return {
    kind: 'table',
    title: 'The class of a cell, named by its neighbours',
    columns: [
      { label: 'neighbours' },
      { label: 'on the map', numeric: true, meaning: 'mean over the classes of the share named rightly' },
      {
        label: 'in the features',
        numeric: true,
        meaning: 'the same before the map was made: what there was to keep',
      },
      { label: 'plain accuracy', numeric: true },
      { label: 'larger class', numeric: true, meaning: 'plain accuracy of always naming the larger class' },
    ],
    rows: [
      ...row('of anybody', within, before.within),
      ...row('of other people only', across, before.across),
    ],
    stressed: across === null ? [] : [1],
  };
}

/**
 * The content of a map's page: the map to explore, what it separates, and how far it can be trusted.
 * @param input - cells, quality, origin
 */
export function embedPage(input: EmbedPageInput): ReportContent {
  const { cells, quality, thumbnails, subtitle, colour, warnings, origin, fallback } = input;
  const count = cells.x.length;
  const panels = auditPanels(cells, quality.audit);
  const findings = mapFindings(quality.audit);
  const tables = [qualityTable(quality), voteTable(quality)].filter((table) => table !== undefined);
  const pale =
    cells.placed === undefined
      ? ''
      : ' Small and pale: the cells that made the map; with an edge: those placed into it.';
  const sections: ReportSection[] = [
    {
      id: 'map',
      title: 'The map',
      lead: `Each point is a cell; near points have like features. Directions and gaps between islands mean little.${pale}`,
      blocks: [
        {
          kind: 'map',
          name: 'cells',
          cells,
          thumbnails,
          colour,
          alt: `A map of ${count} cells. The sections below say in words and numbers what it separates.`,
          ...(fallback === undefined ? {} : { fallback }),
        },
      ],
    },
    ...(findings.length === 0 && panels.length === 0
      ? []
      : [
          {
            id: 'audit',
            title: 'What it separates',
            lead: 'A map that separates people is not one that separates leukaemia: the same map by all that is known of the cells, and what neighbours share.',
            blocks: [
              ...(findings.length === 0 ? [] : [{ kind: 'text', items: findings } as const]),
              ...(panels.length < 2
                ? []
                : [
                    { kind: 'map-panels', map: 'cells', title: 'The same map, coloured by', panels } as const,
                  ]),
            ],
          },
        ]),
    ...(tables.length === 0
      ? []
      : [
          {
            id: 'trust',
            title: 'How far it can be trusted',
            lead: 'Two dimensions cannot keep everything. These numbers say what was kept.',
            blocks: tables,
          },
        ]),
  ];
  return { title: 'Map of cells', subtitle, summary: summaryOf(quality), warnings, sections, origin };
}
