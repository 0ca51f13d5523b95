import { createRequire } from 'node:module';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressListener } from '../../core/progress.ts';
import { tfjsVersion } from './cache-folder.ts';
import { CannotProvision } from './cannot-provision.ts';
import { sha256OfFile } from './file-digest.ts';
import { httpDownload } from './http-download.ts';
import { findExecutable, runProgram } from './run-program.ts';

const require = createRequire(import.meta.url);

/** The C library that upstream's prebuilt binding was linked against (its `scripts/deps-constants.js`). */
const LIBTENSORFLOW_VERSION = '2.9.1';
const PLATFORM: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/** Files of an engine that were put into a folder. */
export interface FetchedEngine {
  /** The binding, relative to the folder. */
  readonly binding: string;
  /** Every file that the engine needs, relative to the folder. */
  readonly paths: readonly string[];
  readonly downloads: readonly { readonly name: string; readonly sha256: string }[];
}

/** Where to put an engine, and whom to tell. */
export interface FetchOptions {
  /** An empty folder of our own. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Downloads upstream's prebuilt binding and its C library, as the package's own install script would, but only where the
 * server answers within seconds. The variables that steer that script count here too (`TFJS_NODE_CDN_STORAGE`,
 * `TFJS_NODE_BASE_URI`, `npm_config_tfjs_binding_binary_host_mirror`).
 *
 * Upstream publishes no checksums and this project could not reach the server to take any, so none are pinned: HTTPS
 * vouches for the files, and the digests that they had go into the manifest.
 * @param options - folder, signal, progress
 * @throws {CannotProvision} if there is none for this machine or the server does not give it
 */
export async function fetchPrebuiltBinding(options: FetchOptions): Promise<FetchedEngine> {
  const { folder, signal, onProgress } = options;
  const platform = PLATFORM[process.platform];
  if (platform === undefined || process.arch !== 'x64') {
    throw new CannotProvision(`upstream builds none for ${process.platform} ${process.arch}`);
  }
  if (findExecutable('tar') === undefined) throw new CannotProvision('no tar program to unpack it');
  const downloads: { name: string; sha256: string }[] = [];
  const bindingFolder = join(folder, 'lib', 'napi-v8');
  const libraryFolder = join(folder, 'deps');
  const unpack = async (url: URL, to: string, extra: readonly string[] = []): Promise<void> => {
    const archive = join(folder, 'download');
    await httpDownload(url, archive, { signal, onProgress });
    downloads.push({ name: url.href, sha256: await sha256OfFile(archive, signal) });
    await mkdir(to, { recursive: true });
    // tar itself refuses names that would leave the folder.
    const { code, stderr } = await runProgram('tar', ['-xf', archive, '-C', to, ...extra], { signal });
    if (code !== 0)
      throw new CannotProvision(`${url.href} cannot be unpacked: ${stderr.split('\n')[0] ?? ''}`);
    await rm(archive);
  };
  await unpack(bindingAddress(platform), bindingFolder, ['--strip-components=1']);
  await unpack(libraryAddress(platform), libraryFolder);
  const binding = join('lib', 'napi-v8', 'tfjs_binding.node');
  const libraries = (await readdir(join(libraryFolder, 'lib'))).map((name) => join('deps', 'lib', name));
  if (process.platform === 'win32') {
    // Windows looks for libraries beside the binding only.
    const beside = join('lib', 'napi-v8', 'tensorflow.dll');
    await copyFile(join(libraryFolder, 'lib', 'tensorflow.dll'), join(folder, beside));
    libraries.push(beside);
  }
  return { binding, paths: [binding, ...libraries], downloads };
}

function bindingAddress(platform: string): URL {
  const { binary } = require('@tensorflow/tfjs-node-gpu/package.json') as {
    binary: { host: string; remote_path: string };
  };
  const version = tfjsVersion();
  const host = process.env.npm_config_tfjs_binding_binary_host_mirror ?? binary.host;
  const path = binary.remote_path.replace('{napi_build_version}', '8').replace('{version}', version);
  return new URL(path.replace(/^\.\//, '') + `CPU-${platform}-${version}.${ending(platform)}`, `${host}/`);
}

function libraryAddress(platform: string): URL {
  const storage =
    process.env.TFJS_NODE_CDN_STORAGE ?? process.env.CDN_STORAGE ?? 'https://storage.googleapis.com/';
  const base = process.env.TFJS_NODE_BASE_URI ?? `${storage}tensorflow/libtensorflow/libtensorflow-`;
  return new URL(`${base}cpu-${platform}-x86_64-${LIBTENSORFLOW_VERSION}.${ending(platform)}`);
}

function ending(platform: string): string {
  return platform === 'windows' ? 'zip' : 'tar.gz';
}
