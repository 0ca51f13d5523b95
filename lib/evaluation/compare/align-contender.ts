import { ParameterError } from '../../core/errors/parameter-error.ts';
import { checkPredictions, checkTwoClasses } from '../check-predictions.ts';
import { poolPredictions } from '../pool-predictions.ts';
import { STREAMS, type Predictions, type Stream } from '../predictions.ts';
import type { Contender, ContenderPart } from './comparison-types.ts';

/** One seed's predictions for the whole test set, sorted by id. */
export interface AlignedSeed {
  /** Who predicted it, for messages. */
  readonly name: string;
  readonly predictions: Predictions;
  /** Probability of class 1 by the outline alone, `[N]`; nothing unless every part has it. */
  readonly outline: Float64Array | undefined;
}

/**
 * Pools the folds of each seed and sorts its cells by id, so that the same test set has the same order, and the
 * bootstrap the same draws, whoever predicted it and however it was read.
 * @param contender - seeds with their parts
 * @throws {ParameterError} where there is no part, predictions cannot be judged, or parts of a seed share cells
 */
export function alignContender({ name, seeds }: Contender): AlignedSeed[] {
  if (seeds.length === 0 || seeds.some((parts) => parts.length === 0)) {
    throw new ParameterError(
      'contenders',
      `compare: "${name}" must have predictions for each seed, got none`,
    );
  }
  return seeds.map((parts) => {
    for (const { name: part, predictions } of parts) {
      checkPredictions(`compare: ${part}`, predictions);
      checkTwoClasses(`compare: ${part}`, predictions);
    }
    const pooled = poolPredictions(parts.map(({ predictions }) => predictions));
    const order = Int32Array.from(pooled.ids, (_, i) => i).sort((a, b) =>
      pooled.ids[a]! < pooled.ids[b]! ? -1 : 1,
    );
    return {
      name: seeds.length === 1 ? name : `${name} (${parts.map(({ name: part }) => part).join(', ')})`,
      predictions: reorder(pooled, order),
      outline: outlineOf(parts, order),
    };
  });
}

/**
 * Refuses two seeds, of one contender or two, that were not judged on the same cells with the same truth.
 * @param reference - the one
 * @param other - the other
 * @throws {ParameterError} saying what differs
 */
export function refuseOtherCells(reference: AlignedSeed, other: AlignedSeed): void {
  const [a, b] = [reference.predictions, other.predictions];
  const both = `compare: "${reference.name}" and "${other.name}"`;
  const refuse = (what: string): ParameterError => new ParameterError('contenders', `${both} ${what}`);
  if (a.classes.join('\n') !== b.classes.join('\n')) {
    throw refuse(`have different classes (${a.classes.join(', ')}; ${b.classes.join(', ')})`);
  }
  const [ours, theirs] = [new Set(a.ids), new Set(b.ids)];
  const onlyOurs = a.ids.filter((id) => !theirs.has(id));
  const onlyTheirs = b.ids.filter((id) => !ours.has(id));
  if (onlyOurs.length + onlyTheirs.length > 0) {
    throw refuse(
      `were not judged on the same cells: ${a.ids.length - onlyOurs.length} in both, ${onlyOurs.length} only in the first, ${onlyTheirs.length} only in the second (such as ${(onlyOurs[0] ?? onlyTheirs[0])!}); evaluate both on the same data`,
    );
  }
  const label = a.ids.findIndex((_, i) => a.labels[i] !== b.labels[i]);
  if (label >= 0) {
    throw refuse(
      `give ${a.ids[label]!} different labels (${a.classes[a.labels[label]!]!}, ${b.classes[b.labels[label]!]!}); evaluate both on the same data`,
    );
  }
  const subject = a.ids.findIndex((_, i) => a.subjects[i] !== b.subjects[i]);
  if (subject >= 0) {
    throw refuse(
      `give ${a.ids[subject]!} different subjects (${a.subjects[subject] ?? 'none'}, ${b.subjects[subject] ?? 'none'}); evaluate both with the same subject keys`,
    );
  }
}

/**
 * Finds people who were judged by a run that had seen them.
 * @param contenders - with what their runs have seen
 * @returns one entry a part that leaks
 */
export function seenSubjects(
  contenders: readonly Contender[],
): { readonly part: string; readonly subjects: readonly string[] }[] {
  return contenders
    .flatMap(({ seeds }) => seeds.flat())
    .flatMap(({ name, predictions, seenSubjects: seen = [] }) => {
      const known = new Set(seen);
      const judged = new Set(predictions.subjects.filter((subject) => subject !== undefined));
      const subjects = [...judged].filter((subject) => known.has(subject)).sort();
      return subjects.length === 0 ? [] : [{ part: name, subjects }];
    });
}

function reorder(predictions: Predictions, order: Int32Array): Predictions {
  const { classes, ids, subjects, labels, probabilities, cellAreas } = predictions;
  const K = classes.length;
  const sorted: Partial<Record<Stream, Float32Array>> = {};
  for (const stream of STREAMS) {
    const own = probabilities[stream];
    if (own === undefined) continue;
    sorted[stream] = Float32Array.from(own, (_, at) => own[order[Math.floor(at / K)]! * K + (at % K)]!);
  }
  return {
    classes,
    ids: Array.from(order, (i) => ids[i]!),
    subjects: Array.from(order, (i) => subjects[i]),
    labels: Int32Array.from(order, (i) => labels[i]!),
    probabilities: sorted,
    cellAreas: cellAreas === undefined ? undefined : Float64Array.from(order, (i) => cellAreas[i]!),
  };
}

function outlineOf(parts: readonly ContenderPart[], order: Int32Array): Float64Array | undefined {
  const pooled: number[] = [];
  for (const { outline, predictions } of parts) {
    if (outline?.length !== predictions.ids.length) return undefined;
    pooled.push(...Array.from(outline));
  }
  return Float64Array.from(order, (i) => pooled[i]!);
}
