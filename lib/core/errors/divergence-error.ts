import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown when a loss stops being a finite number; the last good checkpoint is kept. */
export class DivergenceError extends WtDfnError {
  override readonly name: string = 'DivergenceError';
  /** The training step at which it happened, counted from 1. */
  readonly step: number;

  constructor(step: number, message: string) {
    super(message);
    this.step = step;
  }
}
