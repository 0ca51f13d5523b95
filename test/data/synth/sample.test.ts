import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '../../../lib/data/decode-image.ts';
import { openDataset } from '../../../lib/data/open-dataset.ts';
import { drawJob } from '../../../lib/data/synth/draw-job.ts';
import { planDataset } from '../../../lib/data/synth/plan-dataset.ts';

const sample = fileURLToPath(new URL('../../../data/synthetic', import.meta.url));

// A golden test: these pixels were drawn once and committed, so another machine, Node or change of the code that draws
// other ones is noticed. On a wanted change, raise GENERATOR_VERSION and draw data/synthetic again (data/README.md).
describe('data/synthetic', () => {
  it('is a C-NMC folder with five subjects a class', async () => {
    const { kind, drawn, images, problems, notes } = await openDataset(sample);
    assert.equal(kind, 'c-nmc');
    assert.equal(drawn, true);
    assert.deepEqual(notes, []); // H2 and H6 are two people here, unlike in C-NMC
    assert.deepEqual(problems, []);
    const keys = (label: number): unknown[] =>
      images.filter((image) => image.label === label).map(({ subject }) => subject);
    assert.deepEqual(keys(1).sort(), ['1', '2', '3', '6', '8']);
    assert.deepEqual(keys(0).sort(), ['H1', 'H2', 'H3', 'H6', 'H8']);
  });

  it('holds the very pixels that the generator draws from seed 1', async () => {
    const { images } = await openDataset(sample);
    const jobs = new Map(
      planDataset({ subjects: 12, cells: 1, smears: 0, format: 'png' }).map((job) => [job.path, job]),
    );
    for (const { id, path } of images) {
      const drawn = drawJob(1, jobs.get(id)!);
      const { data } = await decodeImage(path);
      assert.ok(Buffer.from(drawn.data).equals(Buffer.from(data)), id);
    }
  });
});
