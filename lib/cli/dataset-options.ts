import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CellDataset } from '../data/dataset.ts';
import { openDataset, type OpenDatasetOptions } from '../data/open-dataset.ts';
import type { ACCEPT_SHARED_SUBJECTS } from '../data/assert-disjoint-subjects.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';

/** What the data options give. */
export interface DatasetFlags {
  readonly folds?: string;
  readonly subjectPattern?: string;
  readonly subjectCsv?: string;
  readonly keepSubjectKeys?: true;
  readonly acceptSharedSubjects?: true;
}

/**
 * Adds the options by which every command that reads a data set says what is in it.
 * @param command - gets the options
 */
export function addDatasetOptions(command: Command): Command {
  return command
    .option('--folds <names>', 'only these folds of the data set, such as fold_0,fold_1')
    .option(
      '--subject-pattern <regex>',
      'subject from the path, for plain class folders: "^(?<subject>[^_]+)_"',
    )
    .option(
      '--subject-csv <file>',
      'subject from a CSV with columns file and subject, for plain class folders',
    )
    .option(
      '--keep-subject-keys',
      "take C-NMC's subject keys as they are, though pictures of some stand under two keys",
    )
    .option(
      '--accept-shared-subjects',
      'accept that the same people are trained and tested on: scores will be too high',
    );
}

/**
 * Opens a data set as the options say, and tells what could not be taken in.
 * @param root - the folder
 * @param flags - from {@link addDatasetOptions}
 * @param say - prints a line for the person
 */
export async function openByFlags(
  root: string,
  flags: DatasetFlags,
  say: (line: string) => void,
): Promise<CellDataset> {
  return openAndTell(root, readingOf(flags), say);
}

/**
 * How the flags say to read a data set; plain data, for a run's records.
 * @param flags - from {@link addDatasetOptions}
 */
export function readingOf({
  folds,
  subjectPattern,
  subjectCsv,
  keepSubjectKeys,
}: DatasetFlags): OpenDatasetOptions {
  if (subjectPattern !== undefined && subjectCsv !== undefined) {
    throw new ParameterError(
      '--subject-csv',
      '--subject-csv: give either --subject-pattern or --subject-csv',
    );
  }
  return {
    ...(folds === undefined ? {} : { folds: folds.split(',').map((name) => name.trim()) }),
    ...(subjectPattern === undefined ? {} : { subjects: { pattern: subjectPattern } }),
    ...(subjectCsv === undefined ? {} : { subjects: { csv: resolve(subjectCsv) } }),
    ...(keepSubjectKeys === true ? { sameSubject: [] } : {}),
  };
}

/**
 * Opens a data set and tells what could not be taken in.
 * @param root - the folder
 * @param reading - how to read it
 * @param say - prints a line for the person
 */
export async function openAndTell(
  root: string,
  reading: OpenDatasetOptions,
  say: (line: string) => void,
): Promise<CellDataset> {
  const dataset = await openDataset(root, reading);
  for (const note of dataset.notes) say(note);
  for (const { path, reason } of dataset.problems.slice(0, 5)) say(`left out ${path}: ${reason}`);
  if (dataset.problems.length > 5) {
    say(`left out ${dataset.problems.length} files in all; wt-dfn data audit ${root} names them`);
  }
  return dataset;
}

/** The words that the person's flag stands for. */
export function overlapWords({
  acceptSharedSubjects,
}: DatasetFlags): typeof ACCEPT_SHARED_SUBJECTS | undefined {
  return acceptSharedSubjects === true ? 'I accept that train and test share subjects' : undefined;
}
