import { ParameterError } from '../core/errors/parameter-error.ts';
import { makeFolder } from '../core/make-folder.ts';
import { refusalReason } from '../core/write-atomically.ts';

/**
 * Makes the folder that `--out` names.
 * @param path - as the person gave it
 * @throws {ParameterError} if the system refuses
 */
export async function makeOutFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (error) {
    const reason = refusalReason(error);
    if (reason === undefined) throw error;
    throw new ParameterError(
      '--out',
      `--out: must be a folder that can be written to, got ${path}, but ${reason}; choose another`,
      { cause: error },
    );
  }
}
