import { type Command } from 'commander';
import type { CellDataset } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { ACCEPT_SHARED_SUBJECTS } from '../data/assert-disjoint-subjects.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';

/** What the data options give. */
export interface DatasetFlags {
  readonly folds?: string;
  readonly subjectPattern?: string;
  readonly subjectCsv?: string;
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
  { folds, subjectPattern, subjectCsv }: DatasetFlags,
  say: (line: string) => void,
): Promise<CellDataset> {
  if (subjectPattern !== undefined && subjectCsv !== undefined) {
    throw new ParameterError(
      '--subject-csv',
      '--subject-csv: give either --subject-pattern or --subject-csv',
    );
  }
  const dataset = await openDataset(root, {
    folds: folds?.split(',').map((name) => name.trim()),
    subjects:
      subjectPattern !== undefined
        ? { pattern: subjectPattern }
        : subjectCsv !== undefined
          ? { csv: subjectCsv }
          : undefined,
  });
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
