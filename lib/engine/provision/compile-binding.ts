import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CannotProvision } from './cannot-provision.ts';
import { findExecutable, runProgram } from './run-program.ts';

const require = createRequire(import.meta.url);

/** The compilers that are here: `CXX` where it is set, then g++, clang++ and c++. */
export function findCompilers(): string[] {
  const named = process.env.CXX;
  const candidates = [...(named === undefined || named === '' ? [] : [named]), 'g++', 'clang++', 'c++'];
  return candidates.filter((name) => name.includes('/') || findExecutable(name) !== undefined);
}

/** What to compile where. */
export interface CompileOptions {
  /** Holds `tensorflow/` with the shared libraries and the headers; receives `tfjs_binding.node`. */
  readonly folder: string;
  /** The shared libraries' names, as {@link libraryNames} tells them. */
  readonly libraries: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Names of TensorFlow's shared libraries inside the wheel's folder `tensorflow/`. */
export function libraryNames(): string[] {
  return ['cc', 'framework'].map((part) =>
    process.platform === 'darwin' ? `libtensorflow_${part}.2.dylib` : `libtensorflow_${part}.so.2`,
  );
}

/** A name inside the wheel that the binding needs to be compiled: the C API's headers and what they include. */
export function isNeededHeader(name: string): boolean {
  return /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tensorflow\/tsl\/platform|tsl\/platform|xla\/tsl\/c)\/.*\.h$/.test(
    name,
  );
}

/**
 * Compiles the engine package's C++ binding against unpacked libraries by one compiler call. Node's own C headers come
 * from npm, so it does not matter how Node was installed.
 * @param options - folder, libraries, signal
 * @throws {CannotProvision} if no compiler manages; the message holds the last one's first complaint
 */
export async function compileBinding({ folder, libraries, signal }: CompileOptions): Promise<void> {
  const engine = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const { include_dir: nodeHeaders } = require('node-api-headers') as { include_dir: string };
  let reason = 'no C++ compiler found (g++, clang++, c++)';
  for (const compiler of findCompilers()) {
    const result = await runProgram(
      compiler,
      [
        '-std=c++17',
        '-O2',
        '-fPIC',
        '-shared',
        ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
        '-DNAPI_VERSION=8',
        `-I${nodeHeaders}`,
        `-I${join(folder, 'tensorflow', 'include')}`,
        `-I${engine}`,
        join(engine, 'binding', 'tfjs_backend.cc'),
        join(engine, 'binding', 'tfjs_binding.cc'),
        '-o',
        join(folder, 'tfjs_binding.node'),
        ...libraries.map((name) => join(folder, 'tensorflow', name)),
        // Relative to the binding, so that the folder can be renamed and moved.
        process.platform === 'darwin'
          ? '-Wl,-rpath,@loader_path/tensorflow'
          : '-Wl,-rpath,$ORIGIN/tensorflow',
      ],
      { signal, timeoutSeconds: 600 },
    );
    if (result.code === 0) return;
    const complaint = result.stderr.split('\n').find((line) => /error|fatal/i.test(line));
    reason = `${compiler} could not compile the binding: ${(complaint ?? result.stderr.split('\n')[0] ?? '').trim() || (result.failure ?? `exit code ${String(result.code)}`)}`;
  }
  throw new CannotProvision(reason);
}
