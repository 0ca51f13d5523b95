import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { auditPanels, embeddingAudit } from '../../lib/figures/embedding-audit.ts';
import { colouringOf, MAP_COLOURS } from '../../lib/figures/embedding-cells.ts';
import { categoryStyle, DISTINCT_STYLES, viridisScale } from '../../lib/figures/embedding-colours.ts';
import { mapFindings, type AuditedMap } from '../../lib/figures/embedding-findings.ts';
import { embeddingPanels } from '../../lib/figures/embedding-panels.ts';
import { mapRange } from '../../lib/figures/embedding-axes.ts';
import { embeddingMap, WEBGL_FROM } from '../../lib/figures/embedding-map.ts';
import { renderSvg } from '../../lib/figures/render-svg.ts';
import { LIGHT_THEME } from '../../lib/figures/theme.ts';
import { sampleAudit, sampleCells } from './sample-maps.ts';

/** So many cells on a spiral, every second a lymphoblast. */
function spiral(count: number) {
  const at = Array.from({ length: count }, (_, i) => i);
  return {
    x: at.map((i) => i * Math.cos(i)),
    y: at.map((i) => i * Math.sin(i)),
    labels: at.map((i) => i % 2),
    classes: ['normal', 'lymphoblast'],
  };
}

function colours(figure: ReturnType<typeof embeddingMap>): unknown[] {
  return figure.data.map(({ marker }) => (marker as { readonly color: unknown }).color);
}

describe('embeddingMap', () => {
  it("has the paper's colours: lymphoblasts green, normal leukocytes orange, in shapes of their own", () => {
    const { data } = embeddingMap({ ...sampleCells, labels: [0, 0, 1, 1, 1, 1] });
    assert.deepEqual(
      data.map(({ name, marker }) => {
        const { color, symbol } = marker as Record<string, unknown>;
        return [name, color, symbol];
      }),
      [
        ['normal (2)', LIGHT_THEME.crop, 'circle'],
        ['lymphoblast (4)', LIGHT_THEME.erase, 'diamond'],
      ],
    );
  });

  it('keeps the colour of a class where the map shows no other', () => {
    const { data } = embeddingMap({
      x: [1, 2],
      y: [1, 2],
      labels: [1, 1],
      classes: ['normal', 'lymphoblast'],
    });
    assert.equal(data.length, 1);
    assert.equal((data[0]!['marker'] as { color: string }).color, LIGHT_THEME.erase);
  });

  it('has equal scales and no ticks, whatever the shape of the map', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (stretch) => {
        const cells = { x: [0, stretch], y: [0, 1] };
        const { x, y, aspect } = mapRange(cells);
        const [width, height] = [x[1] - x[0], y[1] - y[0]];
        assert.ok(Math.abs(height / width - aspect) < 1e-9 && aspect >= 0.5 && aspect <= 1.2);
        assert.ok(x[0] < 0 && x[1] > stretch && y[0] < 0 && y[1] > 1);
        const { layout } = embeddingMap(cells);
        assert.equal((layout['yaxis'] as Record<string, unknown>)['scaleanchor'], 'x');
        for (const axis of ['xaxis', 'yaxis']) {
          const { ticks, showticklabels } = layout[axis] as Record<string, unknown>;
          assert.deepEqual([ticks, showticklabels], ['', false]);
        }
      }),
    );
  });

  it('uses WebGL for many cells on a live page only; what becomes a file never does', async () => {
    const many = spiral(WEBGL_FROM);
    const types = (live: boolean, cells = many) => embeddingMap(cells, { live }).data.map(({ type }) => type);
    assert.deepEqual(types(true), ['scattergl', 'scattergl']);
    assert.deepEqual(types(false), ['scatter', 'scatter']);
    assert.deepEqual(types(true, spiral(WEBGL_FROM - 1)), ['scatter', 'scatter']);
    assert.match(await renderSvg(embeddingMap(spiral(300))), /^<svg/);
  });

  it('puts placed cells on top, larger and edged, and the others small and pale', () => {
    const { data } = embeddingMap({ ...spiral(10), placed: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1] });
    assert.deepEqual(
      data.map(({ name }) => name),
      ['normal, map (3)', 'lymphoblast, map (3)', 'normal, placed (2)', 'lymphoblast, placed (2)'],
    );
    const marker = (i: number) => data[i]!['marker'] as { size: number; opacity: number };
    assert.ok(marker(2).size > marker(0).size && marker(2).opacity > marker(0).opacity);
    assert.equal(embeddingMap({ ...spiral(10), placed: new Uint8Array(10) }).data.length, 2);
  });

  it('leaves the legend out where nobody could read it, and says so', () => {
    const subjects = Array.from({ length: 80 }, (_, i) => `P${i}`);
    const { layout } = embeddingMap({ ...spiral(80), subjects }, { colour: 'subject' });
    assert.equal(layout['showlegend'], false);
    assert.match(JSON.stringify(layout['title']), /80 of them: colours and shapes repeat after 35/);
  });

  it('draws cells of which nothing is known, one cell, and none', () => {
    const { data, layout } = embeddingMap({ x: [3], y: [4] });
    assert.deepEqual(colours({ data, layout }), [LIGHT_THEME.raw]);
    assert.match(JSON.stringify(layout['title']), /1 cells; class not known/);
    assert.doesNotThrow(() => embeddingMap({ x: [], y: [] }));
    assert.doesNotThrow(() => embeddingMap({ x: [1, 1], y: [2, 2] }));
  });

  it('shows names of files and people as text', () => {
    const evil = '<a href="https://example.org">x</a>';
    const json = JSON.stringify(
      embeddingMap({ x: [1], y: [1], images: [evil], subjects: [evil] }, { colour: 'subject', title: evil }),
    );
    assert.ok(!json.includes('<a '));
  });

  it('refuses lists of another length and places that are nowhere', () => {
    assert.throws(() => embeddingMap({ x: [1, 2], y: [1] }), /y must have one entry a cell \(2\), got 1/);
    assert.throws(() => embeddingMap({ x: [1], y: [1], folds: [] }), ParameterError);
    assert.throws(() => embeddingMap({ x: [NaN], y: [1] }), /places must be finite, got NaN, 1 for cell 0/);
  });
});

