import assert from 'node:assert/strict';
import fc from 'fast-check';
import sharp from 'sharp';
import { hasFonts } from '../../../lib/figures/static/has-fonts.ts';
import { displayBundle } from '../../../lib/kernel/display/display-value.ts';
import { jsonSafe } from '../../../lib/kernel/display/json-safe.ts';
import { isPlotlyFigure } from '../../../lib/kernel/display/plotly-bundle.ts';
import { SAMPLE_FIGURES } from '../../figures/sample-figures.ts';

const PLOTLY = 'application/vnd.plotly.v1+json';

describe('displayBundle of Plotly figures', function () {
  this.timeout(60_000);

  it('gives the live figure with its size, a picture of that size, and a text', async function () {
    if (!(await hasFonts())) this.skip();
    const figure = {
      data: [{ x: Float32Array.from([1, 2, 3]), y: [1, NaN, Infinity] }],
      layout: { title: { text: 'Loss <b>curve</b>' }, width: 300, height: 200 },
      frames: [{ name: 'a', data: [{ y: [1, 2, -Infinity] }] }],
    };
    const { data, metadata } = await displayBundle(figure);
    assert.deepEqual(Object.keys(data).sort(), [PLOTLY, 'image/png', 'text/plain']);
    const live = JSON.parse(JSON.stringify(data[PLOTLY])) as typeof figure;
    assert.deepEqual(live.data, [{ x: [1, 2, 3], y: [1, null, null] }]);
    assert.deepEqual([live.layout.width, live.layout.height], [300, 200]);
    assert.deepEqual(live.frames[0]!.data[0]!.y, [1, 2, null]);
    assert.deepEqual(metadata['image/png'], { width: 300, height: 200 });
    const picture = await sharp(Buffer.from(data['image/png'] as string, 'base64')).metadata();
    assert.deepEqual([picture.width, picture.height], [600, 400]);
    assert.equal(data['text/plain'], 'Plotly figure "Loss curve": 1 trace (scatter), 300 x 200 pixels');
    assert.ok(Number.isNaN(figure.data[0]!.y[1]), 'the figure itself is not changed');
  });

  it('sends figures that cannot be drawn live, and says why there is no picture', async () => {
    const { data } = await displayBundle({
      data: [{ type: 'scatter3d', x: [1], y: [1], z: [1] }],
      layout: {},
    });
    assert.deepEqual(Object.keys(data).sort(), [PLOTLY, 'text/plain']);
    assert.match(data['text/plain'] as string, /1 trace \(scatter3d\).*no picture of it: .*WebGL/);
  });

  it('knows figures from other objects with data', () => {
    for (const figure of Object.values(SAMPLE_FIGURES)) assert.ok(isPlotlyFigure(figure));
    assert.ok(isPlotlyFigure({ data: [{ y: [1, 2] }] }));
    assert.ok(isPlotlyFigure({ data: [], layout: {} }));
    for (const other of [
      { data: [{ id: 1 }] },
      { data: [1], layout: {} },
      { data: 'x' },
      [],
      { data: [], total: 0 },
      { data: [{ y: [1] }], layout: 5 },
    ]) {
      assert.ok(!isPlotlyFigure(other));
    }
  });
});

describe('jsonSafe', () => {
  it('leaves what JSON can hold as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(JSON.stringify(jsonSafe(value))), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives of anything what JSON can hold', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withMap: true }),
        (value) => {
          const safe = jsonSafe(value);
          if (safe !== undefined) assert.deepEqual(JSON.parse(JSON.stringify(safe)), safe);
        },
      ),
    );
  });

  it('ends circles, nesting without end and floods with a clear word', () => {
    const ring: unknown[] = [];
    ring.push(ring);
    assert.deepEqual(jsonSafe(ring), ['[circular]']);
    let deep: unknown[] = [];
    for (let i = 0; i < 10_000; i++) deep = [deep];
    assert.throws(() => jsonSafe(deep), /deeper than 200 levels/);
    assert.throws(() => jsonSafe(new Float32Array(11), { maxValues: 10 }), /more than 10 values/);
  });
});
