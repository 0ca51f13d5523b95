import type { startWorker } from '../../core/worker.ts';

// The one place that knows whether this is Node or a browser. Node's modules are imported by names that are computed, so
// that nothing looks for them where a page is bundled.

/** A worker as a browser has it. */
export interface BrowserWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(
    type: 'message' | 'error',
    listener: (event: { data?: unknown; message?: string }) => void,
  ): void;
}

/** Where a thread's code is. */
export interface ThreadModule {
  /** `new URL('./some-worker.ts', import.meta.url)`, which {@link startWorker} also finds compiled. */
  readonly node: URL;
  /** `() => new Worker(new URL('./some-worker.js', import.meta.url), { type: 'module' })`, in these words: bundlers look for them. */
  readonly browser: () => BrowserWorker;
}

/** A thread that answers messages. */
export interface Thread {
  send(message: unknown): void;
  /** Ends it at once; done when it is gone. */
  end(): Promise<void>;
}

/** What becomes of a thread's answers. */
export interface ThreadListener {
  onMessage(message: unknown): void;
  /** It has died, or could not start. */
  onFailure(why: string): void;
}

interface NodeProcess {
  // A bundler's stand-in may lack either.
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly versions?: { readonly node?: string };
}

const { process: node } = globalThis as { readonly process?: NodeProcess };
const inNode = node?.versions?.node !== undefined;

/** An environment variable; in a browser there are none. */
export function environment(name: string): string | undefined {
  return node?.env?.[name];
}

/** Whether threads can share memory here: a browser must have isolated the page (COOP and COEP headers). */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return inNode || (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}

/** Processors that this process may use. */
export async function processors(): Promise<number> {
  if (inNode) {
    const { availableParallelism } = (await importNode('node:os')) as {
      availableParallelism: () => number;
    };
    return availableParallelism();
  }
  const { navigator } = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}

/**
 * Starts a thread.
 * @param module - its code, which calls {@link serveThread}
 * @param listener - gets its answers, and its end if it dies
 */
export async function startThread(module: ThreadModule, listener: ThreadListener): Promise<Thread> {
  if (!inNode) {
    const worker = module.browser();
    worker.addEventListener('message', ({ data }) => {
      listener.onMessage(data);
    });
    worker.addEventListener('error', ({ message }) => {
      listener.onFailure(message ?? 'it could not be loaded');
    });
    return {
      send: (message) => {
        worker.postMessage(message);
      },
      end: () => {
        worker.terminate();
        return Promise.resolve();
      },
    };
  }
  const ending = import.meta.url.split('?')[0]!.endsWith('.ts') ? '.ts' : '.js';
  const core = (await importNode(new URL(`../../core/worker${ending}`, import.meta.url).href)) as {
    startWorker: typeof startWorker;
  };
  const worker = core.startWorker(module.node);
  worker.on('message', (message) => {
    listener.onMessage(message);
  });
  worker.on('error', (error: unknown) => {
    listener.onFailure(error instanceof Error ? error.message : String(error));
  });
  worker.on('exit', (code) => {
    listener.onFailure(`exit code ${String(code)}`);
  });
  return {
    send: (message) => {
      worker.postMessage(message);
    },
    end: async () => {
      await worker.terminate();
    },
  };
}

/** Has this thread answer its messages, each with what `answer` makes of it: the thread's side of {@link startThread}. */
export async function serveThread(answer: (message: unknown) => unknown): Promise<void> {
  if (!inNode) {
    const scope = globalThis as unknown as BrowserWorker;
    scope.addEventListener('message', ({ data }) => {
      void respond(data, answer, (message) => {
        scope.postMessage(message);
      });
    });
    return;
  }
  const { parentPort } = (await importNode('node:worker_threads')) as {
    parentPort: {
      on(type: 'message', listener: (message: unknown) => void): void;
      postMessage(message: unknown): void;
    };
  };
  parentPort.on('message', (message) => {
    void respond(message, answer, (reply) => {
      parentPort.postMessage(reply);
    });
  });
}

/** An answer, or what went wrong. */
export type ThreadAnswer = { readonly result: unknown } | { readonly error: string };

async function respond(
  message: unknown,
  answer: (message: unknown) => unknown,
  reply: (answer: ThreadAnswer) => void,
): Promise<void> {
  try {
    reply({ result: await answer(message) });
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) });
  }
}

function importNode(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}
