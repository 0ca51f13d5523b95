import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a provisioned engine folder says of itself; written last, so that a folder without it is half done. */
export interface EngineManifest {
  readonly format: 1;
  /** `wheel`: official wheel and one compiler call; `upstream`: the prebuilt binding. */
  readonly source: 'wheel' | 'upstream';
  /** The binding, relative to the folder. */
  readonly binding: string;
  /** Version of the C library, as the binding told it when it was probed. */
  readonly library: string;
  /** Every file that the engine needs, with its size. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** What was downloaded, with the SHA-256 that it had. */
  readonly downloads: readonly { readonly name: string; readonly sha256: string }[];
  readonly made: string;
}

const schema: z.ZodType<EngineManifest> = z.strictObject({
  format: z.literal(1),
  source: z.enum(['wheel', 'upstream']),
  binding: z.string(),
  library: z.string(),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.number() })),
  downloads: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  made: z.string(),
});

const NAME = 'manifest.json';

/**
 * Reads a folder's manifest and checks every file's size against it.
 * @param folder - an engine's folder
 * @returns nothing where the folder is missing, half done or damaged
 */
export async function readManifest(folder: string): Promise<EngineManifest | undefined> {
  try {
    const manifest = schema.parse(JSON.parse(await readFile(join(folder, NAME), 'utf8')));
    for (const { path, bytes } of manifest.files) {
      if ((await stat(join(folder, path))).size !== bytes) return undefined;
    }
    return manifest;
  } catch {
    return undefined;
  }
}

/**
 * Writes a folder's manifest with the present sizes, down to the disk.
 * @param folder - the engine's folder
 * @param manifest - all but format, sizes and date
 * @param paths - every file that the engine needs, relative to the folder
 */
export async function writeManifest(
  folder: string,
  manifest: Pick<EngineManifest, 'source' | 'binding' | 'library' | 'downloads'>,
  paths: readonly string[],
): Promise<void> {
  const files = await Promise.all(
    paths.map(async (path) => ({ path, bytes: (await stat(join(folder, path))).size })),
  );
  const whole: EngineManifest = { format: 1, ...manifest, files, made: new Date().toISOString() };
  const file = await open(join(folder, NAME), 'w');
  try {
    await file.writeFile(`${JSON.stringify(whole, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
