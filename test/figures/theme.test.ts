import assert from 'node:assert/strict';
import { DARK_THEME, LIGHT_THEME, themeMapping, withTheme, type Theme } from '../../lib/figures/theme.ts';

function luminance(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  const channel = (shift: number): number => {
    const c = ((value >> shift) & 0xff) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

describe('themes', () => {
  for (const theme of [LIGHT_THEME, DARK_THEME]) {
    it(`${theme.name}: text stands out from the paper (WCAG AA)`, () => {
      for (const role of ['ink', 'faint', 'warning'] as const) {
        assert.ok(
          contrast(theme[role], theme.paper) >= 4.5,
          `${role}: ${contrast(theme[role], theme.paper)}`,
        );
      }
    });

    it(`${theme.name}: lines and marks stand out from the paper`, () => {
      const roles: readonly (keyof Theme)[] = ['raw', 'erase', 'voted', 'silhouette', 'axis', 'lymphoblast'];
      for (const role of roles) assert.ok(contrast(theme[role], theme.paper) >= 3, role);
      // Okabe and Ito's orange and sky blue are light by design: on white they lean on shape and width.
      for (const role of ['crop', 'normal'] as const) {
        assert.ok(contrast(theme[role], theme.paper) >= 2, role);
      }
    });
  }

  it('every role has a colour of its own, so that a figure can change theme', () => {
    const mapping = themeMapping(LIGHT_THEME, DARK_THEME);
    assert.equal(Object.keys(mapping).length, Object.keys(LIGHT_THEME).length - 1);
    assert.equal(new Set(Object.values(mapping)).size, Object.keys(mapping).length);
  });

  it('there and back again is the same figure', () => {
    const figure = {
      data: [{ marker: { color: [LIGHT_THEME.raw, 3, null] } }],
      layout: { a: LIGHT_THEME.ink },
    };
    const dark = withTheme(figure, LIGHT_THEME, DARK_THEME);
    assert.deepEqual(dark.layout, { a: DARK_THEME.ink });
    assert.deepEqual(withTheme(dark, DARK_THEME, LIGHT_THEME), figure);
  });
});
