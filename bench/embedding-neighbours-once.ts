// One measurement of ours: ROWS COLUMNS K METHOD THREADS; prints one JSON line.
import { findNeighbours } from 'wt-dfn/embedding';
import { benchPoints } from './embedding-points.ts';

const [rows, columns, k] = process.argv.slice(2, 5).map(Number) as [number, number, number];
const method = process.argv[5] === 'approximate' ? 'approximate' : 'exact';
const threads = Number(process.argv[6]);
const points = benchPoints(rows, columns);
const milliseconds: number[] = [];
for (let run = 0; run < 2; run++) {
  const begin = performance.now();
  await findNeighbours(points, k, { method, threads });
  milliseconds.push(performance.now() - begin);
}
console.log(
  JSON.stringify({
    name: `wt-dfn, ${method}`,
    seconds: Math.min(...milliseconds) / 1e3, // the peer's compiler has warmed up too
    residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1e3),
  }),
);
