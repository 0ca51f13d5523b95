import { ParameterError } from '../../core/errors/parameter-error.ts';
import { stoppable } from '../../core/running-cell.ts';
import type { Metric } from '../metrics.ts';
import { codesOf, type Category } from './categories.ts';
import { nearest } from './nearest.ts';
import { checkMetric, checkNeighbours, checkPoints, checkRows, type Points } from './points.ts';
import { spaceOf, sampleRows, visitRows, type QualityOptions } from './visit-rows.ts';

/** What is called by its neighbours. */
export interface KnnAccuracyOptions extends QualityOptions {
  /** A map, or the features before it, `[n, columns]`. */
  readonly points: Points;
  /** The class of each point, `[n]`; points without one are neither called nor asked. */
  readonly labels: ArrayLike<Category>;
  /**
   * The person of each point, `[n]`: neighbours of the same person are not asked. A point without one counts as a
   * person of its own.
   */
  readonly groups?: ArrayLike<Category> | undefined;
  /** Held-out points to call by the points' labels, as placed by `transform`; none: each point by the others. */
  readonly held?:
    | {
        readonly points: Points;
        readonly labels: ArrayLike<Category>;
        readonly groups?: ArrayLike<Category> | undefined;
      }
    | undefined;
  /**
   * Whether a vote counts the less the more points of its class may be asked, so that knowing nothing gives 1 / classes.
   * Without it, leaving a person out leaves fewer of the right class to ask: of 8 people with two classes, noise is called
   * rightly in a third of the cases. Default false, as scikit-learn counts.
   */
  readonly fairVotes?: boolean | undefined;
  /** Neighbours that vote, k. Default 15. */
  readonly k?: number | undefined;
  readonly metric?: Metric | undefined;
}

/** How often the vote of a point's neighbours is right. */
export interface KnnAccuracy {
  /** Share of points that are called rightly, 0 to 1. */
  readonly accuracy: number;
  /** Mean over the classes of the share called rightly: 1 / classes by guessing, whatever the classes' sizes. */
  readonly balancedAccuracy: number;
  /** What is reached by always naming the most frequent class. */
  readonly majority: number;
  readonly k: number;
  /** Points that were called: fewer than `of` where it was a sample, or where a point has no label or nobody to ask. */
  readonly rows: number;
  readonly of: number;
}

/**
 * How often the k nearest neighbours of a point outvote each other for its class: by default each point is left out in
 * its turn; with `held`, other points are called. Ties of the vote go to the smaller label.
 * Range: 0 to 1, to be read beside `majority`. With `groups`, neighbours of the same person are left out: where that
 * costs much, the map has learnt people rather than classes, and would say little of a new person.
 *
 * Source: equal to scikit-learn's `KNeighborsClassifier` under leave-one-out, where no distances tie.
 * @param options - points, labels, people, held-out points, k
 * @throws {ParameterError} where lengths differ, k is too large, or nothing has a label
 * @throws {AbortError} once the signal is aborted
 */
export async function knnAccuracy(options: KnnAccuracyOptions): Promise<KnnAccuracy> {
  return stoppable(options.signal, (signal) => measure({ ...options, signal }));
}

