import assert from 'node:assert/strict';
import { mapSlider, ParameterError, renderSvg, thresholdSliders, type PlotlyFigure } from 'wt-dfn';

const image = { width: 4, height: 4, data: new Uint8Array(48).fill(90) };
const map = { width: 4, height: 4, data: Float32Array.from({ length: 16 }, (_, i) => i / 15) };
const small = { width: 2, height: 2, data: Float32Array.from([0, 1, 2, 3]) };
const box = { top: 1, left: 0, bottom: 3, right: 4 };
const whole = { top: 0, left: 0, bottom: 4, right: 4 };

/** The frames that a figure's sliders ask for, slider by slider. */
function wanted({ layout }: PlotlyFigure): string[][] {
  const sliders = layout['sliders'] as readonly { steps: { args: [[string], object] }[] }[];
  return sliders.map(({ steps }) => steps.map(({ args }) => args[0][0]));
}

describe('figures with sliders over attention', () => {
  const maps = mapSlider(image, [
    { label: 'mean', map: small, box: whole },
    { label: '<b>1</b>', map: small, box },
  ]);
  const thresholds = thresholdSliders(image, {
    map,
    crop: [
      { theta: 0.1, box: whole },
      { theta: 0.5, box },
    ],
    erase: [0.25, 0.5, 0.75],
  });

  it('have a frame for every step of every slider, and traces that are there', () => {
    assert.deepEqual(
      wanted(maps).map(({ length }) => length),
      [2],
    );
    assert.deepEqual(
      wanted(thresholds).map(({ length }) => length),
      [2, 3],
    );
    for (const figure of [maps, thresholds]) {
      const { frames = [], data } = figure;
      assert.deepEqual(
        frames.map(({ name }) => name),
        wanted(figure).flat(),
      );
      for (const { traces, data: changes } of frames) {
        assert.equal(traces.length, changes.length);
        assert.ok(traces.every((trace) => trace < data.length));
      }
    }
  });

  it('the crop panel zooms to the box, and the box is drawn round it', () => {
    const { frames = [], layout } = thresholds;
    assert.deepEqual(frames[1]?.layout, { xaxis2: { range: [0, 4] }, yaxis2: { range: [3, 1] } });
    assert.deepEqual(frames[1].data[0], { x: [0, 4, 4, 0, 0], y: [1, 1, 3, 3, 1] });
    assert.deepEqual((layout['yaxis2'] as { range: number[] }).range, [3, 1]);
  });

  it('the erased panel covers what reaches the threshold', () => {
    const { frames = [] } = thresholds;
    const scale = frames[2]?.data[0]?.['colorscale'] as [number, string][];
    assert.deepEqual(
      scale.map(([at]) => at),
      [0, 0.25, 0.25, 1],
    );
    assert.match(scale[0]![1], /,0\)$/);
    assert.match(scale[3]![1], /^rgb\(/);
  });

  it('names of maps are text, not markup', () => {
    const [slider] = maps.layout['sliders'] as readonly { steps: { label: string }[] }[];
    assert.equal(slider?.steps[1]?.label, '&lt;b&gt;1&lt;/b&gt;');
  });

  it('are drawn as still pictures too', async () => {
    const svg = await renderSvg(thresholds);
    assert.match(svg, /data:image\/png;base64,/);
  }).timeout(20_000);

  it('refuse no steps, and a map of another size', () => {
    assert.throws(() => mapSlider(image, []), ParameterError);
    assert.throws(() => thresholdSliders(image, { map, crop: [], erase: [0.5] }), ParameterError);
    assert.throws(
      () => thresholdSliders(image, { map: small, crop: [{ theta: 0.1, box }], erase: [0.5] }),
      /4 x 4 as the image is, got 2 x 2/,
    );
  });
});
