import { ParameterError } from '../../core/errors/parameter-error.ts';
import { Bootstrap } from '../bootstrap.ts';
import { checkNumber } from '../check-scores.ts';
import { clusterCells } from '../clusters.ts';
import { STREAMS, type Predictions } from '../predictions.ts';
import type { ClassCount } from '../report-types.ts';
import { SIZE_TOLERANCE } from '../size-matched-auroc.ts';
import { FEW_SUBJECTS } from '../subject-scores.ts';
import { alignContender, refuseOtherCells, seenSubjects, type AlignedSeed } from './align-contender.ts';
import { bootstrapPValue } from './bootstrap-p-value.ts';
import {
  COMPARED_METRICS,
  type ComparedDifference,
  type ComparedMetric,
  type ComparedRow,
  type Comparison,
  type ComparisonOptions,
  type Contender,
} from './comparison-types.ts';
import { holmAdjust } from './holm.ts';
import { comparedScores, scoreRow, type ScoredRow, type TestSet } from './score-contender.ts';

/** Name of the silhouette-only baseline among the contenders. */
export const OUTLINE_NAME = 'outline alone';

/**
 * Compares runs, or groups of runs, that predicted the same test cells.
 *
 * A contender's score is the mean over its seeds of the score of the seed's pooled folds. A difference is the one's
 * score less the other's; its interval is the percentile interval of a bootstrap that draws people, stratified by
 * class, and gives both sides the same draws; its p-value turns that interval round; Holm's correction is over all
 * differences of the comparison. Networks are taken as they are: the interval says how much the people matter and not
 * how much the seed does, which the standard deviation over seeds shows beside it. Where the runs bring what the outline
 * alone says, it is one more contender, and each other one is compared with it.
 *
 * Pooling folds before scoring is right for F1 and puts AUROC at the mercy of networks that differ in what they mean by
 * 0.7; the comparison warns of it.
 * @param contenders - at least one; names differ
 * @param options - pairs, rows, and how intervals are made
 * @throws {ParameterError} where cells, labels, subjects or classes differ, a run was trained on people it is judged
 *   on, or an option is out of range
 *
 * Source: Method 6; Pilot 1, 2. Bootstrap of people: Field and Welsh 2007, J. R. Stat. Soc. B 69 (the cluster
 * bootstrap). Mean over seeds: Bouthillier et al. 2021, MLSys. Pooled folds: Forman and Scholz 2010, SIGKDD
 * Explorations 12, who advise them for F1 and against them for AUROC.
 */
export function comparePredictions(
  contenders: readonly Contender[],
  options: ComparisonOptions = {},
): Comparison {
  const { pairs = 'first', rows = ['voted'], sizeTolerance = SIZE_TOLERANCE } = options;
  checkNumber('compare: sizeTolerance', sizeTolerance, { low: 0, high: 0.999 });
  checkNames(contenders);
  const leaks = seenSubjects(contenders);
  if (leaks.length > 0 && options.acceptSeenSubjects !== true) {
    const [{ part, subjects }] = leaks as [(typeof leaks)[number]];
    throw new ParameterError(
      'contenders',
      `compare: ${part} is judged on ${subjects.length} ${subjects.length === 1 ? 'person' : 'people'} that it was trained on or chosen by (${subjects.slice(0, 5).join(', ')}${subjects.length > 5 ? ', …' : ''}); evaluate it on others`,
    );
  }
  const aligned = contenders.map(alignContender);
  const reference = aligned[0]![0]!;
  for (const seed of aligned.flat()) refuseOtherCells(reference, seed);
  const testSet = makeTestSet(
    aligned.flat().map(({ predictions }) => predictions),
    options,
    sizeTolerance,
  );
  const outlines = aligned.map(outlinesOf).find((seeds) => seeds !== undefined);
  const sides: Side[] = [
    ...contenders.map(({ name, seeds }, c) => ({
      name,
      baseline: false,
      seeds: seeds.length,
      folds: Math.max(...seeds.map((parts) => parts.length)),
      rows: scoreRows(aligned[c]!, testSet),
    })),
    ...(outlines === undefined ? [] : [outlineSide(outlines, testSet)]),
  ];
  const compared = pairsOf(sides, pairs).flatMap(([of, from]) => {
    const wanted = from.baseline ? rows.filter((row) => row === 'voted') : rows;
    return wanted.flatMap((row) => differencesOf(of, from, row, testSet));
  });
  const corrected = holmAdjust(compared.map(({ p }) => p));
  const classes = countClasses(reference.predictions);
  return {
    cells: reference.predictions.ids.length,
    subjects: testSet.clusters.subjects.filter((subject) => subject !== undefined).length,
    classes,
    bootstrap: testSet.bootstrap.note,
    contenders: sides.map((side) => ({ ...side, rows: side.rows.map(({ shown }) => shown) })),
    differences: compared.map((difference, i) => ({ ...difference, pHolm: corrected[i]! })),
    warnings: warningsOf(sides, classes, testSet, leaks),
  };
}

interface Side {
  readonly name: string;
  readonly baseline: boolean;
  readonly seeds: number;
  readonly folds: number;
  readonly rows: readonly ScoredRow[];
}

function checkNames(contenders: readonly Contender[]): void {
  const names = [...contenders.map(({ name }) => name), OUTLINE_NAME];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (contenders.length > 0 && twice === undefined) return;
  throw new ParameterError(
    'contenders',
    `compare: contenders must be at least one, with names that differ; got ${twice === undefined ? 'none' : `"${twice}" twice`}`,
  );
}

