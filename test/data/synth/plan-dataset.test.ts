import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCellName } from '../../../lib/data/cell-name.ts';
import { planDataset } from '../../../lib/data/synth/plan-dataset.ts';

describe('planDataset', () => {
  it("names cells and folders as C-NMC does, with the H in a normal subject's key", () => {
    const paths = planDataset({ subjects: 2, cells: 7, smears: 1, format: 'bmp' }).map((job) => job.path);
    assert.equal(paths.length, 2 * 2 * 7 + 1);
    assert.equal(paths[0], 'C-NMC_Leukemia/training_data/fold_0/all/UID_1_1_1_all.bmp');
    assert.equal(paths[6], 'C-NMC_Leukemia/training_data/fold_0/all/UID_1_2_1_all.bmp');
    assert.equal(paths[7], 'C-NMC_Leukemia/training_data/fold_0/hem/UID_H1_1_1_hem.bmp');
    assert.equal(paths.at(-1), 'smears/smear_1_all.png');
  });

  it('has names that read back, unique paths, folds disjoint by subject and both classes in every fold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 30 }), fc.integer({ min: 1, max: 20 }), (subjects, cells) => {
        const jobs = planDataset({ subjects, cells, smears: 0, format: 'png' });
        assert.equal(new Set(jobs.map((job) => job.path)).size, 2 * subjects * cells);
        const foldOf = new Map<string, string>();
        const seen = new Set<string>();
        for (const { path, label, pair } of jobs) {
          const [, , fold, folder, name] = path.split('/') as [string, string, string, string, string];
          const read = parseCellName(name);
          assert.equal(read?.label, label);
          assert.equal(read.subject, label === 1 ? String(pair) : `H${pair}`);
          assert.equal(foldOf.get(read.subject) ?? fold, fold);
          foldOf.set(read.subject, fold);
          seen.add(`${fold}/${folder}`);
        }
        assert.equal(seen.size, 6);
        assert.equal(foldOf.size, 2 * subjects);
      }),
      { numRuns: 25 },
    );
  });
});
