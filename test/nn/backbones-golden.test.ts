// Every backbone against PyTorch: full-size networks with hashed weights, and real ImageNet weights where they are.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import {
  adaptWeights,
  BACKBONES,
  loadWeights,
  normalisationOf,
  readWeightFile,
  startEngine,
  WtDfn,
  type BackboneForm,
  type BackboneName,
  type MapStride,
  type NamedArray,
} from 'wt-dfn';
import { exportArray } from '../../lib/nn/weights.ts';
import { onBackend, restoreEngineAfterwards } from '../engine/on-backend.ts';
import {
  assertStageMaps,
  fillBackbone,
  goldenImages,
  GOLDEN_WEIGHTS,
  goldenValues,
  hashed,
  kept,
} from '../support/golden-weights.ts';
import { relativeDifference } from '../support/golden-network.ts';

const TOLERANCE = 1e-4;
/** Ten times what float32 moves these gradients by in PyTorch itself. */
const GRADIENT_TOLERANCE = 3e-4;
/** A folder with the real files that make_golden.py names. */
const REAL = process.env.WT_DFN_WEIGHTS ?? '';

function networkOf(backbone: BackboneName, mapStride?: MapStride): WtDfn {
  return new WtDfn({
    backbone,
    attentionMaps: 1,
    normalisation: normalisationOf(backbone),
    ...(mapStride === undefined ? {} : { mapStride }),
  });
}

function assertForward(network: WtDfn, name: string): void {
  const images = goldenImages(network);
  tf.tidy(() => {
    assertStageMaps(network.stageMaps(images), name, TOLERANCE);
  });
  images.dispose();
}

