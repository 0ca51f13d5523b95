import assert from 'node:assert/strict';
import fc from 'fast-check';
import { globMatcher } from '../../../lib/kernel/server/glob.ts';
import { History } from '../../../lib/kernel/server/history.ts';

/** The definition itself, as slow as it likes. */
function matches(pattern: string, text: string): boolean {
  const [first] = pattern;
  if (first === undefined) return text === '';
  const rest = pattern.slice(1);
  if (first === '*') return matches(rest, text) || (text !== '' && matches(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && matches(rest, text.slice(1));
}

describe('history', () => {
  it('matches globs as their definition says', () => {
    const word = (letters: string, maxLength: number) =>
      fc.array(fc.constantFrom(...letters.split('')), { maxLength }).map((each) => each.join(''));
    fc.assert(
      fc.property(word('ab*?', 8), word('ab\n', 10), (pattern, text) => {
        assert.equal(globMatcher(pattern)(text), matches(pattern, text));
      }),
      { numRuns: 3000 },
    );
    assert.ok(globMatcher('*(x) + [y].$*')('a (x) + [y].$ b'));
  });

  it('answers a pattern of many stars over long texts at once', () => {
    const history = new History();
    for (let line = 1; line <= 20; line++) history.add(line, 'a'.repeat(100_000));
    for (const pattern of ['*a*a*a*a*a*a*a*a*b', `${'*a'.repeat(1000)}*b*`, `${'*?a'.repeat(30)}*b`]) {
      const begun = performance.now();
      assert.deepEqual(history.find({ hist_access_type: 'search', pattern }), []);
      assert.ok(performance.now() - begun < 1000, `${pattern.slice(0, 20)}: ${performance.now() - begun} ms`);
    }
  });

  it('gives each input once, at its last place, where that is asked for', () => {
    const history = new History();
    for (const [i, input] of ['x = 1', 'y', 'x = 1', 'x = 2'].entries()) history.add(i + 1, input);
    assert.deepEqual(history.find({ hist_access_type: 'search', pattern: 'x*', unique: true }), [
      [1, 3, 'x = 1'],
      [1, 4, 'x = 2'],
    ]);
  });
});
