import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown when a run folder, a checkpoint or a weight file is missing, damaged or of another network. */
export class CheckpointError extends WtDfnError {
  override readonly name: string = 'CheckpointError';
  override readonly exitCode: number = 2;
  /** The file or folder that cannot be used. */
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}
