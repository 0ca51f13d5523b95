import assert from 'node:assert/strict';
import sharp from 'sharp';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { renderPng } from '../../lib/figures/render-png.ts';
import { renderSvg } from '../../lib/figures/render-svg.ts';
import { hasFonts } from '../../lib/figures/static/has-fonts.ts';
import { SAMPLE_FIGURES } from './sample-figures.ts';

// What a reader must find in each static picture.
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'learning-curves': [
    'Learning curves',
    'epoch',
    'loss',
    'weighted F1 (WF1S)',
    'Raw',
    'Voted',
    'best: epoch 2',
  ],
  'roc-curves': ['false-positive rate (1 − specificity)', 'true-positive rate (sensitivity)', 'Voted 0.875'],
  'pr-curves': ['recall (sensitivity)', 'precision', 'Raw 0.688'],
  'confusion-matrix': ['called', 'truly', 'lymphoblast', '100.0 %'],
  'reliability-curve': ['stated probability of lymphoblast', 'observed share', 'cells'],
  'subject-dots': ['mean probability of lymphoblast', 'H3', 'normal (1 subject)'],
  'score-against-area': ['cell area in pixels of the original image', 'rank correlation 1.00'],
  'estimate-dots': ['difference of AUROC', 'bars: 95 % intervals', '+0.020 [-0.030, +0.070]'],
  'step-curves': ['Training, step by step', 'loss of a step', 'images/s', 'mean of 2 steps'],
  'embedding-by-class': [
    'openTSNE of raw features',
    '6 cells',
    'normal (2)',
    'lymphoblast (3)',
    'not known (1)',
  ],
  'embedding-by-subject': ['Map of cells', '7 (1)', '11 (2)', 'H3 (2)'],
  'embedding-placed': ['mean brightness of the cell, 0 to 255', 'map', 'placed'],
  'embedding-audit': [
    'more often than beside other people',
    'Subject (3)',
    'neighbours name it: 88.0 %, of other people 58.0 %',
    'silhouette 0.52',
    'fold_1 (4)',
    'rank correlation with 2 neighbours: 0.93',
  ],
  'embedding-panels': ['Raw, before', 'neighbours name it: 50 %', 'one legend for both', 'lymphoblast (3)'],
  'score-bars': ['AUROC', 'weighted F1 (WF1S)', 'Silhouette only', 'undefined'],
};

describe('renderSvg', function () {
  this.timeout(120_000);

  for (const [name, figure] of Object.entries(SAMPLE_FIGURES)) {
    it(`draws ${name} whole: its words, and no number that is none`, async () => {
      const svg = await renderSvg(figure);
      assert.match(svg, /^<svg[^>]* role="img"><title>/);
      assert.ok(!/NaN|undefined[^<]*"|Infinity/.test(svg));
      const text = svg.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
      for (const words of EXPECTED[name]!) assert.ok(text.includes(words), `"${words}" is not in: ${text}`);
    });
  }

  it('gives the same text again, whatever was drawn between, and leaves the figure as it was', async () => {
    const figure = SAMPLE_FIGURES['roc-curves']!;
    const before = JSON.stringify(figure);
    const [first, , second] = await Promise.all([
      renderSvg(figure),
      renderSvg(SAMPLE_FIGURES['score-bars']!),
      renderSvg(figure),
    ]);
    assert.equal(first, second);
    assert.equal(JSON.stringify(figure), before);
  });

  it('refuses what needs WebGL, by name', async () => {
    for (const type of ['scattergl', 'scatter3d', 'surface', 'splom', 'scattermapbox']) {
      await assert.rejects(renderSvg({ data: [{ type }], layout: {} }), (error: Error) => {
        assert.ok(error instanceof ParameterError);
        assert.match(error.message, new RegExp(`type ${type} need WebGL`));
        return true;
      });
    }
  });

  it('refuses sizes that make no picture, and gives up in time', async () => {
    const figure = SAMPLE_FIGURES['pr-curves']!;
    await assert.rejects(renderSvg(figure, { width: 0 }), /width must be 10 to 10000 pixels, got 0/);
    await assert.rejects(renderSvg(figure, { height: Number.NaN }), ParameterError);
    await assert.rejects(renderSvg(figure, { timeout: 0 }), /gave no picture within 0 ms/);
    assert.match(await renderSvg(figure, { width: 300, height: 200 }), /width="300" height="200"/);
  });
});

describe('renderPng', function () {
  this.timeout(120_000);

  it('has the asked number of pixels, and more than one colour', async function () {
    if (!(await hasFonts())) this.skip();
    const png = await renderPng(SAMPLE_FIGURES['confusion-matrix']!, { width: 333, height: 222, scale: 1.5 });
    const { width, height } = await sharp(png).metadata();
    assert.deepEqual([width, height], [500, 333]);
    const { channels } = await sharp(png).stats();
    assert.ok(channels.some(({ stdev }) => stdev > 5));
  });

  it('takes fewer bytes with a palette, for the same number of pixels', async () => {
    const figure = SAMPLE_FIGURES['embedding-panels']!;
    const [whole, few] = [await renderPng(figure), await renderPng(figure, { palette: true })];
    assert.ok(few.length < whole.length);
    assert.equal((await sharp(few).metadata()).width, (await sharp(whole).metadata()).width);
  });

  it('draws an SVG picture at its own size, or at another', async () => {
    const picture = {
      svg: '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2" viewBox="0 0 4 2"><rect width="4" height="2" fill="#0000ff"/></svg>',
      width: 4,
      height: 2,
    };
    const own = await sharp(await renderPng(picture, { scale: 1 }))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.deepEqual([own.info.width, own.info.height], [4, 2]);
    assert.deepEqual([...own.data.subarray(0, 3)], [0, 0, 255]);
    const { width, height } = await sharp(await renderPng(picture, { width: 40, height: 20 })).metadata();
    assert.deepEqual([width, height], [80, 40]);
  });

  it('refuses a scale that gives no picture', async () => {
    const figure = SAMPLE_FIGURES['pr-curves']!;
    await assert.rejects(renderPng(figure, { scale: 0 }), ParameterError);
    await assert.rejects(renderPng(figure, { scale: 100 }), /both must be 1 to 16384/);
  });
});
