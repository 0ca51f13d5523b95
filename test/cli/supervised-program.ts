// A program that runs itself under supervision, for supervise.test.ts: MODE is what the computing half does.
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { interruptible } from '../../lib/cli/interruptible.ts';
import { listenForStops, supervise } from '../../lib/cli/supervise.ts';

const mode = process.argv[2];
if (process.env.WT_DFN_SUPERVISED !== '1') {
  process.exitCode = await supervise(fileURLToPath(import.meta.url), process.argv.slice(2));
} else {
  listenForStops();
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (mode === 'code') process.exit(7);
  if (mode === 'crash') process.kill(process.pid, 'SIGKILL');
  if (mode === 'idle') {
    say(`pid ${String(process.pid)}`);
    await setTimeout(60_000);
  }
  const stopped = await interruptible(say, 'stopping', async (signal) => {
    say(`pid ${String(process.pid)}`);
    while (!signal.aborted || mode === 'deaf') await setTimeout(10);
    return 'stopped in order';
  });
  say(stopped);
}
