// Nearest neighbours, ours beside scikit-learn's brute force and pynndescent, on two threads: `npm run bench:neighbours`.
// Runs of ours and of a peer alternate, each in a process of its own; what counts is their ratio, pair by pair.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './report.ts';

interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly residentMegabytes: number;
}

const THREADS = '2';
const PAIRS = 3;
const SIZES = [
  [5_000, 50, 90],
  [10_000, 50, 15],
  [20_000, 50, 15],
  [20_000, 50, 90],
  [10_000, 784, 90],
] as const;

const python = process.env.WT_DFN_PYTHON ?? 'python3';
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const has = (module: string): boolean =>
  spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;

for (const size of SIZES) {
  const sizes = size.map(String);
  const ours = (method: string): Measured =>
    measure(process.execPath, [...process.execArgv, file('embedding-neighbours-once.ts'), ...sizes, method]);
  const peer = (method: string): Measured =>
    measure(python, [file('peers/embedding_neighbours.py'), ...sizes, method]);
  console.log(
    `${sizes[0]!} x ${sizes[1]!}, k = ${sizes[2]!}, ${THREADS} threads, seconds of the better of two calls`,
  );
  pairs(
    () => ours('approximate'),
    () => ours('exact'),
  );
  if (has('sklearn')) {
    pairs(
      () => ours('exact'),
      () => peer('exact'),
    );
  }
  if (has('pynndescent')) {
    pairs(
      () => ours('approximate'),
      () => peer('approximate'),
    );
  }
}

function pairs(first: () => Measured, second: () => Measured): void {
  const runs = Array.from({ length: PAIRS }, () => [first(), second()] as const);
  const summary = (values: readonly number[]): string =>
    `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
  for (const side of [0, 1] as const) {
    const { name, residentMegabytes } = runs[0]![side];
    console.log(
      `  ${name}: ${summary(runs.map((run) => run[side].seconds))}, ${String(residentMegabytes)} MB`,
    );
  }
  console.log(`  ratio, pair by pair: ${summary(runs.map(([a, b]) => b.seconds / a.seconds))}`);
}

function measure(command: string, parameters: readonly string[]): Measured {
  const { status, stdout, stderr } = spawnSync(command, [...parameters, THREADS], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured;
}
