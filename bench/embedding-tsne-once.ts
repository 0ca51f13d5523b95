// One map by wt-dfn, for bench/embedding-tsne.ts: prints a line of JSON.
//
//   node --import tsx --conditions=wt-dfn-source bench/embedding-tsne-once.ts POINTS.f32 ROWS COLUMNS OUT.f32

import { readFileSync, writeFileSync } from 'node:fs';
import { TSNE } from '../lib/embedding/tsne/tsne.ts';

const [path, rows, columns, out] = process.argv.slice(2);
const bytes = readFileSync(path!);
const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const begin = performance.now();
const used = process.cpuUsage();
const map = await new TSNE({ threads: 2 }).fit({ data, rows: Number(rows), columns: Number(columns) });
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(used);
writeFileSync(out!, map.data);
const line = {
  seconds,
  processorSeconds: (user + system) / 1e6,
  kl: map.klDivergence,
  megabytes: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(line));
