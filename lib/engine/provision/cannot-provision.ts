/** One way to the native engine is closed; the message is the reason, for a person. Never leaves this room. */
export class CannotProvision extends Error {
  override readonly name: string = 'CannotProvision';
}

/**
 * One line for a person out of whatever was thrown.
 * @param error - what was thrown
 */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC') return 'the disk is full';
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return `the cache folder cannot be written (${text}); WT_DFN_CACHE names another`;
  }
  return text.trim().split('\n')[0] ?? 'unknown';
}
