import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { escapeMarkup, scriptJson } from '../../lib/figures/escape-markup.ts';

describe('escapeMarkup', () => {
  it('comes back as it was from an HTML parser, in text and in attributes', () => {
    const { document } = new JSDOM('').window;
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((s) => !/[\r\0]/.test(s));
    fc.assert(
      fc.property(text, fc.constantFrom('', '<script>', '"onx="', "'", '&lt;', '-->'), (a, b) => {
        const value = a + b;
        const element = document.createElement('div');
        element.innerHTML = `<p title="${escapeMarkup(value)}">${escapeMarkup(value)}</p>`;
        assert.equal(element.children.length, 1);
        assert.equal(element.firstElementChild!.textContent, value);
        assert.equal(element.firstElementChild!.getAttribute('title'), value);
      }),
    );
  });

  it('replaces what XML forbids', () => {
    assert.equal(escapeMarkup('a\u0000b\ud800c\td\ne'), 'a\ufffdb\ufffdc\td\ne');
  });
});

describe('scriptJson', () => {
  it('is JSON of the same value, without anything that ends a script or a line', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('</script>', '<!--', '\u2028', '\u2029', ']]>'),
        (value, evil) => {
          const json = scriptJson([value, evil]);
          assert.ok(!/[<>&\u2028\u2029]/.test(json));
          assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify([value, evil])));
        },
      ),
    );
  });
});