async function measure(options: KnnAccuracyOptions): Promise<KnnAccuracy> {
  const where = 'knnAccuracy';
  const { points, labels, groups, held, fairVotes = false, k = 15, metric = 'euclidean' } = options;
  const n = points.rows;
  checkPoints(where, 'points', points);
  checkMetric(where, metric);
  checkRows(where, 'labels', labels.length, n);
  if (groups !== undefined) checkRows(where, 'groups', groups.length, n);
  if (held !== undefined) checkHeld(where, held, points, groups !== undefined);
  checkNeighbours(where, k, held === undefined ? n - 1 : n);
  const asked = held ?? { points, labels, groups };
  // One numbering for both sides: the same word must be the same code.
  const classes = jointCodes(labels, asked.labels);
  const people = groups === undefined ? undefined : jointCodes(groups, asked.groups ?? []);
  const order = rankOfNames(classes.names);
  const known = classes.first;
  const truth = classes.second;
  const found = new Int32Array(k);
  const votes = new Float64Array(classes.names.length);
  const [right, all] = [new Int32Array(votes.length), new Int32Array(votes.length)];
  const self = held === undefined;
  const candidates = fairVotes ? candidateCounts(known, people?.first, votes.length) : undefined;
  await visitRows(
    sampleRows(asked.points.rows, options),
    [spaceOf(asked.points, points, metric)],
    { ...options, phase: 'labels of neighbours' },
    (row, [distances]) => {
      const own = truth[row]!;
      if (own < 0) return;
      const person = people?.second[row] ?? -1;
      const count = nearest(
        distances!,
        found,
        (j) => (self && j === row) || known[j]! < 0 || (person >= 0 && people!.first[j] === person),
      );
      if (count === 0) return;
      votes.fill(0);
      for (let i = 0; i < count; i++) votes[known[found[i]!]!]! += 1;
      if (candidates !== undefined) {
        const counts = candidates(person);
        if (self && person < 0) counts[own]! -= 1; // a person's own cells are left out with the person
        for (let c = 0; c < votes.length; c++) votes[c] = votes[c]! / Math.max(1, counts[c]!);
      }
      let called = 0;
      for (let c = 1; c < votes.length; c++) {
        if (votes[c]! > votes[called]! || (votes[c] === votes[called] && order[c]! < order[called]!))
          called = c;
      }
      all[own]! += 1;
      if (called === own) right[own]! += 1;
    },
  );
  const rows = all.reduce((sum, count) => sum + count, 0);
  if (rows === 0) {
    throw new ParameterError('labels', `${where}: labels leave no point that has one and neighbours to ask`);
  }
  const shares = Array.from(all, (count, c) => right[c]! / count).filter((share) => !Number.isNaN(share));
  return {
    accuracy: right.reduce((sum, count) => sum + count, 0) / rows,
    balancedAccuracy: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    majority: Math.max(...all) / rows,
    k,
    rows,
    of: asked.points.rows,
  };
}

function checkHeld(
  where: string,
  held: NonNullable<KnnAccuracyOptions['held']>,
  points: Points,
  grouped: boolean,
): void {
  checkPoints(where, 'held.points', held.points);
  checkRows(where, 'held.labels', held.labels.length, held.points.rows);
  if (held.groups !== undefined) checkRows(where, 'held.groups', held.groups.length, held.points.rows);
  if (held.points.columns !== points.columns) {
    throw new ParameterError(
      'held.points',
      `${where}: held.points must have ${points.columns} columns as the points have, got ${held.points.columns}`,
    );
  }
  if (grouped !== (held.groups !== undefined)) {
    throw new ParameterError('held.groups', `${where}: groups must be given on both sides or on none`);
  }
}

function jointCodes(
  first: ArrayLike<Category>,
  second: ArrayLike<Category>,
): { readonly first: Int32Array; readonly second: Int32Array; readonly names: readonly (string | number)[] } {
  if (first === second) {
    const { codes, names } = codesOf(first);
    return { first: codes, second: codes, names };
  }
  const { codes, names } = codesOf([...Array.from(first), ...Array.from(second)]);
  return { first: codes.subarray(0, first.length), second: codes.subarray(first.length), names };
}

/** The place of each name in ascending order: numbers by value, words by letters. */
function rankOfNames(names: readonly (string | number)[]): Int32Array {
  const sorted = [...names].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  return Int32Array.from(names, (name) => sorted.indexOf(name));
}

/** How many points of each class may be asked by somebody of a person; −1 is nobody's. */
function candidateCounts(
  known: Int32Array,
  people: Int32Array | undefined,
  classes: number,
): (person: number) => Int32Array {
  const all = new Int32Array(classes);
  const own = new Map<number, Int32Array>();
  for (const [i, label] of known.entries()) {
    if (label < 0) continue;
    all[label]! += 1;
    const person = people?.[i] ?? -1;
    if (person < 0) continue;
    const counts = own.get(person) ?? new Int32Array(classes);
    own.set(person, counts);
    counts[label]! += 1;
  }
  return (person) => all.map((count, label) => count - (own.get(person)?.[label] ?? 0));
}
