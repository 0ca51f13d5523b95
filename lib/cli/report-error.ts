import { CommanderError } from 'commander';
import { WtDfnError } from '../core/errors/wt-dfn-error.ts';

/**
 * Tells a person what went wrong: one sentence for an error of ours, the stack for a bug.
 * @param error - what was thrown
 * @returns the exit code: 2 for a user's mistake, 130 for a stop on request, 1 for the rest
 */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed it already
  if (error instanceof WtDfnError) {
    process.stderr.write(`wt-dfn: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `wt-dfn: a bug, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 1;
}
