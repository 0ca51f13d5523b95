import { WtDfnError } from './wt-dfn-error.ts';

/** A file that cannot be used, and why. */
export interface FileProblem {
  /** Absolute path of the file. */
  readonly path: string;
  /** One short phrase for a person, such as "empty file" or "not an image (text)". */
  readonly reason: string;
}

/** Thrown when a data set or a file in it cannot be used; carries every file with its reason. */
export class DataError extends WtDfnError {
  override readonly name: string = 'DataError';
  override readonly exitCode: number = 2;
  readonly problems: readonly FileProblem[];

  constructor(message: string, problems: readonly FileProblem[] = [], options?: ErrorOptions) {
    super(message, options);
    this.problems = problems;
  }
}
