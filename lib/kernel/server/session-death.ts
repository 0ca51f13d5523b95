import { BROKEN_EXIT } from '../session/frames.ts';

/** Why a session has ended. */
export interface SessionDeath {
  readonly ename: 'OutOfMemory' | 'SessionEnded';
  /** A sentence for the person. */
  readonly evalue: string;
}

const AFTER = 'all variables are gone; a new session has begun';

/** Native code can be ended only together with its process. */
export const UNSTOPPABLE: SessionDeath = endedFor('the cell could be stopped only together with its session');

/**
 * A session that the kernel itself has ended.
 * @param reason - what had happened
 */
export function endedFor(reason: string): SessionDeath {
  return { ename: 'SessionEnded', evalue: `${reason}; ${AFTER}` };
}

/**
 * Why a session's process has ended.
 * @param tail - what it had written to stderr last
 * @param code - its exit code
 * @param signal - that ended it
 */
export function describeDeath(
  tail: string,
  code: number | null,
  signal: NodeJS.Signals | null,
): SessionDeath {
  if (/heap out of memory|Array buffer allocation failed|std::bad_alloc/.test(tail)) {
    return {
      ename: 'OutOfMemory',
      evalue: `the cell needed more memory than Node may take; ${AFTER}. Larger limits: NODE_OPTIONS=--max-old-space-size=MEGABYTES`,
    };
  }
  if (signal === 'SIGKILL') {
    return {
      ename: 'OutOfMemory',
      evalue: `the session was killed by the system, most likely for want of memory; ${AFTER}`,
    };
  }
  if (code === BROKEN_EXIT) {
    if (/EBADF/.test(tail)) {
      return endedFor(
        'a cell has closed a file descriptor that the session itself needs, so it could not go on',
      );
    }
    return endedFor(
      "a cell has replaced a part of JavaScript that the session itself needs (such as Map's or Array's methods), so it could not go on",
    );
  }
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  return endedFor(`the session ended by itself (${how})`);
}
