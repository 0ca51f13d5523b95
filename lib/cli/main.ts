import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { reportError, tolerateLostOutput } from './report-error.ts';
import { listenForStops } from './supervise.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('wt-dfn')
  .description(
    'WT-DFN: weakly supervised ternary-stream data augmentation for classifying leukaemic lymphoblasts',
  )
  .version(version)
  .showHelpAfterError('(wt-dfn --help lists the commands)')
  .exitOverride();

// Each command lives in a file of its own, which exports `add…Command(program)`. Only the one that is called is loaded:
// some bring TensorFlow.js or Plotly with them, which takes seconds.
const commands = new Map<string, () => Promise<(program: Command) => void>>([
  ['start', async () => (await import('./start-command.ts')).addStartCommand],
  ['data', async () => (await import('./data-command.ts')).addDataCommand],
  ['train', async () => (await import('./train-command.ts')).addTrainCommand],
  ['evaluate', async () => (await import('./evaluate-command.ts')).addEvaluateCommand],
  ['runs', async () => (await import('./runs-command.ts')).addRunsCommand],
  ['frozen', async () => (await import('./frozen-command.ts')).addFrozenCommand],
  ['score', async () => (await import('./score-command.ts')).addScoreCommand],
  ['sweep', async () => (await import('./sweep-command.ts')).addSweepCommand],
  ['predict', async () => (await import('./predict-command.ts')).addPredictCommand],
  ['figure', async () => (await import('./figure-command.ts')).addFigureCommand],
  ['embed', async () => (await import('./embed-command.ts')).addEmbedCommand],
  ['notebook', async () => (await import('./notebook-command.ts')).addNotebookCommand],
  ['workbook', async () => (await import('./workbook-command.ts')).addWorkbookCommand],
  ['run', async () => (await import('./run-command.ts')).addRunCommand],
  ['kernel', async () => (await import('./kernel-command.ts')).addKernelCommand],
  ['weights', async () => (await import('./weights-command.ts')).addWeightsCommand],
  ['engine', async () => (await import('./engine-command.ts')).addEngineCommand],
]);
const called = commands.get(process.argv[2] ?? '');
for (const load of called === undefined ? [...commands.values()] : [called]) (await load())(program);

listenForStops();
tolerateLostOutput();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
