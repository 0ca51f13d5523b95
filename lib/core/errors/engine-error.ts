import { WtDfnError } from './wt-dfn-error.ts';

/** Thrown when an engine that was asked for by name cannot run; the automatic choice steps down instead. */
export class EngineError extends WtDfnError {
  override readonly name: string = 'EngineError';
}
