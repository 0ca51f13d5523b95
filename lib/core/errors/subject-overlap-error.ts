import { DataError } from './data-error.ts';

/** Thrown when training and test data share subjects and nobody has said in words that this is wanted. */
export class SubjectOverlapError extends DataError {
  override readonly name: string = 'SubjectOverlapError';
  /** The subject keys that stand on both sides. */
  readonly subjects: readonly string[];

  constructor(message: string, subjects: readonly string[]) {
    super(message);
    this.subjects = subjects;
  }
}
