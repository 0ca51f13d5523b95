import assert from 'node:assert/strict';
import { confusionMatrix } from '../../lib/figures/confusion-matrix.ts';
import { learningCurves } from '../../lib/figures/learning-curves.ts';
import { thinCurve } from '../../lib/figures/ranking-curve.ts';
import { scoreAgainstArea } from '../../lib/figures/score-against-area.ts';
import { stepCurves } from '../../lib/figures/step-curves.ts';
import { subjectDots } from '../../lib/figures/subject-dots.ts';
import { DARK_THEME, LIGHT_THEME, withTheme } from '../../lib/figures/theme.ts';
import { matchesSnapshot } from './figure-snapshot.ts';
import { epochs, SAMPLE_FIGURES } from './sample-figures.ts';

describe('figures', () => {
  for (const [name, figure] of Object.entries(SAMPLE_FIGURES)) {
    it(`${name} is as its snapshot`, () => {
      matchesSnapshot(name, figure);
    });

    it(`${name} is plain JSON and has no colour that a dark page would keep`, () => {
      const json = JSON.stringify(figure);
      assert.deepEqual(JSON.parse(JSON.stringify(JSON.parse(json))), JSON.parse(json));
      const dark = JSON.stringify(withTheme(figure, LIGHT_THEME, DARK_THEME));
      for (const [role, colour] of Object.entries(LIGHT_THEME)) {
        if (role !== 'name') assert.ok(!dark.includes(`"${colour}"`), `${role} ${colour} is left`);
      }
    });
  }

  it('learning curves leave a gap where an epoch was not scored', () => {
    const { data } = learningCurves(epochs);
    const voted = data.find(({ name, yaxis, line }) => {
      const { dash } = line as { readonly dash: string };
      return name === 'Voted' && yaxis === 'y2' && dash === 'solid';
    });
    assert.deepEqual(voted?.['y'], [0.5, null]);
  });

  it('learning curves show accuracy where there is no weighted F1', () => {
    const { layout } = learningCurves([{ epoch: 1, train: { raw: { accuracy: 0.9 } } }]);
    assert.match(JSON.stringify(layout['yaxis2']), /"accuracy"/);
  });

  it('score bars are paler than their whiskers, the vote too', () => {
    const { data } = SAMPLE_FIGURES['score-bars']!;
    for (const { marker, error_x } of data as unknown as readonly {
      readonly marker: { readonly color: readonly string[] };
      readonly error_x: { readonly color: string };
    }[]) {
      assert.equal(error_x.color, LIGHT_THEME.ink);
      for (const colour of marker.color) assert.match(colour, /^rgba\(.*,0\.1\d\)$/);
    }
  });

  it('the confusion matrix writes counts and shares of the row', () => {
    const { layout } = confusionMatrix(
      [
        [3, 1],
        [0, 0],
      ],
      { classes: ['a', 'b'] },
    );
    const texts = (layout['annotations'] as readonly { readonly text: string }[]).map(({ text }) => text);
    assert.deepEqual(texts, ['<b>3</b><br>75.0 %', '<b>1</b><br>25.0 %', '<b>0</b><br>–', '<b>0</b><br>–']);
  });

  it('step curves take means and speeds over the last steps, and know no speed for the first', () => {
    const steps = [
      { step: 1, loss: 3, images: 10, seconds: 100 },
      { step: 2, loss: 1, images: 10, seconds: 102 },
      { step: 3, loss: 2, images: 30, seconds: 105 },
    ];
    const { data } = stepCurves(steps, { window: 2 });
    assert.deepEqual(
      data.map(({ y }) => y),
      [
        [3, 1, 2],
        [3, 2, 1.5],
        [null, 5, 10],
      ],
    );
    assert.deepEqual(
      stepCurves([]).data.map(({ y }) => y),
      [[], [], []],
    );
  });

  it('subject keys come through as they are, not as markup', () => {
    const evil = '<a href="https://example.org">11</a>&amp;';
    const { data } = subjectDots([{ subject: evil, label: 1, cells: 1, meanProbability: 0.5 }], {
      classes: ['normal', '<b>blast</b>'],
    });
    assert.ok(!JSON.stringify(data).includes('<a '));
    assert.match(data[0]!['name'] as string, /^&lt;b&gt;blast&lt;\/b&gt;/);
  });

  it('the shortcut check draws no more cells than asked, smallest and largest tenth among the means', () => {
    const areas = Array.from({ length: 1000 }, (_, i) => i);
    const cells = { areas, scores: areas.map((a) => a / 1000), labels: areas.map((a) => a % 2) };
    const { data } = scoreAgainstArea(cells, { classes: ['normal', 'lymphoblast'], limit: 100 });
    const drawn = data.slice(0, 2).map(({ x }) => (x as number[]).length);
    assert.equal(drawn[0]! + drawn[1]!, 100);
    assert.deepEqual((data[2]!['x'] as number[]).slice(0, 2), [49.5, 149.5]);
    assert.equal((data[2]!['x'] as number[]).length, 10);
  });

  it('thin curves keep their ends and leave out what no one sees', () => {
    assert.deepEqual(thinCurve([0, 0.0001, 0.5, 0.5001, 1], [0, 0, 1, 1, 1]), {
      x: [0, 0.5, 1],
      y: [0, 1, 1],
    });
  });
});
