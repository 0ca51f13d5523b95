// Begins long work, stops it, and says how that went: one JSON line a case. The process must then end by itself, which it
// does not while a worker thread is left.
import { findNeighbours, TSNE, UMAP, type DenseRows } from 'wt-dfn/embedding';

type Watch = Pick<NonNullable<Parameters<typeof findNeighbours>[2]>, 'signal' | 'onProgress'>;

/** Points in ten clumps. */
function points(rows: number, columns: number): DenseRows {
  const data = Float32Array.from({ length: rows * columns }, (_, e) => {
    const kind = Math.floor(e / columns) % 10;
    return (e % columns === kind ? 6 : 0) + ((e * e * 31 + e * 7) % 1009) / 500;
  });
  return { data, rows, columns };
}

/** What is begun, and the phase in which it is stopped. */
const CASES: readonly (readonly [name: string, phase: string, begin: (watch: Watch) => Promise<unknown>])[] =
  [
    [
      'exact neighbours',
      'neighbours',
      (watch) => findNeighbours(points(20_000, 64), 15, { ...watch, threads: 2, method: 'exact' }),
    ],
    [
      'approximate neighbours',
      'neighbours',
      (watch) => findNeighbours(points(60_000, 32), 15, { ...watch, threads: 2 }),
    ],
    [
      'exact neighbours on one thread',
      'neighbours',
      (watch) => findNeighbours(points(9000, 64), 15, { ...watch, threads: 1 }),
    ],
    [
      'TSNE.fit in its descent',
      'early exaggeration',
      (watch) => new TSNE({ ...watch, threads: 2, earlyExaggerationIter: 1e6 }).fit(points(2000, 8)),
    ],
    [
      'TSNE.fit in its neighbours',
      'neighbours',
      (watch) => new TSNE({ ...watch, threads: 2, neighbors: 'exact' }).fit(points(20_000, 64)),
    ],
    [
      'UMAP.fitRows in its neighbours',
      'neighbours',
      (watch) => new UMAP({ threads: 2 }).fitRows(points(20_000, 64), watch),
    ],
    [
      'UMAP.fitRows in its epochs',
      'UMAP',
      (watch) => new UMAP({ nEpochs: 1e6 }).fitRows(points(1000, 8), watch),
    ],
    [
      'UMAP.fitRows in its first layout',
      'neighbours done',
      (watch) => new UMAP({ threads: 1 }).fitRows(points(6000, 16), watch),
    ],
  ];

for (const [name, stopIn, begin] of CASES) {
  const stop = new AbortController();
  let asked = NaN;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch: Watch = {
    signal: stop.signal,
    onProgress: ({ phase, done, total }) => {
      if (timer !== undefined || (stopIn !== phase && !(stopIn === `${phase} done` && done === total)))
        return;
      // Asked for when the timer is due: a thread that is busy beyond that hears it late, and that counts.
      asked = performance.now() + 30;
      timer = setTimeout(() => {
        stop.abort();
      }, 30);
    },
  };
  let ended = 'was not stopped';
  try {
    await begin(watch);
  } catch (error) {
    ended = error instanceof Error ? error.name : String(error);
  }
  const milliseconds = performance.now() - asked;
  process.stdout.write(`${JSON.stringify({ name, ended, milliseconds })}\n`);
}
