import katex from 'katex';
import { escapeMarkup } from '../../../figures/escape-markup.ts';
import { withMathLetters } from './math-letters.ts';

/**
 * A formula as MathML, which browsers draw without fonts or style sheets of ours; one that is not understood is shown
 * as written.
 * @param tex - LaTeX without its dollars
 * @param display - on a line of its own
 */
export function formulaHtml(tex: string, display: boolean): string {
  let html: string;
  try {
    html = withMathLetters(
      katex.renderToString(tex, { output: 'mathml', displayMode: display, trust: false, strict: false }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    html = `<code class="unread" title="${escapeMarkup(reason)}">${escapeMarkup(tex)}</code>`;
  }
  return display ? `<span class="formula" tabindex="0">${html}</span>` : html;
}

const DELIMITERS: readonly (readonly [RegExp, boolean])[] = [
  [/^\$\$([\s\S]*)\$\$$/, true],
  [/^\\\[([\s\S]*)\\\]$/, true],
  [/^\\\(([\s\S]*)\\\)$/, false],
  [/^\$([^$]*)\$$/, false],
];

/**
 * An output of the type text/latex as MathML.
 * @param latex - with its delimiters or without
 */
export function latexHtml(latex: string): string {
  const text = latex.trim();
  for (const [pattern, display] of DELIMITERS) {
    const [, tex] = pattern.exec(text) ?? [];
    if (tex !== undefined) return formulaHtml(tex, display);
  }
  return formulaHtml(text, true);
}
