import assert from 'node:assert/strict';
import { embedFeatures, Random, type NumberTable } from 'wt-dfn';
import { principalComponents } from 'wt-dfn/embedding';

/** Rows at random, the last of them far away from the others. */
function wide({
  rows,
  far = 0,
  columns = 120,
}: {
  rows: number;
  far?: number;
  columns?: number;
}): NumberTable {
  const random = Random.fromSeed(4);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => random.normal() / (1 + (i % columns)));
  for (let i = (rows - far) * columns; i < data.length; i++) data[i]! += 3 * (i % 2);
  return { data, rows, columns };
}

function firstOf({ data, columns }: NumberTable, rows: number): NumberTable {
  return { data: data.slice(0, rows * columns), rows, columns };
}

describe('embedFeatures', function () {
  this.timeout(60_000);

  it('reduces wide features to 50 principal components where the metric is euclidean', async () => {
    const features = wide({ rows: 60 });
    const asked50 = await embedFeatures(features, undefined, { method: 'tsne', pca: 50 });
    const { project, shares } = principalComponents(features, 50);
    const byHand = await embedFeatures(project(features), undefined, { method: 'tsne' });
    assert.deepEqual([asked50.x, asked50.y], [byHand.x, byHand.y]);
    assert.equal(asked50.reduced?.components, 50);
    assert.ok(Math.abs(asked50.reduced.share - shares.reduce((sum, share) => sum + share, 0)) < 1e-12);
    assert.match(
      asked50.words,
      /seed 1, 50 principal components of 120 features, (99|100)\.\d % of the variance$/,
    );
    assert.equal(byHand.reduced, undefined);
  });

  it('reduces none where it is not asked to', async () => {
    for (const options of [{}, { pca: 'none' }] as const) {
      const { reduced, words } = await embedFeatures(wide({ rows: 60 }), undefined, {
        method: 'tsne',
        ...options,
      });
      assert.equal(reduced, undefined);
      assert.doesNotMatch(words, /principal/);
    }
    const asked = await embedFeatures(wide({ rows: 20 }), undefined, {
      method: 'umap',
      metric: 'cosine',
      pca: 3,
    });
    assert.equal(asked.reduced?.components, 3);
  });

  for (const method of ['tsne', 'umap'] as const) {
    it(`projects placed cells by the others' mean and axes, which they do not change (${method})`, async () => {
      const features = wide({ rows: 70, far: 8 });
      const placed = Array.from({ length: 70 }, (_, i) => (i < 62 ? 0 : 1));
      const own = firstOf(features, 62);
      const both = await embedFeatures(features, placed, { method, pca: 50 });
      const alone = await embedFeatures(own, undefined, { method, pca: 50 });
      assert.deepEqual([both.x.slice(0, 62), both.y.slice(0, 62)], [alone.x, alone.y]);
      assert.equal(both.words, alone.words);
      const projected = principalComponents(own, 50).project(features);
      const byHand = await embedFeatures(projected, placed, { method });
      assert.deepEqual([both.x, both.y], [byHand.x, byHand.y]);
    });
  }

  it('says which components it cannot make', async () => {
    for (const [rows, pca, message] of [
      [
        130,
        0,
        /^embedFeatures: pca must be a whole number from 1 to 120, the number of features, or none, got 0$/,
      ],
      [130, 121, /^embedFeatures: pca must be .* got 121$/],
      [130, 2.5, /^embedFeatures: pca must be .* got 2\.5$/],
      [130, 'some' as 'none', /^embedFeatures: pca must be .* got some$/],
      [
        60,
        61,
        /^embedFeatures: pca must be a whole number from 1 to 60, the number of cells, or none, got 61$/,
      ],
    ] as const) {
      await assert.rejects(embedFeatures(wide({ rows }), undefined, { method: 'tsne', pca }), {
        name: 'ParameterError',
        message,
      });
    }
    const spoilt = wide({ rows: 60 });
    spoilt.data[121] = Number.NaN;
    await assert.rejects(
      embedFeatures(spoilt, undefined, { method: 'tsne', pca: 5 }),
      /^ParameterError: embedFeatures: features must be finite .* row 1, column 1$/,
    );
  });

  it('stops while components are sought', async () => {
    await assert.rejects(
      embedFeatures(wide({ rows: 60 }), undefined, { method: 'tsne', pca: 5, signal: AbortSignal.abort() }),
      { name: 'AbortError' },
    );
  });
});
