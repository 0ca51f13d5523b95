import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown when the programs that run a sweep's tasks cannot be used: no sbatch here, or it refuses the job. */
export class ExecutorError extends WtDfnError {
  override readonly name: string = 'ExecutorError';
}
