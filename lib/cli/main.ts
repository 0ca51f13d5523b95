import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addDataCommand } from './data-command.ts';
import { addEngineCommand } from './engine-command.ts';
import { addEvaluateCommand } from './evaluate-command.ts';
import { addFigureCommand } from './figure-command.ts';
import { addPredictCommand } from './predict-command.ts';
import { addScoreCommand } from './score-command.ts';
import { reportError, tolerateClosedPipes } from './report-error.ts';
import { addStartCommand } from './start-command.ts';
import { listenForStops } from './supervise.ts';
import { addTrainCommand } from './train-command.ts';

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

// Each command lives in a file of its own, which exports `add…Command(program)`.
addDataCommand(program);
addEngineCommand(program);
addStartCommand(program);
addTrainCommand(program);
addEvaluateCommand(program);
addScoreCommand(program);
addPredictCommand(program);
addFigureCommand(program);

listenForStops();
tolerateClosedPipes();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
