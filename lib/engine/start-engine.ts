import * as tf from '@tensorflow/tfjs-core';
import { throwIfAborted } from '../core/abort.ts';
import { EngineError } from '../core/errors/engine-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { startCpuBackend } from './cpu-backend.ts';
import type { Engine, EngineAttempt, EngineBackend } from './engine.ts';
import { registerGradients } from './gradients.ts';
import { startNativeEngine } from './native-engine.ts';
import { engineThreads } from './native-environment.ts';
import { tfjsVersion } from './provision/cache-folder.ts';
import { reasonOf } from './provision/cannot-provision.ts';
import { startWasmBackend } from './wasm-backend.ts';

/** How to start the engine. */
export interface StartEngineOptions {
  /**
   * Which backend. `auto` (default) takes the fastest that runs here, or the one that the environment variable
   * `WT_DFN_ENGINE` names; a name given here wins over the variable.
   */
  readonly backend?: 'auto' | EngineBackend;
  /**
   * Use an NVIDIA GPU. True provisions the CUDA build where a driver is found; left out, a CUDA build that is there
   * already is used; false never uses one.
   */
  readonly gpu?: boolean;
  /** Provision the native engine (a download of 230 MB or more) where none is there; default true. */
  readonly download?: boolean;
  readonly signal?: AbortSignal;
  /** Hears of downloads and of waiting for another process. */
  readonly onProgress?: ProgressListener;
}

const BACKENDS: readonly EngineBackend[] = ['tensorflow', 'wasm', 'cpu'];

const started = new Map<EngineBackend, Engine>();
let current: Engine | undefined;
let starting: Promise<unknown> = Promise.resolve();

/**
 * Starts TensorFlow.js on the fastest backend that runs here; afterwards `@tensorflow/tfjs-core` works everywhere.
 *
 * A second call returns the running engine, unless another backend is asked for by name: then it switches. It never
 * throws for lack of something on this machine, but steps down from native TensorFlow to WebAssembly to plain
 * JavaScript; {@link Engine.tried} and {@link Engine.notice} say why.
 * @param options - backend, GPU, signal and progress
 * @throws {EngineError} if a backend that was asked for by name cannot run
 * @throws {ParameterError} if `backend` or `WT_DFN_ENGINE` names none, or `WT_DFN_THREADS` is no number of threads
 * @throws AbortError once the signal is aborted
 */
export async function startEngine(options: StartEngineOptions = {}): Promise<Engine> {
  // One start at a time: two at once would register everything twice.
  const next = starting.then(() => startNext(options));
  starting = next.catch(() => undefined);
  return next;
}

/** The engine that runs now; nothing before the first {@link startEngine}. */
export function runningEngine(): Engine | undefined {
  return current;
}

async function startNext(options: StartEngineOptions): Promise<Engine> {
  const { backend = 'auto', signal } = options;
  throwIfAborted(signal, 'engine');
  if (backend === 'auto' && current !== undefined) return current;
  const wanted = wantedBackend(backend);
  engineThreads(); // a slip in WT_DFN_THREADS is told, not taken for a reason to step down
  const before = wanted === 'auto' ? undefined : started.get(wanted);
  if (before !== undefined) {
    await tf.setBackend(before.backend);
    return (current = before);
  }
  // Upstream's console messages only: advice to install other packages, kernels that the union package registers twice.
  tf.env().set('PROD', true);
  registerGradients();
  const tried: EngineAttempt[] = [];
  for (const name of wanted === 'auto' ? BACKENDS : [wanted]) {
    const engine = await START[name](options, tried);
    if (engine === undefined) continue;
    const notice = noticeOf({ ...engine, tried });
    current = { ...engine, tried, notice };
    started.set(name, current);
    return current;
  }
  const reasons = tried.filter((entry) => !entry.ok).map((entry) => `${entry.what}: ${entry.reason}`);
  throw new EngineError(
    `startEngine: the backend ${JSON.stringify(wanted)} cannot run here (${reasons.join('; ')}); "auto" takes one that can`,
  );
}

type Started = Omit<Engine, 'tried' | 'notice'>;

const START: Readonly<
  Record<EngineBackend, (options: StartEngineOptions, tried: EngineAttempt[]) => Promise<Started | undefined>>
> = {
  tensorflow: startNativeEngine,
  wasm: (_options, tried) => startPlain('wasm', startWasmBackend, tried),
  cpu: (_options, tried) => startPlain('cpu', startCpuBackend, tried),
};

const NAMES: Readonly<Record<EngineBackend, string>> = {
  tensorflow: 'native TensorFlow',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

async function startPlain(
  backend: 'wasm' | 'cpu',
  start: () => Promise<void>,
  tried: EngineAttempt[],
): Promise<Started | undefined> {
  const begin = performance.now();
  const seconds = (): number => Math.round((performance.now() - begin) / 10) / 100;
  try {
    await start();
    tried.push({ what: NAMES[backend], ok: true, reason: '', seconds: seconds() });
    // Neither shares one operation among threads in Node.
    return { backend, version: tfjsVersion(), threads: 1, gpu: undefined };
  } catch (error) {
    tried.push({ what: NAMES[backend], ok: false, reason: reasonOf(error), seconds: seconds() });
    return undefined;
  }
}

function wantedBackend(backend: 'auto' | EngineBackend): 'auto' | EngineBackend {
  const variable = process.env.WT_DFN_ENGINE;
  const fromVariable = backend === 'auto' && variable !== undefined && variable !== '';
  const name = fromVariable ? variable : backend;
  if (name === 'auto') return name;
  const known = BACKENDS.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  const parameter = fromVariable ? 'WT_DFN_ENGINE' : 'backend';
  throw new ParameterError(
    parameter,
    `startEngine: ${parameter} must be one of auto, ${BACKENDS.join(', ')}, got ${JSON.stringify(name)}`,
  );
}

/** One line where the engine is slower than it could be; the attempts hold the details. */
function noticeOf({ backend, gpu, tried }: Pick<Engine, 'backend' | 'gpu' | 'tried'>): string {
  const failed = tried.filter((entry) => !entry.ok);
  const why = failed.at(-1);
  if (why === undefined) return '';
  if (backend === 'tensorflow') {
    const wish = failed.find((entry) => entry.what.includes('GPU'));
    return gpu === undefined && wish !== undefined ? `computing on the processor: ${wish.reason}` : '';
  }
  return `computing in ${NAMES[backend]}, several times slower than native TensorFlow: ${why.what}: ${why.reason}`;
}
