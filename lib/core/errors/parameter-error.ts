import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown when a caller's value cannot be used: a wrong shape, an unknown option, a number out of range. */
export class ParameterError extends WtDfnError {
  override readonly name: string = 'ParameterError';
  override readonly exitCode: number = 2;
  /** The parameter that is wrong, as the caller writes it (`batch`, `--preset`). */
  readonly parameter: string;

  constructor(parameter: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.parameter = parameter;
  }
}
