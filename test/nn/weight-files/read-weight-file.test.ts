// Every format and number type, against the files that PyTorch and h5py wrote (test/golden/weights).
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readWeightFile, type WeightFile } from 'wt-dfn';
import { temporaryFolder } from '../../training/tiny-dataset.ts';
import { GOLDEN_WEIGHTS } from '../../support/golden-weights.ts';

const read = (name: string): Promise<WeightFile> =>
  readWeightFile(fileURLToPath(new URL(name, GOLDEN_WEIGHTS)));

function values({ tensors }: WeightFile, name: string): { shape: number[]; data: number[] } {
  const { shape, data } = tensors.get(name)!;
  return { shape: [...shape], data: [...data] };
}

describe('readWeightFile', () => {
  const folder = temporaryFolder();
  after(folder.remove);

  for (const [file, format] of [
    ['numbers.pth', 'torch'],
    ['numbers-legacy.pth', 'torch-legacy'],
  ] as const) {
    it(`reads every number type and every view from ${file}`, async () => {
      const found = await read(file);
      assert.equal(found.format, format);
      assert.deepEqual(values(found, 'float64'), { shape: [2], data: [1.5, -2.25] });
      assert.deepEqual(values(found, 'float16'), { shape: [3], data: [1.5, -2.25, 2 ** -24] });
      assert.deepEqual(values(found, 'bfloat16'), { shape: [2], data: [1.5, -2.25] });
      assert.deepEqual(values(found, 'int64'), { shape: [2], data: [-3, 2 ** 31 - 1] });
      for (const type of ['int32', 'int16', 'int8']) {
        assert.deepEqual(values(found, type), { shape: [2], data: [-3, 4] }, type);
      }
      assert.deepEqual(values(found, 'uint8'), { shape: [2], data: [3, 250] });
      assert.deepEqual(values(found, 'bool'), { shape: [2], data: [1, 0] });
      assert.deepEqual(values(found, 'scalar'), { shape: [], data: [0.25] });
      assert.deepEqual(values(found, 'empty'), { shape: [0, 3], data: [] });
      assert.deepEqual(values(found, 'transposed'), {
        shape: [4, 3],
        data: [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11],
      });
      assert.deepEqual(values(found, 'part'), { shape: [2, 2], data: [5, 6, 9, 10] });
      assert.deepEqual(values(found, 'parameter'), { shape: [1], data: [5] });
    });
  }

  it('finds the weights under state_dict, beside other things', async () => {
    const { tensors } = await read('resnet18-narrow.pth');
    assert.ok(tensors.has('module.layer4.1.conv2.weight'));
    assert.deepEqual([...tensors.get('module.bn1.num_batches_tracked')!.data], [7]);
  });

  it("reads Keras's layouts: contiguous, chunks at the edge, gzip with shuffle, 40 groups", async () => {
    const found = await read('layouts.h5');
    assert.equal(found.format, 'keras-hdf5');
    const ramp = Array.from({ length: 35 }, (_, i) => i);
    for (const name of ['contiguous:0', 'gzip:0', 'chunks:0']) {
      assert.deepEqual(values(found, `model_weights/conv1/${name}`), { shape: [5, 7], data: ramp }, name);
    }
    assert.deepEqual(values(found, 'model_weights/half'), { shape: [2, 7], data: ramp.slice(0, 14) });
    assert.deepEqual(values(found, 'model_weights/long'), { shape: [2], data: [-3, 2 ** 31 - 1] });
    assert.deepEqual(values(found, 'model_weights/scalar'), { shape: [], data: [0.25] });
    for (let i = 0; i < 40; i++) {
      const name = `model_weights/many/layer${String(i).padStart(2, '0')}/bias:0`;
      assert.deepEqual(values(found, name), { shape: [1], data: [i] });
    }
    assert.equal(found.tensors.size, 46, 'and texts are left out');
  });

  it('goes by content, not by name', async () => {
    const path = join(folder.path, 'weights.txt');
    copyFileSync(new URL('numbers.pth', GOLDEN_WEIGHTS), path);
    assert.equal((await readWeightFile(path)).format, 'torch');
  });
});
