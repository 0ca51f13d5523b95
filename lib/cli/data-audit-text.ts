import type { DataAudit, PairCounts, PartCounts } from '../data/audit-types.ts';
import type { SilhouetteReport } from '../evaluation/report-types.ts';

const MOST_LINES = 10;

/**
 * Whether something should be put right before training: unusable files, sizes that differ, images without a cell,
 * pictures that stand on two sides.
 */
export function auditHasProblems(audit: DataAudit): boolean {
  return (
    audit.unusable.length + audit.wrongSizes.length + audit.withoutCell.length + audit.twins.length > 0 ||
    audit.unknownSubjects > 0
  );
}

/**
 * The audit as text for a terminal.
 * @param audit - what was found
 * @param baseline - how far the outline alone gets, or why that cannot be said
 */
export function auditText(audit: DataAudit, baseline: SilhouetteReport | string): string {
  return `${[
    `${audit.root}: ${audit.kind === 'c-nmc' ? 'C-NMC' : 'class folders'}`,
    '',
    ...countsTable(audit),
    ...audit.notes,
    '',
    ...list(
      'Files that cannot be used',
      audit.unusable.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...list(
      'Worth knowing about files',
      audit.fileNotes.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...list(
      `Images of another size than ${audit.expectedSize.width}x${audit.expectedSize.height}`,
      audit.wrongSizes.map(({ id, width, height }) => `${id}: ${width}x${height}`),
    ),
    ...list('Images in which no cell stands out', audit.withoutCell),
    ...twinLines(audit),
    '',
    ...cellLines(audit),
    '',
    ...baselineLines(baseline),
    '',
    auditHasProblems(audit)
      ? 'There are findings above to look at before training.'
      : 'Nothing stands in the way of training.',
  ].join('\n')}\n`;
}

function countsTable({ folds, total, subjects, unknownSubjects, lymphoblastShare }: DataAudit): string[] {
  const row = ({ name, images, subjects: people }: PartCounts): string[] => [
    name,
    String(images[1]),
    String(people[1]),
    String(images[0]),
    String(people[0]),
    String(images[0] + images[1]),
  ];
  const perSubject = subjects.map(({ images }) => images[0] + images[1]).sort((a, b) => a - b);
  return [
    ...columns([
      ['fold', 'lymphoblasts', 'subjects', 'normal', 'subjects', 'images'],
      ...(folds.length > 1 ? folds.map(row) : []),
      row(total),
    ]),
    `${(100 * lymphoblastShare).toFixed(1)} % lymphoblasts.`,
    ...(perSubject.length === 0
      ? []
      : [
          `${perSubject.length} subjects with ${perSubject[0] ?? 0} to ${perSubject.at(-1) ?? 0} images each (median ${perSubject[perSubject.length >> 1] ?? 0}).`,
        ]),
    ...(unknownSubjects > 0
      ? [`The subject of ${unknownSubjects} images is not known: no split can keep people apart.`]
      : []),
  ];
}

function twinLines({ bytePairs, pixelPairs, twins, sharedSubjects }: DataAudit): string[] {
  if (pixelPairs.total === 0) return ['No picture comes twice.'];
  const words = ({ total, acrossFolds, acrossSubjects, acrossLabels }: PairCounts): string =>
    `${total} pairs (${acrossFolds} across folds, ${acrossSubjects} across subjects, ${acrossLabels} with different labels)`;
  return [
    `Byte-identical files: ${words(bytePairs)}.`,
    `Pixel-identical images, these included: ${words(pixelPairs)}.`,
    ...list(
      'The same picture',
      twins.map(({ ids }) => ids.join(' = ')),
    ),
    ...(sharedSubjects.length === 0
      ? []
      : [
          ...list(
            'Subjects that share pictures',
            sharedSubjects.map(({ subjects, pictures }) => `${subjects.join(' = ')}: ${pictures} pictures`),
          ),
          "Splits by subject leak between these. C-NMC's known ones are counted as one person by train and evaluate;",
          `for others, pass openDataset sameSubject: ${JSON.stringify(sharedSubjects.map(({ subjects }) => subjects))}`,
        ]),
  ];
}

function cellLines({ cells, cutByCrop }: DataAudit): string[] {
  const median = (label: 0 | 1): string => {
    const areas = cells
      .filter((cell) => cell.label === label && cell.silhouette.area > 0)
      .map(({ silhouette }) => silhouette.area)
      .sort((a, b) => a - b);
    return areas.length === 0 ? 'none' : `${areas[areas.length >> 1] ?? 0} px`;
  };
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    `Median cell area: lymphoblasts ${median(1)}, normal ${median(0)}.`,
    ...(cutByCrop.length === 0
      ? []
      : columns([
          ['a centre crop of', ...cutByCrop.map(({ side }) => `${side} px`)],
          ['cuts lymphoblasts', ...cutByCrop.map(({ share }) => percent(share[1]))],
          ['cuts normal', ...cutByCrop.map(({ share }) => percent(share[0]))],
        ])),
  ];
}

function baselineLines(baseline: SilhouetteReport | string): string[] {
  if (typeof baseline === 'string') return [`Silhouette-only baseline: not possible (${baseline}).`];
  const { scores, folds, trainSubjects } = baseline;
  const show = (name: 'auroc' | 'weightedF1'): string => {
    const { value, low, high } = scores[name];
    const digits = (x: number | null): string => x?.toFixed(3) ?? 'undefined';
    return low === null || high === null
      ? digits(value)
      : `${digits(value)} [${digits(low)}, ${digits(high)}]`;
  };
  return [
    `Silhouette-only baseline (area and outline, no look inside; ${folds ?? 0} folds over ${trainSubjects ?? 'unknown'} subjects, 95 % intervals over subjects):`,
    `  AUROC ${show('auroc')}, WF1S ${show('weightedF1')}. A network that does not beat this has learnt size and shape at most.`,
  ];
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LINES;
  return [
    `${title} (${lines.length}):`,
    ...lines.slice(0, MOST_LINES).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … and ${rest} more (--json lists all)`] : []),
  ];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  return rows.map((row) =>
    row.map((text, c) => (c === 0 ? text.padEnd(widths[c] ?? 0) : text.padStart(widths[c] ?? 0))).join('  '),
  );
}
