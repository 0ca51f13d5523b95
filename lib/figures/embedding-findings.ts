import { formatNumber, formatShare } from '../evaluation/format-estimate.ts';

/** How often neighbours on a map share a category, beside chance; shares 0 to 1. */
interface SharedNeighbours {
  readonly share: number;
  readonly chance: number;
}

/** A category's part of an audit. */
export interface AuditedCategory extends SharedNeighbours {
  readonly groups: number;
  /** -1 to 1; null where it is not defined. */
  readonly silhouette: number | null;
}

/** The vote of neighbours for a cell's class. */
export interface AuditedVote {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly majority: number;
}

/** The numbers of a map that figures and sentences tell: what `auditMap` of wt-dfn/embedding gives. */
export interface AuditedMap {
  readonly points: number;
  /** Neighbours that were looked at. */
  readonly k: number;
  readonly class: AuditedCategory | null;
  readonly subject: AuditedCategory | null;
  readonly fold: AuditedCategory | null;
  /** With neighbours of the same person. */
  readonly within: AuditedVote | null;
  /** Without them. */
  readonly across: AuditedVote | null;
  /** Neighbours that are other people's cells of the same class. */
  readonly othersOfClass: SharedNeighbours | null;
  /** Rank correlation of a cell's number with its neighbours' mean. */
  readonly stain: number | null;
  readonly area: number | null;
}

/** What counts as a difference that a person should be told of; no test, a rule of thumb. */
const CLEAR = 0.05;
/** Over the root of the number of people: what votes differ by where there is nothing (4 points among 8 people). */
const CHANCE = 0.3;
/** Of fewer people than this a difference between people says little, however many cells they have. */
const FEW_PEOPLE = 10;
const STRONG = 0.5;

function times({ share, chance }: SharedNeighbours): string {
  const ratio = share / chance;
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1);
}

function comparison({ subject, othersOfClass, k }: AuditedMap): string | undefined {
  if (subject === null || subject.groups < 2) return undefined;
  const own = `Cells lie beside cells of the same person ${times(subject)} times as often as by chance`;
  if (othersOfClass === null) return `${own}.`;
  if (subject.share > othersOfClass.share) {
    const shares = `${formatShare(subject.share)} of the ${k} nearest neighbours against ${formatShare(othersOfClass.share)}`;
    return `Cells lie beside cells of the same person more often than beside other people's cells of their class: ${shares}.`;
  }
  return `${own}, and beside other people's cells of their class ${times(othersOfClass)} times as often.`;
}

function voteSentence({ within, across, subject, k }: AuditedMap): string | undefined {
  if (within === null) return undefined;
  const named = `${k} neighbours name a cell's class rightly for ${formatShare(within.balancedAccuracy)} of the cells (mean of the classes; ${formatShare(0.5)} is guessing between two)`;
  if (across === null)
    return `The ${named}; people are not known, so how much of this is the person nobody can say.`;
  const people = subject?.groups ?? 0;
  const clear = Math.max(CLEAR, CHANCE / Math.sqrt(Math.max(1, people)));
  const [loss, gain] = [within.balancedAccuracy - across.balancedAccuracy, across.balancedAccuracy - 0.5];
  const other = `and for ${formatShare(across.balancedAccuracy)} where neighbours of the same person are not asked`;
  const verdict =
    gain < clear
      ? 'across people the map knows nothing of the class'
      : loss > gain
        ? 'most of what looks like class is the person'
        : loss > clear
          ? 'a part of what looks like class is the person'
          : 'the class is there across people';
  const caution = people < FEW_PEOPLE ? `; but ${people} people are too few to be sure` : '';
  return `The ${named}, ${other}: ${verdict}${caution}.`;
}

function nuisanceSentence({ stain, area }: AuditedMap): string | undefined {
  const told = [
    stain === null ? undefined : { name: 'how dark it is stained', value: stain },
    area === null ? undefined : { name: 'how large it is', value: area },
  ].filter((one) => one !== undefined);
  const strong = told.filter(({ value }) => value >= STRONG);
  if (told.length === 0) return undefined;
  const list = (some: typeof told): string =>
    some.map(({ name, value }) => `${name} (rank correlation ${formatNumber(value, 2)})`).join(' and ');
  return strong.length > 0
    ? `A cell's place tells ${list(strong)}: such a shortcut may be all that separates the classes.`
    : `A cell's place tells little of ${list(told)}.`;
}

function foldSentence({ fold }: AuditedMap): string | undefined {
  if (fold === null || fold.groups < 2) return undefined;
  return `Neighbours are of the same fold in ${formatShare(fold.share)}, by chance ${formatShare(fold.chance)}.`;
}

/**
 * What a map's numbers say, in plain sentences, the most important first: computed from the audit, whatever it finds.
 * @param audit - of `auditMap`
 */
export function mapFindings(audit: AuditedMap): string[] {
  return [comparison(audit), voteSentence(audit), nuisanceSentence(audit), foldSentence(audit)].filter(
    (sentence) => sentence !== undefined,
  );
}