describe('backbones say what PyTorch says', function () {
  this.timeout(120_000);
  before(() => startEngine());

  for (const backbone of [
    'resnet18',
    'efficientnet-lite0',
    'efficientnet-lite0-timm',
    'squeezenet1.1',
  ] as const) {
    it(`${backbone}, every stage, hashed weights`, () => {
      const network = networkOf(backbone);
      fillBackbone(network);
      assertForward(network, backbone);
      network.dispose();
    });
  }

  it('efficientnet-lite0 with its maps at stride 8', () => {
    const network = networkOf('efficientnet-lite0', 8);
    assert.deepEqual(
      network.stages.map(({ stride, channels }) => [stride, channels]),
      [
        [4, 24],
        [8, 40],
        [8, 112],
        [8, 1280],
      ],
    );
    fillBackbone(network);
    assertForward(network, 'efficientnet-lite0-stride8');
    network.dispose();
  });

  it('efficientnet-lite0 by the statistics of the batch', () => {
    // At 64 px the later maps have too few places for their statistics: the first two stages tell.
    const network = networkOf('efficientnet-lite0');
    fillBackbone(network);
    const images = goldenImages(network);
    const before = network.buffers.get('bn1.running_mean')!.dataSync().slice();
    tf.tidy(() => {
      assertStageMaps(
        network.stageMaps(images, { training: true }).slice(0, 2),
        'efficientnet-lite0-train',
        TOLERANCE,
      );
    });
    assert.notDeepEqual(network.buffers.get('bn1.running_mean')!.dataSync(), before);
    images.dispose();
    network.dispose();
  });

  for (const backend of ['tensorflow', 'wasm'] as const) {
    describe(`gradients of efficientnet-lite0 on ${backend}`, () => {
      restoreEngineAfterwards();
      it("are PyTorch's with frozen batch normalisation", async function () {
        await onBackend(this, backend);
        const network = networkOf('efficientnet-lite0');
        fillBackbone(network);
        const before = network.buffers.get('bn2.running_var')!.dataSync().slice();
        const images = goldenImages(network);
        const own = [...network.parameters].filter(([name]) => !/^(attention|classifier)\./.test(name));
        const { value, grads } = tf.variableGrads(
          () =>
            tf.mean(tf.square(network.stageMaps(images, { training: true, freezeBatchNorm: true }).at(-1)!)),
          own.map(([, variable]) => variable),
        );
        for (const name of [
          'conv_stem.weight',
          'blocks.0.0.conv_dw.weight',
          'blocks.2.0.conv_dw.weight',
          'blocks.4.1.bn2.weight',
          'blocks.5.1.conv_pw.weight',
          'blocks.6.0.conv_pwl.weight',
          'bn2.bias',
        ]) {
          const { data } = exportArray(name, grads[network.parameters.get(name)!.name]!);
          const difference = relativeDifference(kept(data), goldenValues(`gradient.${name}`));
          assert.ok(difference < GRADIENT_TOLERANCE, `${name}: ${String(difference)}`);
        }
        assert.deepEqual(
          network.buffers.get('bn2.running_var')!.dataSync(),
          before,
          'frozen statistics stay',
        );
        tf.dispose([images, value, grads]);
        network.dispose();
      });
    });
  }

  for (const [file, name] of [
    ['resnet18-narrow.pth', 'narrow'],
    ['resnet18-narrow-legacy.pth', 'narrow-half'],
  ] as const) {
    it(`a ResNet-18 from ${file}`, async () => {
      const form: BackboneForm = { ...BACKBONES.resnet18, widths: [4, 8, 16, 32] };
      const network = new WtDfn({ backbone: form, attentionMaps: 1 });
      const weights = adaptWeights(
        await readWeightFile(fileURLToPath(new URL(file, GOLDEN_WEIGHTS))),
        'resnet18',
      );
      const report = loadWeights(network, weights);
      assert.ok(report.missing.every((missing) => /^(attention|classifier)\./.test(missing)));
      assert.deepEqual(report.mismatched, []);
      assertForward(network, name);
      network.dispose();
    });
  }

  it("SqueezeNet in Keras's names, layout and pixels", () => {
    const network = networkOf('squeezenet1.1');
    const kernels: [string, [number, number, number, number]][] = [['conv1', [3, 3, 3, 64]]];
    let from = 64;
    [16, 16, 32, 32, 48, 48, 64, 64].forEach((squeeze, i) => {
      const fire = `fire${String(i + 2)}`;
      kernels.push([`${fire}/squeeze1x1`, [1, 1, from, squeeze]]);
      kernels.push([`${fire}/expand1x1`, [1, 1, squeeze, 4 * squeeze]]);
      kernels.push([`${fire}/expand3x3`, [3, 3, squeeze, 4 * squeeze]]);
      from = 8 * squeeze;
    });
    const tensors = new Map<string, NamedArray>(
      kernels.flatMap(([name, shape]) => {
        const scale = Math.fround(Math.sqrt(6 / (shape[0] * shape[1] * shape[2])));
        const u = hashed(`${name}/kernel`, shape[0] * shape[1] * shape[2] * shape[3]);
        const bias = hashed(`${name}/bias`, shape[3]);
        return [
          [`${name}/uniform`, { shape, data: Float32Array.from(u, (v) => Math.fround(2 * v - 1) * scale) }],
          [`${name}/${name}_b`, { shape: [shape[3]], data: Float32Array.from(bias, (v) => 0.2 * v - 0.1) }],
        ] as const;
      }),
    );
    const report = loadWeights(network, adaptWeights({ format: 'keras-hdf5', tensors }, 'squeezenet1.1'));
    assert.equal(report.loaded.length, 50);
    assertForward(network, 'keras-squeezenet');
    network.dispose();
  });

  for (const [backbone, file, name, count] of [
    ['efficientnet-lite0', 'efficientnet-lite0-57934424.pth', 'real-efficientnet-lite0', 245],
    ['squeezenet1.1', 'squeezenet_v1.1_imagenet_notop_tf.h5', 'real-keras-squeezenet', 50],
  ] as const) {
    it(`real ImageNet weights: ${file}`, async function () {
      if (!existsSync(join(REAL, file))) {
        this.test!.title += ' [skipped: set WT_DFN_WEIGHTS to the folder that holds it]';
        this.skip();
      }
      const network = networkOf(backbone);
      const weights = adaptWeights(await readWeightFile(join(REAL, file)), backbone);
      const report = loadWeights(network, weights);
      assert.equal(report.loaded.length, count);
      assert.ok(report.missing.every((missing) => /^(attention|classifier)\./.test(missing)));
      assertForward(network, name);
      network.dispose();
    });
  }
});