describe('colourings', () => {
  it('order people by number, then letter, and ends of scales leave odd cells out', () => {
    const people = colouringOf({ x: [1, 2, 3], y: [1, 2, 3], subjects: ['H3', '11', '7'] }, 'subject');
    assert.deepEqual(people?.kind === 'category' && people.names, ['7', '11', 'H3']);
    const area = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1e9 : i));
    const scale = colouringOf({ x: area, y: area, area }, 'area');
    assert.deepEqual(scale?.kind === 'number' && [scale.low, scale.high], [2, 98]);
    for (const colour of MAP_COLOURS) assert.equal(colouringOf({ x: [1], y: [1] }, colour), undefined);
    assert.equal(colouringOf({ x: [1], y: [1], stain: [NaN] }, 'stain'), undefined);
  });

  it('tell as many people apart as they promise', () => {
    const styles = Array.from({ length: DISTINCT_STYLES }, (_, code) =>
      JSON.stringify(categoryStyle(LIGHT_THEME, 'subject', { code, of: DISTINCT_STYLES })),
    );
    assert.equal(new Set(styles).size, DISTINCT_STYLES);
    const scale = viridisScale();
    assert.deepEqual(
      [scale[0], scale.at(-1)],
      [
        [0, '#440154'],
        [1, '#fde725'],
      ],
    );
  });
});

