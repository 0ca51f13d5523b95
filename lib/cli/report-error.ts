import { CommanderError } from 'commander';
import { WtDfnError } from '../core/errors/wt-dfn-error.ts';
import { canStopInOrder } from './supervise.ts';

/** What the system's refusals mean to a person. */
const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and try again',
  EDQUOT: 'the disk quota is used up; make room and try again',
  EACCES: 'access is denied; check the permissions',
  EPERM: 'access is denied; check the permissions',
  EROFS: 'the disk is read-only; choose another place',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'is a folder, where a file is needed',
  EMFILE: 'too many open files; close some programs or raise the limit (ulimit -n)',
  ENAMETOOLONG: 'the name is too long',
};

/**
 * Tells a person what went wrong: one sentence for an error of ours or a refusal of the system, the stack for a bug.
 * @param error - what was thrown
 * @returns the exit code: 2 for a user's mistake, 130 for a stop on request, 1 for the rest
 */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed it already
  if (error instanceof WtDfnError) {
    process.stderr.write(`wt-dfn: ${error.message}\n`);
    return error.exitCode;
  }
  const { code, path } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : SYSTEM_REASONS[code];
  if (reason !== undefined) {
    process.stderr.write(`wt-dfn: ${path === undefined ? '' : `${path}: `}${reason}\n`);
    return 2;
  }
  process.stderr.write(
    `wt-dfn: a bug, please report it\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 1;
}

/** A reader that closed its end of the pipe, or a terminal that is gone. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ENOTCONN', 'EBADF']);

/**
 * Lets whoever reads our output go away (`wt-dfn … | head`, a closed terminal) without an error, and never ends long
 * work for the want of a listener: it goes on, or stops in order by the signal that came along.
 */
export function tolerateLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (GONE.has(error.code)) {
        if (!canStopInOrder()) process.exit(process.exitCode ?? 0);
        return;
      }
      process.exitCode = 2;
      if (stream === process.stdout) {
        const reason = SYSTEM_REASONS[error.code ?? ''] ?? error.message;
        process.stderr.write(`wt-dfn: the output cannot be written: ${reason}\n`);
      }
    });
  }
}
