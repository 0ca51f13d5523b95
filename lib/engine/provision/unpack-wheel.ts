import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, relative, resolve, isAbsolute } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { CannotProvision } from './cannot-provision.ts';

/** What to take out of a wheel. */
export interface UnpackOptions {
  /** Where to; made where it is missing. */
  readonly folder: string;
  /** Says of a name inside the wheel whether it is wanted. */
  readonly wanted: (name: string) => boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told the unpacked bytes so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Unpacks the wanted files of a wheel (a zip), in pieces: one library alone has 600 MB.
 * @param wheel - path of the wheel
 * @param options - folder, filter, signal, progress
 * @returns the names that were unpacked, with `/`
 * @throws {CannotProvision} if the wheel is damaged or a name in it would leave the folder
 */
export async function unpackWheel(wheel: string, options: UnpackOptions): Promise<string[]> {
  const { folder, wanted, signal, onBytes } = options;
  const names: string[] = [];
  let bytes = 0;
  try {
    const zip = await openPromise(wheel, { strictFileNames: true });
    try {
      for await (const entry of zip.eachEntry()) {
        const name = entry.fileName;
        if (name.endsWith('/') || !wanted(name)) continue;
        const target = insideOf(folder, name);
        await mkdir(dirname(target), { recursive: true });
        const source = await zip.openReadStreamPromise(entry);
        source.on('data', (piece: Buffer) => onBytes?.((bytes += piece.length)));
        // flush: the bytes are on the disk before the file counts as there.
        const sink = createWriteStream(target, { flags: 'wx', flush: true });
        await pipeline(source, sink, signal === undefined ? {} : { signal });
        names.push(name);
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof CannotProvision || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new CannotProvision(`the wheel is damaged: ${(error as Error).message}`, { cause: error });
  }
  return names;
}

/** The file's place, or an error where the name would leave the folder ("zip slip"). */
function insideOf(folder: string, name: string): string {
  const target = resolve(folder, name);
  const way = relative(resolve(folder), target);
  if (way === '' || way.startsWith('..') || isAbsolute(way)) {
    throw new CannotProvision(`the wheel holds a name that leaves its folder: ${JSON.stringify(name)}`);
  }
  return target;
}
