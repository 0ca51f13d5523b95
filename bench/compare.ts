import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../lib/engine/native-environment.ts';
import { median, type Measurement } from './report.ts';

/** What to compare: a script of ours in this folder and its peer's, both called with SIZE BATCH STEPS. */
export interface Comparison {
  readonly title: string;
  readonly ours: string;
  readonly peer: string;
  readonly size: number;
  readonly batch: number;
  readonly steps: number;
  /** How many alternating pairs of runs. */
  readonly pairs: number;
}

const python = process.env.WT_DFN_PYTHON ?? 'python3';
const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * Runs ours and the peer's in turn, each in a process of its own, and prints both with their ratio pair by pair.
 * Without a Python that has torch, only ours. PyTorch collapses when other work uses the cores: run it on a quiet machine.
 */
export function compare({ title, ours, peer, size, batch, steps, pairs }: Comparison): void {
  const sizes = [size, batch, steps].map(String);
  const hasPeer = spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
  const ratios: number[] = [];
  const rates: [number[], number[]] = [[], []];
  let names = ['', ''];
  for (let pair = 0; pair < pairs; pair++) {
    // Ours with the memory settings that the command line gives its computing process.
    const us = measure(
      process.execPath,
      [...process.execArgv, `${folder}${ours}`, ...sizes],
      processEnvironment(),
    );
    const threads = process.env.WT_DFN_THREADS ?? String(availableParallelism());
    const them = hasPeer ? measure(python, [`${folder}peers/${peer}`, ...sizes, threads]) : undefined;
    rates[0].push(us.imagesPerSecond);
    if (them === undefined) {
      names = [us.name, ''];
      continue;
    }
    rates[1].push(them.imagesPerSecond);
    ratios.push(us.imagesPerSecond / them.imagesPerSecond);
    names = [us.name, them.name];
  }
  console.log(
    `${title}, ${String(size)} px, batch ${String(batch)}, ${String(pairs)} runs of ${String(steps)}`,
  );
  console.log(`  ${names[0]!}: ${summary(rates[0])} images/s`);
  if (!hasPeer) {
    console.log(`  no PyTorch at ${python} (set WT_DFN_PYTHON): nothing to compare with`);
    return;
  }
  console.log(`  ${names[1]!}: ${summary(rates[1])} images/s`);
  console.log(`  ratio, pair by pair: ${summary(ratios, 2)}`);
}

/** "median (least to most)". */
function summary(values: readonly number[], digits = 1): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

function measure(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Measurement {
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measurement;
}
