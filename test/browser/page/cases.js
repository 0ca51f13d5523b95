// What is computed in Node and in the browser, with the same code. Each case gets the module wt-dfn/embedding and gives
// typed arrays, of which every bit is compared.

/** Clumps of points from whole numbers alone: no browser could round them otherwise. */
function clumps(rows, columns, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 16) & 1023) / 256;
  };
  const data = Float32Array.from({ length: rows * columns }, (_, e) => {
    const kind = Math.floor(e / columns) % 4;
    return (e % columns) % 4 === kind ? 6 + next() : next();
  });
  return { data, rows, columns };
}

const short = { earlyExaggerationIter: 60, nIter: 60 };

export const cases = {
  't-SNE by every pair, and new points in it': async ({ TSNE }) => {
    const map = await new TSNE({ ...short, perplexity: 20 }).fit(clumps(300, 8, 1));
    const placed = await map.transform(clumps(40, 8, 2), { nIter: 50 });
    return [map.data, placed.data];
  },
  't-SNE by the field': async ({ TSNE }) => [(await new TSNE(short).fit(clumps(2400, 16, 3))).data],
  't-SNE from affinities of two scales, in one dimension': async ({ TSNE, Multiscale }) => {
    const affinities = await Multiscale.of(clumps(400, 6, 4), { perplexities: [10, 40] });
    return [(await new TSNE({ ...short, nComponents: 1 }).fit(affinities)).data];
  },
  'UMAP, and new points in it': async ({ UMAP }) => {
    const umap = new UMAP({ nEpochs: 150 });
    const map = await umap.fitRows(clumps(1500, 16, 5));
    return [map.data, (await umap.transformRows(clumps(100, 16, 6))).data];
  },
  'UMAP at once, with labels, by directions': ({ UMAP }) => {
    const points = clumps(300, 8, 7);
    const umap = new UMAP({ metric: 'cosine', nEpochs: 100 });
    umap.setSupervisedProjection(Array.from({ length: 300 }, (_, i) => i % 4));
    umap.fit(points);
    return [umap.getEmbeddingRows().data];
  },
  'exact neighbours': async ({ findNeighbours }) => {
    const { indices, distances } = await findNeighbours(clumps(6000, 128, 8), 15, { method: 'exact' });
    return [indices, distances];
  },
  'approximate neighbours': async ({ findNeighbours }) => {
    const { indices, distances } = await findNeighbours(clumps(5000, 20, 9), 15, { method: 'approximate' });
    return [indices, distances];
  },
};

/** Cases whose work is worth a thread of its own, where threads can share memory. */
export const threaded = ['t-SNE by the field', 'exact neighbours'];

/** Small cases, which a page's own thread and the twins in JavaScript do as well. */
export const small = [
  't-SNE by every pair, and new points in it',
  'UMAP at once, with labels, by directions',
];

/** Begins a long map and stops it; tells how that ended. */
export async function stopped({ TSNE }) {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  try {
    await new TSNE({ nIter: 100_000, signal: stop.signal }).fit(clumps(2400, 16, 10));
    return 'was not stopped';
  } catch (error) {
    return error.constructor.name;
  }
}

/** The map on the screenshot, and the kind of each of its points. */
export async function picture({ TSNE }) {
  const { data, rows } = await new TSNE().fit(clumps(2000, 12, 11));
  return { data, kinds: Uint8Array.from({ length: rows }, (_, i) => i % 4) };
}
