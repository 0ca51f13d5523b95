// npm run test:sweep: 24 tiny runs in local processes, of which workers are killed by SIGKILL and the controller too.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { loadSweep, expandSweep } from 'wt-dfn';
import { BIN } from '../cli/run-cli.ts';
import { checkStore } from '../experiments/sweep/check-store.ts';
import { drawTinyDataset } from '../training/tiny-dataset.ts';
import { PROOF } from './proof-spec.ts';

interface LogLine {
  readonly event: string;
  readonly task?: string;
  readonly process?: number;
}

const KILLS = 3;
const folder = mkdtempSync(join(tmpdir(), 'wt-dfn-sweep-'));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

try {
  await drawTinyDataset(folder, { subjects: 4, cells: 2 });
  const spec = join(folder, 'proof.json');
  writeFileSync(spec, JSON.stringify({ ...PROOF, data: join(folder, 'C-NMC_Leukemia') }));
  const { tasks } = await expandSweep(await loadSweep(spec));
  const ids = tasks.map(({ id }) => id);
  const sweep = join(folder, 'runs', PROOF.name);
  const lines = (): LogLine[] => {
    try {
      const text = readFileSync(join(sweep, 'sweep-log.jsonl'), 'utf8');
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as LogLine);
    } catch {
      return [];
    }
  };
  const run = (...more: string[]) => {
    const child = spawn(process.execPath, [BIN, 'sweep', spec, '--store', join(folder, 'runs'), ...more], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, WT_DFN_SUPERVISED: '1' }, // the controller itself, so that it can be killed
    });
    return { child, ended: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
  };

  say(`${ids.length} runs; ${KILLS} workers and the controller will be killed by SIGKILL`);
  const first = run();
  const killed: { readonly task: string; readonly process: number }[] = [];
  while (killed.length < KILLS) {
    await setTimeout(100);
    assert.equal(first.child.exitCode, null, 'the controller ended too early');
    // Every fifth start, a moment after it: at another stage of its work each time.
    const starts = lines().filter(({ event }) => event === 'started');
    const victim = starts[killed.length * 5];
    if (victim?.task === undefined || victim.process === undefined) continue;
    await setTimeout(1500 + 2500 * killed.length);
    try {
      process.kill(victim.process, 'SIGKILL');
      say(`killed worker ${victim.process} of ${victim.task}`);
    } catch {
      say(`worker ${victim.process} of ${victim.task} had ended already`);
    }
    killed.push({ task: victim.task, process: victim.process });
  }
  await setTimeout(3000);
  first.child.kill('SIGKILL');
  await first.ended;
  const before = lines().filter(({ event }) => event === 'finished').length;
  say(`killed the controller, with ${before} of ${ids.length} runs finished; going on with --resume`);
  await setTimeout(3000); // its workers stop by themselves

  assert.equal(await run('--resume').ended, 0);
  await checkStore(sweep, ids);
  const finished = lines().filter(({ event }) => event === 'finished');
  const perTask = new Map<string, number>();
  for (const { task = '' } of finished) perTask.set(task, (perTask.get(task) ?? 0) + 1);
  assert.ok(
    [...perTask.values()].every((count) => count === 1),
    'a task was finished twice',
  );
  const crashes = lines().filter(({ event }) => event === 'crashed').length;
  assert.ok(crashes >= 1, 'no kill struck');

  const count = lines().length;
  assert.equal(await run('--resume').ended, 0);
  assert.deepEqual(
    lines()
      .slice(count)
      .map(({ event }) => event),
    ['sweep-began', 'sweep-ended'],
    'a finished sweep was repeated',
  );
  say(
    `ok: ${ids.length} runs, every one finished once; ${crashes} crashes noticed, the controller killed once; the store is whole; --resume repeats nothing`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
