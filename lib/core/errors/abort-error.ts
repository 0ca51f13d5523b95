import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown when an AbortSignal stops long work; named as the platform's own, so that callers tell it apart. */
export class AbortError extends WtDfnError {
  override readonly name: string = 'AbortError';
  override readonly exitCode: number = 130;
}
