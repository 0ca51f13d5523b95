import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

const require = createRequire(import.meta.url);

/** Which build of the native engine: by processor only, or able to use an NVIDIA GPU. */
export type NativeFlavour = 'cpu' | 'gpu';

/** TensorFlow's version whose official wheel we take the C library from. */
export const TENSORFLOW_VERSION = '2.18.0';

/** Version of the installed TensorFlow.js packages. */
export function tfjsVersion(): string {
  return (require('@tensorflow/tfjs-node-gpu/package.json') as { version: string }).version;
}

/** The user's cache folder of wt-dfn: `WT_DFN_CACHE`, else where the operating system keeps caches. */
export function cacheFolder(): string {
  const wanted = process.env.WT_DFN_CACHE;
  return wanted === undefined || wanted === '' ? envPaths('wt-dfn', { suffix: '' }).cache : resolve(wanted);
}

/** Where every provisioned engine lies, one folder each. */
export function engineCacheFolder(): string {
  return join(cacheFolder(), 'engine');
}

/**
 * The folder of one provisioned engine; its name holds everything that decides whether the files fit.
 * @param source - `wheel`: official wheel and our compiler call; `upstream`: the prebuilt binding
 * @param flavour - processor only, or GPU
 */
export function engineFolder(source: 'wheel' | 'upstream', flavour: NativeFlavour): string {
  const library = source === 'wheel' ? `-tensorflow-${TENSORFLOW_VERSION}` : '';
  return join(
    engineCacheFolder(),
    `tfjs-${tfjsVersion()}${library}-${source}-${process.platform}-${process.arch}-${flavour}`,
  );
}
