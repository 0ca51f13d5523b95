import type { Command } from 'commander';
import { EngineError } from '../core/errors/engine-error.ts';
import { engineStatus, type EngineStatus } from '../engine/engine-status.ts';
import type { EngineAttempt } from '../engine/engine.ts';
import { installEngine, removeEngines } from '../engine/install-engine.ts';
import { interruptible } from './interruptible.ts';
import { progressPrinter } from './progress-printer.ts';

/**
 * `wt-dfn engine status|install|remove`.
 * @param program - the command line to add it to
 */
export function addEngineCommand(program: Command): void {
  const engine = program
    .command('engine')
    .description('the arithmetic behind it: native TensorFlow, WebAssembly or plain JavaScript');

  engine
    .command('status')
    .description('tell which engine runs here, and why not a faster one; downloads nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  wt-dfn engine status --json')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await engineStatus();
      process.stdout.write(
        json === true ? `${JSON.stringify(status, undefined, 2)}\n` : statusLines(status).join('\n') + '\n',
      );
    });

  engine
    .command('install')
    .description(
      "provision native TensorFlow into the user's cache: upstream's prebuilt binding where its server answers, else the " +
        'official wheel through pip (230 MB) and one C++ compiler call',
    )
    .option(
      '--gpu',
      'take the CUDA 12 build and NVIDIA’s libraries (2.4 GB to download; Linux x64 with a driver)',
    )
    .option('--force', 'make it anew even where one is there')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nWT_DFN_CACHE names another cache folder; pip’s own settings (mirrors, proxies) count.\n\nExample:\n  wt-dfn engine install',
    )
    .action(async (options: { gpu?: boolean; force?: boolean; json?: boolean }) => {
      const { gpu = false, force = false, json = false } = options;
      const printer = progressPrinter({ silent: json });
      const { ready, tried } = await interruptible(printer.say, 'stopping', (signal) =>
        installEngine({ gpu, force, signal, onProgress: printer.listener }),
      ).finally(printer.stop);
      if (json) process.stdout.write(`${JSON.stringify({ ready: ready ?? null, tried }, undefined, 2)}\n`);
      else for (const line of attemptLines(tried)) process.stdout.write(`${line}\n`);
      if (ready === undefined) {
        throw new EngineError(
          'no native engine could be made here; wt-dfn runs in WebAssembly, several times slower',
        );
      }
      if (!json) {
        process.stdout.write(
          `ready: TensorFlow ${ready.library}${ready.gpu ? ' on the GPU' : ''} (${ready.path})\n`,
        );
      }
    });

  engine
    .command('remove')
    .description("remove every engine from the user's cache and tell what that frees")
    .addHelpText('after', '\nExample:\n  wt-dfn engine remove')
    .action(async () => {
      const { folder, bytes } = await removeEngines();
      process.stdout.write(`freed ${megabytes(bytes)} in ${folder}\n`);
    });
}

function statusLines(status: EngineStatus): string[] {
  const { backend, version, threads, gpu, cache } = status;
  return [
    `engine   ${backend} ${version}, ${threads} thread${threads === 1 ? '' : 's'}`,
    `gpu      ${gpu ?? (status.nvidiaDriver ? 'none in use; "wt-dfn engine install --gpu" provisions one' : 'none')}`,
    `runs on  ${status.machine}, Node ${status.node}, TensorFlow.js ${status.tfjs}`,
    `cache    ${cache.folder} (${megabytes(cache.bytes)})`,
    ...cache.engines.map((name) => `         ${name}`),
    ...(status.notice === '' ? [] : [`notice   ${status.notice}`]),
    'tried',
    ...attemptLines(status.tried).map((line) => `  ${line}`),
  ];
}

function attemptLines(tried: readonly EngineAttempt[]): string[] {
  return tried.map(
    ({ what, ok, reason, seconds }) =>
      `${ok ? 'ok  ' : 'no  '} ${what}${ok ? ` (${seconds} s)` : `: ${reason}`}`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
