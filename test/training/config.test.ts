import assert from 'node:assert/strict';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { AUGMENT_METHOD_DEFAULTS } from '../../lib/data/baselines/augment-methods.ts';
import { changeConfig, setInConfig } from '../../lib/training/config/change-config.ts';
import { CONFIG_DEFAULTS } from '../../lib/training/config/config-defaults.ts';
import { parseConfig } from '../../lib/training/config/parse-config.ts';
import { findPreset, PRESETS } from '../../lib/training/presets/find-preset.ts';

const refused = (act: () => unknown, message: RegExp): void => {
  assert.throws(act, (error) => error instanceof ParameterError && message.test(error.message));
};

describe('config', () => {
  it("holds the family's values by default", () => {
    const { model, loss, optimiser, training, streams } = CONFIG_DEFAULTS;
    assert.deepEqual(
      [model.attentionMaps, model.featureScale, loss.centreWeight, loss.centreRate],
      [32, 100, 1, 0.05],
    );
    assert.deepEqual([optimiser.learningRate, optimiser.momentum, optimiser.weightDecay], [1e-3, 0.9, 1e-5]);
    assert.deepEqual([optimiser.decayRate, optimiser.decayEvery, training.batch], [0.9, 2, 12]);
    assert.deepEqual(streams.used, ['raw', 'crop', 'erase']);
    assert.equal(streams.cropFrom, 'input');
    assert.equal(streams.attentionOnForeground, false);
  });

  it('takes the parameters of augmentation methods one by one', () => {
    const { augment } = setInConfig(CONFIG_DEFAULTS, [
      'augment.method=gridMask',
      'augment.gridMask.unit=0.2,0.4',
      'augment.cutout.fill=black',
    ]);
    assert.equal(augment.method, 'gridMask');
    assert.deepEqual(augment.gridMask, { ...CONFIG_DEFAULTS.augment.gridMask, unit: [0.2, 0.4] });
    assert.deepEqual(augment.cutout, { length: 0.5, fill: 'black' });
  });

  it('reads the settings of a run from before there were methods, samplers and passes', () => {
    // readRun lays a run's settings over the defaults; what it lacks must be what was done then.
    const old = JSON.parse(JSON.stringify(findPreset('quick').config)) as Record<
      string,
      Record<string, unknown>
    >;
    const { augment, training } = old as {
      augment: Record<string, unknown>;
      training: Record<string, unknown>;
    };
    const methods = ['method', ...Object.keys(AUGMENT_METHOD_DEFAULTS)];
    old['augment'] = Object.fromEntries(Object.entries(augment).filter(([key]) => !methods.includes(key)));
    old['training'] = Object.fromEntries(
      Object.entries(training).filter(([key]) => !['passes', 'sampler', 'sizeBins'].includes(key)),
    );
    assert.deepEqual(changeConfig(CONFIG_DEFAULTS, old), findPreset('quick').config);
    const { method } = CONFIG_DEFAULTS.augment;
    const { sampler, passes } = CONFIG_DEFAULTS.training;
    assert.deepEqual([method, sampler, passes], ['none', 'shuffle', null]);
  });

  it('survives JSON', () => {
    for (const { config } of PRESETS)
      assert.deepEqual(parseConfig(JSON.parse(JSON.stringify(config))), config);
  });

  it('fills in what runs of before layer-wise rates and other normalisations lack', () => {
    const { normalisation, ...input } = CONFIG_DEFAULTS.input;
    const { layerDecay, ...optimiser } = CONFIG_DEFAULTS.optimiser;
    assert.deepEqual([normalisation, layerDecay], ['imagenet', 1]);
    assert.deepEqual(
      changeConfig(CONFIG_DEFAULTS, { ...CONFIG_DEFAULTS, input, optimiser }),
      CONFIG_DEFAULTS,
    );
  });

  it('knows that SqueezeNet gives smaller maps, since it pads nothing', () => {
    const model = { backbone: 'squeezenet1.1', mapStride: 16 } as const;
    refused(() => changeConfig(CONFIG_DEFAULTS, { model, input: { size: 32 } }), /less than 2x2/);
    assert.equal(changeConfig(CONFIG_DEFAULTS, { model, input: { size: 33 } }).input.size, 33);
  });

  const cases: readonly (readonly [assignment: string, message: RegExp])[] = [
    ['streams.erasefill=black', /streams\.erasefill is not a setting; did you mean streams\.eraseFill\?/],
    ['streams.eraseFill=blak', /streams\.eraseFill must be mean, grey165, black or noise, got "blak"/],
    ['attentionMaps=3', /did you mean model\.attentionMaps\?/],
    ['modle.weights=x', /modle is not a setting; did you mean model\?/],
    ['optimiser.layerDecay=0', /optimiser\.layerDecay must be a number above 0, at most 1, got 0/],
    ['input.normalisation=raw', /input\.normalisation must be imagenet or centred, got "raw"/],
    ['model.backbone=squeezenet1.1', /at most stride 16, got 32/],
    ['training.epochs=fast', /training\.epochs must be a whole number from 1 on, got "fast"/],
    ['training.epochs=1.5', /training\.epochs must be a whole number/],
    ['training.epochs=', /training\.epochs must be/],
    ['training.batch=0', /training\.batch must be a whole number from 1/],
    ['optimiser.learningRate=-1', /optimiser\.learningRate must be a number above 0, got -1/],
    ['optimiser.momentum=1', /optimiser\.momentum must be a number from 0 to below 1, got 1/],
    ['streams.used=crop', /with raw among them/],
    ['streams.used=raw,raw', /different streams/],
    ['streams.cropThresholdTrain=[0.6,0.4]', /low <= high/],
    [
      'augment.method=cutmix',
      /augment\.method must be none, randomResizedCrop, .* or keepAugment, got "cutmix"/,
    ],
    ['augment.cutout.length=2', /augment\.cutout\.length must be a number from 0 to 1, got 2/],
    ['augment.cutout.lenght=1', /did you mean augment\.cutout\.length\?/],
    ['augment.gridMask.unit=[1,0.5]', /augment\.gridMask\.unit must be two numbers \[low, high\]/],
    [
      'augment.hideAndSeek.fill=pink',
      /augment\.hideAndSeek\.fill must be mean or black or noise, got "pink"/,
    ],
    ['training.sampler=size', /training\.sampler must be shuffle, sizeBalanced or classBalanced/],
    ['training.passes=0', /training\.passes must be a whole number from 1 on/],
    ['loss.classWeights=[1]', /two numbers above 0/],
    ['model.mapStride=12', /model\.mapStride must be 8, 16 or 32, got 12/],
    ['model=3', /model must be a section/],
    ['__proto__.polluted=1', /__proto__ is not a setting/],
    ['training.vote=weighted', /training\.vote must be mean/],
    ['input.size=32', /less than 2x2/],
    ['epochs', /expected SECTION\.SETTING=VALUE/],
    ['=3', /expected SECTION\.SETTING=VALUE/],
  ];
  for (const [assignment, message] of cases) {
    it(`refuses --set ${assignment}`, () => {
      refused(() => setInConfig(CONFIG_DEFAULTS, [assignment]), message);
    });
  }

  it('refuses settings that do not go together', () => {
    refused(
      () => changeConfig(CONFIG_DEFAULTS, { streams: { used: ['raw'] }, training: { vote: 'rawCrop' } }),
      /needs the crop stream/,
    );
    refused(
      () => changeConfig(CONFIG_DEFAULTS, { streams: { cropFrom: 'original' }, input: { detailSize: 100 } }),
      /detailSize must be at least/,
    );
    refused(() => changeConfig(CONFIG_DEFAULTS, { model: { backbone: 'nano' } }), /mapStride/);
  });

  it('names every mistake, and a missing setting', () => {
    refused(
      () =>
        parseConfig({ ...CONFIG_DEFAULTS, model: { ...CONFIG_DEFAULTS.model, attentionMaps: undefined } }),
      /model\.attentionMaps is missing; it must be a whole number/,
    );
    refused(
      () => changeConfig(CONFIG_DEFAULTS, { training: { epochs: 0, batch: 'x' } }, 'my.json'),
      /^my\.json: .*epochs.*; .*batch/,
    );
  });

  it('reads values by their type', () => {
    const config = setInConfig(CONFIG_DEFAULTS, [
      'streams.used=raw, crop',
      'training.vote=rawCrop',
      'streams.cropThresholdTrain=0.3,0.5',
      'loss.classWeights=[1,2]',
      'training.epochs=3',
      'training.epochs=4',
      'optimiser.freezeBatchNorm=true',
    ]);
    assert.deepEqual(config.streams.used, ['raw', 'crop']);
    assert.deepEqual(config.streams.cropThresholdTrain, [0.3, 0.5]);
    assert.deepEqual(config.loss.classWeights, [1, 2]);
    assert.equal(config.training.epochs, 4);
    assert.equal(config.optimiser.freezeBatchNorm, true);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('leaves the base as it is', () => {
    const before = JSON.stringify(CONFIG_DEFAULTS);
    setInConfig(CONFIG_DEFAULTS, ['training.epochs=3']);
    assert.equal(JSON.stringify(CONFIG_DEFAULTS), before);
  });
});

describe('findPreset', () => {
  it('gives every preset by its name', () => {
    for (const preset of PRESETS) assert.equal(findPreset(preset.name), preset);
    assert.deepEqual(
      PRESETS.map(({ name }) => name),
      ['nano', 'quick', 'resnet18', 'paper'],
    );
  });

  it('guesses what was meant', () => {
    refused(() => findPreset('quik'), /did you mean quick\?/);
    refused(() => findPreset('zzz'), /take nano, quick, resnet18, paper/);
  });
});
