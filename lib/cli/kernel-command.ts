import type { Command } from 'commander';
import { processEnvironment } from '../engine/native-environment.ts';
import { jupyterDataFolders } from '../kernel/install/jupyter-folders.ts';
import { installKernel } from '../kernel/install/install-kernel.ts';
import { dataFolderOf, placeOption, type KernelPlace } from '../kernel/install/kernel-place.ts';
import { kernelStatus, type InstalledKernel } from '../kernel/install/kernel-status.ts';
import { uninstallKernel } from '../kernel/install/uninstall-kernel.ts';

/**
 * `wt-dfn kernel start|install|status|uninstall`.
 * @param program - the command line to add it to
 */
export function addKernelCommand(program: Command): void {
  const kernel = program.command('kernel').description('TypeScript in Jupyter: the kernel of our notebooks');

  kernel
    .command('start')
    .description('run the kernel; Jupyter calls this')
    .requiredOption('--connection-file <file>', 'as the front end wrote it')
    .option('--no-check', 'run cells in spite of type errors (WT_DFN_TYPE_CHECK=off does the same)')
    .action(async ({ connectionFile, check }: { connectionFile: string; check: boolean }) => {
      const { runKernel } = await import('../kernel/server/run-kernel.ts');
      await runKernel(connectionFile, {
        environment: processEnvironment(),
        check: check && process.env.WT_DFN_TYPE_CHECK !== 'off',
      });
    });

  kernel
    .command('install')
    .description('make Jupyter offer "TypeScript (WT-DFN)"; needs no Python')
    .option('--user', 'for yourself (default)')
    .option('--prefix <dir>', 'below DIR/share/jupyter')
    .option('--sys-prefix', 'for the Python environment that is switched on (VIRTUAL_ENV or CONDA_PREFIX)')
    .addHelpText(
      'after',
      '\nJUPYTER_DATA_DIR names another folder of your own.\n\nExample:\n  wt-dfn kernel install',
    )
    .action(async (place: KernelPlace) => {
      const data = dataFolderOf(place);
      const folder = await installKernel(data, placeOption(place));
      process.stdout.write(`installed: ${folder}\n`);
      const folders = jupyterDataFolders();
      if (!folders.includes(data)) {
        process.stdout.write(
          `Jupyter looks there only where JUPYTER_PATH=${data} is set, or from that prefix\n`,
        );
        return;
      }
      const first = (await kernelStatus(folders)).find(({ isFirst }) => isFirst);
      if (first !== undefined && first.folder !== folder) {
        process.stdout.write(`Jupyter finds an older one first: ${first.folder}\n`);
      }
    });

  kernel
    .command('status')
    .description('tell where the kernel is installed, and whether it would start')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  wt-dfn kernel status --json')
    .action(async ({ json = false }: { json?: boolean }) => {
      const folders = jupyterDataFolders();
      const kernels = await kernelStatus(folders);
      process.stdout.write(
        json
          ? `${JSON.stringify({ kernels, folders }, undefined, 2)}\n`
          : `${statusLines(kernels).join('\n')}\n`,
      );
    });

  kernel
    .command('uninstall')
    .description('take the kernel away again, everywhere that Jupyter looks or from one place')
    .option('--user', 'from your own folder alone')
    .option('--prefix <dir>', 'from below DIR/share/jupyter')
    .option('--sys-prefix', 'from the Python environment that is switched on')
    .addHelpText('after', '\nExample:\n  wt-dfn kernel uninstall')
    .action(async (place: KernelPlace) => {
      const chosen = Object.keys(place).length > 0;
      const removed = await uninstallKernel(chosen ? [dataFolderOf(place)] : jupyterDataFolders());
      for (const folder of removed) process.stdout.write(`removed: ${folder}\n`);
      if (removed.length === 0) process.stdout.write('not installed there\n');
    });
}

function statusLines(kernels: readonly InstalledKernel[]): string[] {
  if (kernels.length === 0) return ['not installed; "wt-dfn kernel install" does it'];
  return kernels.flatMap(({ folder, node, script, isFirst, isThis, problem }) => [
    `${isFirst ? 'in use ' : 'hidden '} ${folder}`,
    ...(node === ''
      ? []
      : [`  node   ${node}`, `  script ${script}${isThis ? '' : ' (another wt-dfn than this one)'}`]),
    ...(problem === '' ? [] : [`  broken ${problem}`]),
  ]);
}
