import { WtDfnError } from './wt-dfn-error.ts';

/** What can happen to a kernel: it does not start, ends, answers no heartbeat, or leaves a request unanswered. */
export type KernelFailure = 'start' | 'died' | 'hung' | 'unanswered';

/** Thrown when a Jupyter kernel cannot be started, has died, hangs, or does not answer. */
export class KernelError extends WtDfnError {
  override readonly name: string = 'KernelError';
  readonly failure: KernelFailure;

  constructor(failure: KernelFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