function makeTestSet(
  all: readonly Predictions[],
  { replicates, confidence, seed, stratified }: ComparisonOptions,
  sizeTolerance: number,
): TestSet {
  const { labels, subjects, ids } = all[0]!;
  const clusters = clusterCells(labels, subjects);
  const bootstrap = new Bootstrap(clusters, {
    ...(replicates === undefined ? {} : { replicates }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(seed === undefined ? {} : { seed }),
    ...(stratified === undefined ? {} : { stratified }),
  });
  // Areas are of the cells, not of a run: whoever knows one, knows it for all.
  const areas = ids.map(
    (_, i) => all.find(({ cellAreas }) => !Number.isNaN(cellAreas?.[i] ?? Number.NaN))?.cellAreas?.[i],
  );
  const cells = Int32Array.from(areas.flatMap((area, i) => (area === undefined ? [] : [i])));
  return {
    labels,
    clusters,
    bootstrap,
    sized: { cells, areas: Float64Array.from(cells, (i) => areas[i]!) },
    sizeTolerance,
  };
}

function scoreRows(seeds: readonly AlignedSeed[], testSet: TestSet): ScoredRow[] {
  const names: readonly ComparedRow[] = ['voted', ...STREAMS];
  return names.flatMap((row) => {
    const scores = seeds.map(({ predictions }) => comparedScores(predictions, row));
    return scores.every((own) => own !== undefined) ? [scoreRow(row, scores, testSet)] : [];
  });
}

function outlinesOf(seeds: readonly AlignedSeed[]): Float64Array[] | undefined {
  const outlines = seeds.map(({ outline }) => outline);
  return outlines.every((outline) => outline !== undefined) ? outlines : undefined;
}

/** The baseline is fitted anew by each run; where all say the same, it is one and has no spread. */
function outlineSide(outlines: readonly Float64Array[], testSet: TestSet): Side {
  const [first] = outlines as [Float64Array];
  const same = outlines.every((outline) => outline.every((score, i) => score === first[i]));
  const seeds = same ? [first] : outlines;
  const rows = [scoreRow('voted', seeds, testSet)];
  return { name: OUTLINE_NAME, baseline: true, seeds: seeds.length, folds: 1, rows };
}

function pairsOf(sides: readonly Side[], pairs: 'first' | 'all'): [of: Side, from: Side][] {
  const networks = sides.filter(({ baseline }) => !baseline);
  const baselines = sides.filter(({ baseline }) => baseline);
  const between = networks.flatMap((from, i): [Side, Side][] =>
    i > 0 && pairs === 'first' ? [] : networks.slice(i + 1).map((of) => [of, from]),
  );
  return [...between, ...networks.flatMap((of) => baselines.map((from): [Side, Side] => [of, from]))];
}

function differencesOf(
  of: Side,
  from: Side,
  row: ComparedRow,
  { bootstrap }: TestSet,
): Omit<ComparedDifference, 'pHolm'>[] {
  const a = of.rows.find((own) => own.row === row)?.replicates;
  const b = from.rows.find((own) => own.row === row)?.replicates;
  if (a === undefined || b === undefined) return [];
  const known = (metric: ComparedMetric): boolean =>
    !Number.isNaN(a.values[metric]) && !Number.isNaN(b.values[metric]);
  return COMPARED_METRICS.filter(known).map((metric) => {
    const { value, low, high, undefinedReplicates } = bootstrap.difference(a, b, metric);
    const gaps = a.samples[metric].map((score, i) => score - b.samples[metric][i]!);
    const p = low === null ? null : bootstrapPValue(gaps);
    return { of: of.name, from: from.name, row, metric, value, low, high, undefinedReplicates, p };
  });
}

function countClasses({ classes, labels, subjects }: Predictions): ClassCount[] {
  return classes.map((name, label) => {
    const people = new Set(subjects.filter((subject, i) => subject !== undefined && labels[i] === label));
    return {
      name,
      cells: labels.reduce((sum, other) => sum + (other === label ? 1 : 0), 0),
      subjects: people.size,
      fewSubjects: people.size < FEW_SUBJECTS,
    };
  });
}

function warningsOf(
  sides: readonly Side[],
  classes: readonly ClassCount[],
  { clusters, sized, labels }: TestSet,
  leaks: readonly { readonly part: string }[],
): string[] {
  const few = classes.filter(({ fewSubjects }) => fewSubjects);
  const seeds = new Set(sides.filter(({ baseline }) => !baseline).map((side) => side.seeds));
  return [
    ...(few.length > 0
      ? [
          `Fewer than ${FEW_SUBJECTS} people stand behind ${few.map(({ name, subjects }) => `${name} (${subjects})`).join(' and ')}: intervals and p-values are too sure of themselves.`,
        ]
      : []),
    ...(leaks.length > 0
      ? [
          `${leaks.map(({ part }) => part).join(', ')}: judged on people trained on, so these scores are too high.`,
        ]
      : []),
    ...(clusters.unit === 'subject'
      ? []
      : [
          'Subjects of some cells are not known: such cells are drawn one by one, and intervals are too narrow.',
        ]),
    ...(clusters.canResample
      ? []
      : ['A class rests on one person: nobody can be drawn, so there are no intervals.']),
    ...(seeds.has(1)
      ? ['A contender with one seed says nothing of what another seed would give; take three or more.']
      : [
          'Intervals and p-values take the networks as they are: how much the seed matters is the standard deviation over seeds.',
        ]),
    ...(sides.some(({ folds }) => folds > 1)
      ? [
          'Folds are pooled: AUROC then compares cells across networks, each with its own idea of what 0.7 means.',
        ]
      : []),
    ...(sized.cells.length === labels.length
      ? []
      : [
          `Areas of ${labels.length - sized.cells.length} of ${labels.length} cells are not known: size-matched scores rest on the others.`,
        ]),
  ];
}
