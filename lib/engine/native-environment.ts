import { availableParallelism } from 'node:os';
import { ParameterError } from '../core/errors/parameter-error.ts';

/**
 * Environment variables that TensorFlow's C library reads once, while it is being loaded: log noise and speed.
 * This is the one place for them; a variable that the person has set already always wins.
 */
const WANTED: Readonly<Record<string, string>> = {
  // 3: fatal messages only. The greetings about CPU instructions and missing CUDA drivers are for TensorFlow's makers.
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_CPP_MIN_VLOG_LEVEL: '0',
  // Without it TensorFlow takes nearly all of a GPU's memory at once, also on a machine that is shared.
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
};

/**
 * Threads that one operation may use: `WT_DFN_THREADS` where it is set, else the processors that this process may use.
 * @throws {ParameterError} if `WT_DFN_THREADS` is not a whole number above 0
 */
export function engineThreads(): number {
  const wanted = process.env.WT_DFN_THREADS;
  if (wanted === undefined || wanted === '') return availableParallelism();
  const threads = Number(wanted);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new ParameterError(
      'WT_DFN_THREADS',
      `WT_DFN_THREADS: must be a whole number above 0, got ${JSON.stringify(wanted)}; unset it to use all processors`,
    );
  }
  return threads;
}

/**
 * The variables that are to be set for the C library, without those that the person has set.
 * @param environment - what is set already
 */
export function nativeEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const wanted: Record<string, string> = { ...WANTED };
  if (environment.WT_DFN_THREADS !== undefined && environment.WT_DFN_THREADS !== '') {
    wanted.TF_NUM_INTRAOP_THREADS = String(engineThreads());
    wanted.TF_NUM_INTEROP_THREADS = '1';
  }
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => environment[name] === undefined));
}

/** Sets {@link nativeEnvironment} in this process; to be called before the C library is loaded. */
export function prepareNativeEnvironment(): void {
  Object.assign(process.env, nativeEnvironment());
}

/**
 * Memory settings of the GNU C library for a process that computes; it reads them once, at its own start. By default
 * it gives every large buffer back to the system and takes it anew, page by page: at 224 px that is a tenth of a
 * training step. Other C libraries ignore them.
 * @param environment - what is set already; the person's own `GLIBC_TUNABLES` win
 */
export function processEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  if (process.platform !== 'linux' || environment.GLIBC_TUNABLES !== undefined) return {};
  const settings = {
    hugetlb: 1, // large pages where the system offers them
    mmap_threshold: 2 ** 32,
    trim_threshold: 2 ** 34,
    top_pad: 2 ** 26,
  };
  return {
    GLIBC_TUNABLES: Object.entries(settings)
      .map(([name, value]) => `glibc.malloc.${name}=${value}`)
      .join(':'),
  };
}