describe('mapFindings', () => {
  const first = (change: Partial<AuditedMap>): string => mapFindings({ ...sampleAudit, ...change })[0] ?? '';

  it('says what the numbers say, not always the same', () => {
    assert.match(
      first({}),
      /^Cells lie beside cells of the same person more often than beside other people's cells of their class: 60\.0 % .* against 20\.0 %/,
    );
    const mixed = {
      subject: { ...sampleAudit.subject!, share: 0.2 },
      othersOfClass: { share: 0.6, chance: 0.4 },
    };
    assert.match(first(mixed), /same person 2\.0 times as often as by chance, and .* 1\.5 times as often/);
    const votes = (within: number, across: number, people = 49): string =>
      mapFindings({
        ...sampleAudit,
        subject: { ...sampleAudit.subject!, groups: people },
        within: { ...sampleAudit.within!, balancedAccuracy: within },
        across: { ...sampleAudit.across!, balancedAccuracy: across },
      })[1]!;
    assert.match(votes(0.9, 0.52), /across people the map knows nothing of the class/);
    assert.match(votes(0.95, 0.6), /most of what looks like class is the person/);
    assert.match(votes(0.9, 0.8), /a part of what looks like class is the person/);
    assert.match(votes(0.92, 0.9), /the class is there across people\.$/);
    assert.match(votes(0.6, 0.52, 8), /knows nothing of the class; but 8 people are too few to be sure\.$/);
    assert.match(votes(0.9, 0.81, 8), /the class is there across people; but 8 people/);
    assert.match(votes(0.9, 0.81, 16), /a part of what looks like class is the person\.$/);
  });

  it('warns of a shortcut where a place tells size or stain, and not where it does not', () => {
    const text = (stain: number, area: number): string =>
      mapFindings({ ...sampleAudit, stain, area }).join(' ');
    assert.match(text(0.2, 0.93), /tells how large it is \(rank correlation 0\.93\): such a shortcut/);
    assert.match(text(0.1, 0.2), /tells little of how dark it is stained/);
  });

  it('says that nobody can say where people are not known, and nothing where nothing is', () => {
    const nobody = { subject: null, across: null, othersOfClass: null };
    assert.match(first(nobody), /how much of this is the person nobody can say/);
    const nothing = { ...nobody, within: null, class: null, fold: null, stain: null, area: null };
    assert.deepEqual(mapFindings({ ...sampleAudit, ...nothing }), []);
  });
});

describe('embeddingAudit', () => {
  it('has a panel for what is known and none for what is not', () => {
    const titles = (cells: typeof sampleCells): string[] =>
      auditPanels(cells, sampleAudit).map(({ title }) => title);
    assert.deepEqual(titles(sampleCells), ['Class', 'Subject (3)', 'Fold', 'Stain', 'Cell area']);
    assert.deepEqual(titles({ x: [1], y: [1] }), []);
    const { layout } = embeddingAudit({ x: [1, 2], y: [1, 2], labels: [0, 1] }, sampleAudit);
    assert.ok('yaxis' in layout && !('yaxis2' in layout));
    assert.doesNotThrow(() => embeddingAudit({ x: [1], y: [1] }, sampleAudit));
  });
});

describe('embeddingPanels', () => {
  const legends = (figure: ReturnType<typeof embeddingPanels>): unknown[] =>
    figure.data.filter(({ showlegend }) => showlegend !== false).map(({ legend }) => legend);

  it('says by one legend what is the same in all panels, and by one each what is not', () => {
    const panel = { title: 'a', cells: sampleCells };
    assert.deepEqual(new Set(legends(embeddingPanels([panel, panel]))), new Set(['legend']));
    const other = { title: 'b', cells: { ...sampleCells, labels: [0, 0, 0, 0, 0, 0] } };
    assert.deepEqual(new Set(legends(embeddingPanels([panel, other]))), new Set(['legend', 'legend2']));
    const byFold = { ...panel, colour: 'fold' } as const;
    assert.deepEqual(new Set(legends(embeddingPanels([panel, byFold]))), new Set(['legend', 'legend2']));
  });

  it('draws cells of which nothing is known', () => {
    assert.equal(embeddingPanels([{ title: 'a', cells: { x: [1, 2], y: [1, 2] } }]).data.length, 1);
  });

  it('gives each map a scale of its own, and all the same shape', () => {
    const wide = { x: [0, 100], y: [0, 1] };
    const { layout } = embeddingPanels([
      { title: 'near', cells: { ...wide, x: [0, 1], labels: [0, 1] } },
      { title: 'far', cells: { ...wide, labels: [0, 1] } },
    ]);
    const [x, y, x2, y2] = ['xaxis', 'yaxis', 'xaxis2', 'yaxis2'].map((name) => {
      const [low, high] = (layout[name] as { range: [number, number] }).range;
      return high - low;
    });
    assert.ok(x2! > 50 * x!);
    assert.ok(Math.abs(y! / x! - y2! / x2!) < 1e-9);
  });

  it('refuses columns that are none, and places that are nowhere', () => {
    assert.throws(() => embeddingPanels([], { columns: 0 }), ParameterError);
    assert.throws(() => embeddingPanels([{ title: 'a', cells: { x: [NaN], y: [0] } }]), ParameterError);
    assert.doesNotThrow(() => embeddingPanels([]));
  });
});
