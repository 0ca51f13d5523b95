import assert from 'node:assert/strict';
import fc from 'fast-check';
import { logText } from '../../../lib/kernel/display/log-text.ts';
import { plainText } from '../../../lib/kernel/display/plain-text.ts';
import { foldedHtml, shortenText, splitText } from '../../../lib/kernel/display/shorten-text.ts';

// Half of a character outside of the basic plane; with the u flag whole ones do not match.
const CUT_CHARACTER = /\p{Surrogate}/u;

describe('plainText', () => {
  it('shortens long arrays and strings and says by how much', () => {
    assert.match(plainText(Array.from({ length: 1000 }, (_, i) => i)), /… |\.\.\. 900 more items/);
    assert.match(plainText('x'.repeat(50_000)), /\.\.\. 40000 more characters$/);
    assert.equal(plainText('x'.repeat(50_000), { quote: false }).length, 50_000);
  });

  it('names nested objects only, where there would be too many', () => {
    const cube = Array.from({ length: 60 }, () =>
      Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => [1])),
    );
    assert.match(plainText(cube), /\[Array\]/);
    assert.match(plainText([[[[1]]]]), /\[ \[ \[ 1 \] \] \]/);
  });
});

describe('shortenText', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', '\n', '\u{1f600}', 'ü'), maxLength: 400 });

  it('splits without losing anything, within its limits, and never inside of a character', () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 300 }),
        (text, maxLines, maxCharacters) => {
          const { shown, rest } = splitText(text, { maxLines, maxCharacters });
          assert.equal(shown + rest, text);
          assert.ok(shown.length <= maxCharacters);
          assert.ok(shown.replace(/\n$/, '').split('\n').length <= maxLines);
          assert.ok(text === '' || shown.length > 0);
          assert.ok(!CUT_CHARACTER.test(shown) && !CUT_CHARACTER.test(rest));
        },
      ),
    );
  });

  it('counts what it leaves out', () => {
    assert.equal(shortenText('a\nb\nc\nd', { maxLines: 2 }), 'a\nb\n… 2 more lines (3 bytes) left out …');
    assert.equal(shortenText('abcdef', { maxCharacters: 4 }), 'abcd\n… 2 more characters left out …');
    assert.equal(shortenText('a\nb', { maxLines: 2 }), 'a\nb');
  });

  it('folds only what is long', () => {
    assert.equal(foldedHtml('short'), undefined);
    assert.match(foldedHtml('x'.repeat(30_000)) ?? '', /<summary[^>]*>26,000 more characters<\/summary>/);
  });
});

describe('logText', () => {
  it('prints as console.log does', () => {
    assert.equal(logText(['a', 1, { b: 'c' }]), "a 1 { b: 'c' }");
    assert.equal(logText(['%s is %d %%', 'x', 4, 'more']), 'x is 4 % more');
    assert.equal(logText(['100 %']), '100 %');
    assert.equal(logText([]), '');
  });

  it('prints what cannot be read as well', () => {
    const bad = {
      get [Symbol.toStringTag](): never {
        throw new Error('no');
      },
    };
    assert.match(logText(['%o', bad]), /%o \[object that cannot be shown/);
  });
});
