import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** What our modules end in: `.ts` in a checkout, `.js` in the published package. A notebook may have loaded them anew, with a query. */
export const SOURCE_ENDING: '.ts' | '.js' = new URL(import.meta.url).pathname.endsWith('.ts') ? '.ts' : '.js';

/**
 * Starts a worker thread from one of our modules, whether we run from TypeScript sources (through tsx) or compiled.
 * @param module - the worker's file, as `new URL('./decode-worker.ts', import.meta.url)`; the build turns the name's
 *   ending into the compiled one
 * @param options - as for Node's Worker
 */
export function startWorker(module: URL, options: WorkerOptions = {}): Worker {
  if (SOURCE_ENDING === '.ts') {
    // A worker does not inherit loaders registered at run time, so it registers tsx itself and then loads the module.
    // Its place comes by require, as test runners that load us through it offer no import.meta.resolve.
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx'));
    const api = new URL('./esm/api/index.mjs', tsx);
    const loader = `import { register } from ${JSON.stringify(api.href)}; register(); await import(${JSON.stringify(module.href)});`;
    return new Worker(new URL(`data:text/javascript,${encodeURIComponent(loader)}`), {
      ...options,
      execArgv: [],
    });
  }
  return new Worker(new URL(module.href.replace(/\.ts$/, '.js')), options);
}
