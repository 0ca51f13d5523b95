/**
 * The parent of every error that wt-dfn throws on purpose: its message is one clear sentence for a person
 * (which parameter, what was expected, what came, what to do) and needs no stack trace beside it.
 */
export class WtDfnError extends Error {
  /** What the command line exits with when this error reaches it. */
  readonly exitCode: number = 1;
  override readonly name: string = 'WtDfnError';
}
