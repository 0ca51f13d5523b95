import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown when a newer copy of the same task has begun elsewhere, so that this one may not write any more. */
export class FencedError extends WtDfnError {
  override readonly name: string = 'FencedError';
  override readonly exitCode: number = 3;
}
