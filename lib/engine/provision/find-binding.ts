import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { engineFolder, type NativeFlavour } from './cache-folder.ts';
import { readManifest } from './manifest.ts';

const require = createRequire(import.meta.url);

/** A binding that is there and whole. */
export interface FoundBinding {
  /** Absolute path of `tfjs_binding.node`. */
  readonly path: string;
  /** Where it lies, for a person. */
  readonly what: string;
}

/**
 * Looks for bindings that are there, best first; loads none.
 * @param flavour - processor only, or GPU
 */
export async function findBindings(flavour: NativeFlavour): Promise<FoundBinding[]> {
  const found: FoundBinding[] = [];
  const own = join(
    dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')),
    'lib',
    'napi-v8',
    'tfjs_binding.node',
  );
  if (existsSync(own)) found.push({ path: own, what: "binding in the engine package's own folder" });
  for (const source of ['upstream', 'wheel'] as const) {
    const folder = engineFolder(source, flavour);
    const manifest = await readManifest(folder);
    if (manifest === undefined) continue;
    found.push({
      path: join(folder, manifest.binding),
      what: `binding in the user's cache (${source === 'wheel' ? 'official wheel' : 'upstream'}, ${flavour})`,
    });
  }
  return found;
}
