// t-SNE beside openTSNE 1.0.4 (n_jobs=2): whole calls in processes of their own, taking turns, on clumps of points drawn
// from a seed. Prints each run, and the ratio of the medians; KL divergences of both maps are summed over every pair up to
// 10,000 points, from the same affinities.
//
//   WT_DFN_PYTHON=venv/bin/python npm run bench:tsne -- [ROUNDS] [ROWSxCOLUMNS ...]

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../lib/core/random.ts';
import { MultiscaleMixture } from '../lib/embedding/affinities/multiscale-mixture.ts';
import { exactRepulsion } from '../lib/embedding/tsne/exact-repulsion.ts';
import { klDivergence } from '../lib/embedding/tsne/kl-divergence.ts';

interface Run {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly kl: number;
  readonly megabytes: number;
}

const [rounds = '3', ...wanted] = process.argv.slice(2);
const sizes = wanted.length > 0 ? wanted : ['1000x50', '10000x50', '10000x784', '70000x50'];
const python = process.env.WT_DFN_PYTHON ?? 'python3';
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wt-dfn-bench-'));
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

/** Forty clumps of different widths and sizes; within each, a few directions carry most of the spread. */
function points(rows: number, columns: number): Float32Array {
  const random = Random.fromSeed(5);
  const clumps = Array.from({ length: 40 }, () => ({
    centre: Float64Array.from({ length: columns }, () => random.normal(0, 2)),
    axes: Array.from({ length: 4 }, () => Float64Array.from({ length: columns }, () => random.normal())),
    width: random.uniform(0.3, 1.5),
    share: random.uniform(0.2, 1),
  }));
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const { centre, axes, width } = clumps[random.weighted(clumps.map(({ share }) => share))]!;
    const along = axes.map(() => random.normal());
    for (let c = 0; c < columns; c++) {
      let value = centre[c]! + 0.3 * random.normal();
      for (const [a, axis] of axes.entries()) value += width * along[a]! * axis[c]!;
      data[i * columns + c] = value;
    }
  }
  return data;
}

for (const size of sizes) {
  const [rows, columns] = size.split('x').map(Number) as [number, number];
  const file = join(folder, 'points.f32');
  const data = points(rows, columns);
  writeFileSync(file, data);
  const runs: { ours: Run[]; theirs: Run[] } = { ours: [], theirs: [] };
  const once = (who: 'ours' | 'theirs'): void => {
    const args = [file, String(rows), String(columns), join(folder, `${who}.f32`)];
    const text =
      who === 'ours'
        ? execFileSync(process.execPath, [
            '--import',
            'tsx',
            '--conditions=wt-dfn-source',
            here('./embedding-tsne-once.ts'),
            ...args,
          ])
        : execFileSync(python, [here('./peers/opentsne.py'), ...args]);
    const run = JSON.parse(text.toString().trim().split('\n').at(-1)!) as Run;
    runs[who].push(run);
    console.log(
      `${size} ${who.padEnd(6)} ${run.seconds.toFixed(2)} s (processors ${run.processorSeconds.toFixed(2)} s), KL ${run.kl.toFixed(4)}, peak ${run.megabytes.toFixed(0)} MB`,
    );
  };
  for (let round = 0; round < Number(rows > 20_000 ? 1 : rounds); round++) {
    once('ours');
    once('theirs');
  }
  const seconds = (who: 'ours' | 'theirs'): number => median(runs[who].map((run) => run.seconds));
  const busy = (who: 'ours' | 'theirs'): number => median(runs[who].map((run) => run.processorSeconds));
  console.log(
    `${size}: ${(seconds('theirs') / seconds('ours')).toFixed(2)} times as fast by the clock, ${(busy('theirs') / busy('ours')).toFixed(2)} by processor time`,
  );
  if (rows <= 10_000) {
    const { P } = await MultiscaleMixture.of({ data, rows, columns }, { method: 'exact', threads: 2 });
    const exact = await exactRepulsion(rows, { dimensions: 2, dof: 1 });
    const [ours, theirs] = ['ours', 'theirs'].map((who) => {
      const bytes = readFileSync(join(folder, `${who}.f32`));
      const map = Float64Array.from(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
      const Z = exact.compute(map, new Float64Array(map.length));
      return klDivergence(P, { positions: map, reference: map, dimensions: 2, dof: 1 }, Z);
    });
    console.log(
      `${size}: KL over every pair ${ours!.toFixed(4)} against ${theirs!.toFixed(4)}: ${((100 * (ours! - theirs!)) / theirs!).toFixed(2)} %`,
    );
  }
}
rmSync(folder, { recursive: true });
