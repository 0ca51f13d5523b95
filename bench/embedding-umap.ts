// UMAP beside umap-learn (warm) and umap-js, in turn, each map in a process of its own: `embedding-umap.ts [PAIRS] [ROWS …]`.
// Prints medians of seconds, their ratios pair by pair, and the label accuracy of the maps (5 nearest on the map), mean and
// standard deviation; every map has a seed of its own.
// WT_DFN_PYTHON: a Python with umap-learn. UMAP_JS: the folder of umap-js (npm install umap-js in a folder of your own).
// The points: 20 groups in 50 columns that overlap. Ours searches neighbours in as many threads as there are processors;
// umap-learn has its default, all of them in every step.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from 'wt-dfn';
import { findNeighbours } from 'wt-dfn/embedding';
import { median } from './report.ts';

const [pairs = 3, ...sizes] = process.argv.slice(2).map(Number);
const COLUMNS = 50;
const folder = mkdtempSync(join(tmpdir(), 'wt-dfn-umap-'));
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const once = [...process.execArgv, here('embedding-umap-once.ts')];
const python = process.env.WT_DFN_PYTHON ?? 'python3';

/** Who makes maps: a name, and the command before ROWS COLUMNS POINTS MAP. */
const makers: (readonly [string, string, readonly string[]])[] = [
  ['ours', process.execPath, [...once, 'ours']],
];
if (spawnSync(python, ['-c', 'import umap'], { stdio: 'ignore' }).status === 0) {
  makers.push(['umap-learn', python, [here('peers/umap_learn.py')]]);
} else console.log(`no umap-learn at ${python} (set WT_DFN_PYTHON)`);
if (process.env.UMAP_JS !== undefined) makers.push(['umap-js', process.execPath, [...once, 'umap-js']]);
else console.log('no umap-js (set UMAP_JS)');

function makePoints(rows: number): { data: Float32Array; labels: Int32Array } {
  const random = Random.derive(1, 'bench umap');
  const middles = Array.from({ length: 20 * COLUMNS }, () => random.normal(0, 0.85));
  const common = Array.from({ length: 6 * COLUMNS }, () => random.normal(0, 0.5));
  const data = new Float32Array(rows * COLUMNS);
  const labels = Int32Array.from({ length: rows }, () => random.integer(0, 19));
  for (let i = 0; i < rows; i++) {
    const shared = Array.from({ length: 6 }, () => random.normal());
    for (let c = 0; c < COLUMNS; c++) {
      let value = middles[labels[i]! * COLUMNS + c]! + random.normal(0, 0.8);
      for (let s = 0; s < 6; s++) value += shared[s]! * common[s * COLUMNS + c]!;
      data[i * COLUMNS + c] = value;
    }
  }
  return { data, labels };
}

async function accuracy(file: string, labels: Int32Array): Promise<number> {
  const bytes = readFileSync(file);
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const places = { data, rows: labels.length, columns: 2 };
  const { indices } = await findNeighbours(places, 5);
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    const votes = new Array<number>(20).fill(0);
    for (let j = 5 * i; j < 5 * i + 5; j++) votes[labels[indices[j]!]!]!++;
    if (votes.indexOf(Math.max(...votes)) === labels[i]) right++;
  }
  return right / labels.length;
}

for (const rows of sizes.length > 0 ? sizes : [1000, 5000, 10_000]) {
  const { data, labels } = makePoints(rows);
  const points = join(folder, 'points.f32');
  writeFileSync(points, data);
  const seconds = makers.map(() => [] as number[]);
  const accuracies = makers.map(() => [] as number[]);
  for (let pair = 0; pair < pairs; pair++) {
    for (const [m, [name, command, first]] of makers.entries()) {
      const map = join(folder, 'map.f32');
      const parameters = [...first, String(rows), String(COLUMNS), points, map, String(pair)];
      const { status, stdout, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      const report = JSON.parse(stdout.trim().split('\n').at(-1)!) as { seconds: number };
      seconds[m]!.push(report.seconds);
      accuracies[m]!.push(await accuracy(map, labels));
    }
  }
  console.log(`${String(rows)} x ${String(COLUMNS)}, ${String(pairs)} maps each`);
  makers.forEach(([name], m) => {
    const ratios = seconds[m]!.map((value, pair) => value / seconds[0]![pair]!);
    console.log(
      `  ${name.padEnd(11)} ${median(seconds[m]!).toFixed(2)} s, ${median(ratios).toFixed(2)} times ours ` +
        `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), label accuracy ${mean(accuracies[m]!)}`,
    );
  });
}
rmSync(folder, { recursive: true });

/** Mean and standard deviation over the maps. */
function mean(values: readonly number[]): string {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return `${middle.toFixed(4)} ± ${Math.sqrt(squares / Math.max(1, values.length - 1)).toFixed(4)}`;
}
