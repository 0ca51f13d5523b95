import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import { boundsOnPage, elementBounds } from '../../../lib/figures/static/svg-geometry.ts';
import { pathLength, pathPoints, pointAlong } from '../../../lib/figures/static/svg-path.ts';
import { textWidth } from '../../../lib/figures/static/text-metrics.ts';

function near(got: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected} within ${tolerance}`);
}

/** The element with id "it" of an SVG drawing. */
function drawn(svg: string): Element {
  const { window } = new JSDOM(
    `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">${svg}</svg>`,
  );
  return window.document.querySelector('#it')!;
}

describe('SVG paths', () => {
  it('absolute and relative commands draw the same square', () => {
    const square = [
      [1, 1],
      [3, 1],
      [3, 3],
      [1, 3],
      [1, 1],
    ];
    for (const path of ['M1,1L3,1L3,3L1,3Z', 'm1 1l2 0 0 2-2 0z', 'M1 1H3V3H1Z', 'M1,1h2v2h-2z']) {
      assert.deepEqual(pathPoints(path), square, path);
    }
    assert.equal(pathLength(pathPoints('M1,1H3V3H1Z')), 8);
  });

  it('arcs and curves have their length: half a circle of radius 6, a straight cubic', () => {
    near(pathLength(pathPoints('M6,0A6,6 0 1,1 -6,0')), Math.PI * 6, 0.15);
    near(pathLength(pathPoints('M0,0C1,0 2,0 3,0')), 3, 1e-9);
    assert.deepEqual(pathPoints('M0,0Q1,2 2,0').at(-1), [2, 0]);
    assert.deepEqual(pathPoints('M0,0A0,0 0 0,1 5,5').at(-1), [5, 5]);
  });

  it('a point along a path', () => {
    const path = pathPoints('M0,0H10V10');
    assert.deepEqual(pointAlong(path, 4), [4, 0]);
    assert.deepEqual(pointAlong(path, 13), [10, 3]);
    assert.deepEqual(pointAlong(path, 99), [10, 10]);
    assert.deepEqual(pointAlong([], 1), [0, 0]);
  });
});

describe('SVG boxes', () => {
  it('follow translations, scales and turns up to the drawing', () => {
    const turned = drawn(
      '<g transform="translate(10,20)"><g transform="rotate(90)"><rect id="it" x="1" y="2" width="4" height="6"/></g></g>',
    );
    const { x, y, width, height } = boundsOnPage(turned);
    [x, y, width, height].forEach((value, i) => {
      near(value, [2, 21, 6, 4][i]!, 1e-9);
    });
    const scaled = drawn('<g transform="scale(2) translate(1)"><path id="it" d="M0,0L3,1"/></g>');
    assert.deepEqual(boundsOnPage(scaled), { x: 2, y: 0, width: 6, height: 2 });
  });

  it('of a group is the union of its parts', () => {
    const group = drawn(
      '<g id="it"><circle cx="5" cy="5" r="2"/><rect x="8" y="0" width="2" height="1"/><defs><rect width="99" height="99"/></defs></g>',
    );
    assert.deepEqual(elementBounds(group), { x: 3, y: 0, width: 7, height: 7 });
  });

  it('of text goes by its anchor', () => {
    const width = textWidth('Score', { size: 20, bold: false });
    const text = drawn('<text id="it" x="50" y="30" font-size="20" text-anchor="middle">Score</text>');
    near(elementBounds(text).x, 50 - width / 2, 1e-9);
    near(elementBounds(text).width, width, 1e-9);
  });
});

describe('textWidth', () => {
  it("is Arial's: 'Hi' is 0.722 + 0.222 em", () => {
    near(textWidth('Hi', { size: 1000, bold: false }), 944, 1e-9);
    assert.ok(textWidth('Hi', { size: 10, bold: true }) > textWidth('Hi', { size: 10, bold: false }));
    near(textWidth('細胞', { size: 10, bold: false }), 20, 1e-9);
  });
});
