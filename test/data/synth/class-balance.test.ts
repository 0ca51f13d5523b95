import assert from 'node:assert/strict';
import { silhouetteFeatures, silhouetteVector, SILHOUETTE_FEATURES } from '../../../lib/data/silhouette.ts';
import { drawJob } from '../../../lib/data/synth/draw-job.ts';
import { planDataset } from '../../../lib/data/synth/plan-dataset.ts';
import { silhouetteBaseline } from '../../../lib/evaluation/silhouette-baseline.ts';

// What must not give the classes away, measured as `wt-dfn evaluate` measures it on real cells.
describe('synthetic classes', () => {
  const colourNames = ['meanRed', 'meanGreen', 'meanBlue', 'spreadRed', 'spreadGreen', 'spreadBlue'];
  const labels: number[] = [];
  const subjects: string[] = [];
  const outlines: number[] = [];
  const colours: number[] = [];

  before(function () {
    this.timeout(120_000);
    for (const job of planDataset({ subjects: 12, cells: 6, smears: 0, format: 'png' })) {
      const image = drawJob(1, job);
      labels.push(job.label);
      subjects.push(job.label === 1 ? String(job.pair) : `H${job.pair}`);
      outlines.push(...silhouetteVector(silhouetteFeatures(image)));
      colours.push(...meanAndSpread(image.data));
    }
  });

  const auroc = (names: readonly string[], features: readonly number[]): number => {
    const table = { names, features: Float64Array.from(features), labels, subjects };
    const { value } = silhouetteBaseline(table, { folds: 4 }).report.scores.auroc;
    assert.ok(value !== null);
    return value;
  };

  it('cannot be told apart by their silhouettes: AUROC below 0.6', () => {
    const value = auroc(SILHOUETTE_FEATURES, outlines);
    assert.ok(value < 0.6, String(value));
  });

  it('cannot be told apart by mean and spread of their colours: AUROC below 0.65', () => {
    const value = auroc(colourNames, colours);
    assert.ok(value < 0.65, String(value));
  });
});

/** Mean and standard deviation of each channel over the pixels that are not black. */
function meanAndSpread(data: Uint8Array): number[] {
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] === 0) continue;
    count++;
    for (let c = 0; c < 3; c++) {
      sums[c]! += data[i + c]!;
      squares[c]! += data[i + c]! ** 2;
    }
  }
  const means = sums.map((sum) => sum / count);
  return [...means, ...squares.map((square, c) => Math.sqrt(square / count - means[c]! ** 2))];
}
