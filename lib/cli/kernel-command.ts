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
        process.stdout.write(`${onlyWhere(data)}\n`);
        return;
      }
      const first = (await kernelStatus(folders)).find(({ isFirst }) => isFirst);
      if (first !== undefined && first.folder !== folder) {
        process.stdout.write(`Jupyter finds an older one first: ${first.folder}\n`);
      }
    });

  kernel
    .command('status')
    .description('tell where the kernel is installed, and whether it would start; everywhere or in one place')
    .option('--user', 'in your own folder alone')
    .option('--prefix <dir>', 'below DIR/share/jupyter')
    .option('--sys-prefix', 'in the Python environment that is switched on')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  wt-dfn kernel status --json\n  wt-dfn kernel status --prefix /opt/jupyter',
    )
    .action(async ({ json = false, ...place }: KernelPlace & { readonly json?: boolean }) => {
      const searched = jupyterDataFolders();
      const chosen = Object.keys(place).length > 0 ? dataFolderOf(place) : undefined;
      const folders = chosen === undefined ? searched : [chosen];
      const kernels = await kernelStatus(folders, searched);
      process.stdout.write(
        json
          ? `${JSON.stringify({ kernels, folders }, undefined, 2)}\n`
          : `${statusLines(kernels, chosen).join('\n')}\n`,
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

/** When Jupyter finds a kernel in a data folder that it does not search by itself. */
function onlyWhere(data: string): string {
  return `Jupyter looks there only where JUPYTER_PATH=${data} is set, or from that prefix`;
}

function statusLines(kernels: readonly InstalledKernel[], chosen: string | undefined): string[] {
  if (kernels.length === 0) {
    const where = chosen === undefined ? '' : ` in ${chosen}`;
    return [
      `not installed${where}; "wt-dfn kernel install" does it${where === '' ? '' : ', with the same option'}`,
    ];
  }
  return kernels.flatMap(({ folder, node, script, isSearched, isFirst, isThis, problem }) => [
    `${isFirst ? 'in use ' : isSearched ? 'hidden ' : 'apart  '} ${folder}`,
    ...(isSearched || chosen === undefined ? [] : [`  ${onlyWhere(chosen)}`]),
    ...(node === ''
      ? []
      : [`  node   ${node}`, `  script ${script}${isThis ? '' : ' (another wt-dfn than this one)'}`]),
    ...(problem === '' ? [] : [`  broken ${problem}`]),
  ]);
}
