/** Where Unicode has the capital A and the small a of an alphabet. */
const ALPHABETS: Readonly<Record<string, readonly [capital: number, small: number]>> = {
  'double-struck': [0x1d538, 0x1d552],
  script: [0x1d49c, 0x1d4b6],
  fraktur: [0x1d504, 0x1d51e],
};

/** Letters that Unicode had before it had the alphabets. */
const EARLIER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'double-struck': { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' },
  script: {
    B: 'ℬ',
    E: 'ℰ',
    F: 'ℱ',
    H: 'ℋ',
    I: 'ℐ',
    L: 'ℒ',
    M: 'ℳ',
    R: 'ℛ',
    e: 'ℯ',
    g: 'ℊ',
    o: 'ℴ',
  },
  fraktur: { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' },
};

function mathLetter(letter: string, alphabet: string): string {
  const [capital, small] = ALPHABETS[alphabet] ?? [];
  if (capital === undefined || small === undefined || !/^[A-Za-z]$/.test(letter)) return letter;
  const earlier = EARLIER[alphabet]?.[letter];
  if (earlier !== undefined) return earlier;
  const isCapital = letter <= 'Z';
  const code = letter.charCodeAt(0) - (isCapital ? 65 : 97);
  return String.fromCodePoint((isCapital ? capital : small) + code);
}

/**
 * Writes letters of special alphabets (`\mathbb{R}`, `\mathcal{L}`) as the characters that Unicode has for them:
 * browsers no longer draw the attribute by which MathML names the alphabet.
 * @param mathml - as KaTeX makes it
 */
export function withMathLetters(mathml: string): string {
  return mathml.replace(
    /<(m[in]|mtext) mathvariant="(double-struck|script|fraktur)">([^<]*)</g,
    (_whole, tag: string, alphabet: string, letters: string) =>
      `<${tag} mathvariant="normal">${Array.from(letters, (letter) => mathLetter(letter, alphabet)).join('')}<`,
  );
}
