import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { formulaHtml } from './formula-html.ts';

/** Formulas met while Markdown is rendered, finished: the text holds a {@link FORMULA_MARK} for each, by number. */
export interface FormulaStore {
  readonly formulas: string[];
}

/** The element that stands for a formula until the text around it has been cleaned. */
export const FORMULA_MARK = 'wt-formula';

function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text[from - 1] === '\\') from--;
  return (at - from) % 2 === 1;
}

/** Where the closing dollars are, or -1. A dollar before a digit is money, and so is one after a space. */
function closing(text: string, from: number, fence: '$' | '$$'): number {
  for (let at = text.indexOf(fence, from); at !== -1; at = text.indexOf(fence, at + 1)) {
    if (isEscaped(text, at)) continue;
    const content = text.slice(from, at);
    if (content.trim() === '') return -1;
    if (fence === '$$') return at;
    if (/^\s|\s$|\n\s*\n/.test(content) || /\d/.test(text[at + 1] ?? '')) return -1;
    return at;
  }
  return -1;
}

function inlineFormula(state: StateInline, silent: boolean): boolean {
  const text = state.src.slice(0, state.posMax);
  if (text[state.pos] !== '$') return false;
  const fence = text.startsWith('$$', state.pos) ? '$$' : '$';
  const from = state.pos + fence.length;
  const end = closing(text, from, fence);
  if (end === -1) return false;
  if (!silent) {
    const token = state.push('formula', '', 0);
    token.content = text.slice(from, end);
    token.meta = { display: fence === '$$' };
  }
  state.pos = end + fence.length;
  return true;
}

/** How a block of formulas that begins so ends, and whether its delimiters are part of the LaTeX. */
function blockEnd(line: string): { readonly fence: string; readonly kept: boolean } | undefined {
  if (line.startsWith('$$')) return { fence: '$$', kept: false };
  const [, environment] = /^\\begin\{([a-z]+\*?)\}/i.exec(line) ?? [];
  return environment === undefined ? undefined : { fence: `\\end{${environment}}`, kept: true };
}

// Before Markdown's own rules see the lines: one that begins with = or - would make a heading of the formula.
function blockFormula(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const indent = state.blkIndent;
  if ((state.sCount[startLine] ?? 0) - indent >= 4) return false;
  const first = state.getLines(startLine, startLine + 1, indent, false).trimStart();
  const block = blockEnd(first);
  if (block === undefined) return false;
  for (let line = startLine; line < endLine; line++) {
    if (line > startLine && (state.sCount[line] ?? 0) < indent && !state.isEmpty(line)) return false;
    const text = state.getLines(startLine, line + 1, indent, false).trimStart();
    const open = block.kept ? 0 : block.fence.length;
    const end = text.indexOf(block.fence, open);
    if (end === -1) continue;
    const after = end + block.fence.length;
    if (text.slice(after).trim() !== '' || text.slice(open, end).trim() === '') return false;
    if (silent) return true;
    const token = state.push('formula', '', 0);
    token.block = true;
    token.content = text.slice(open, block.kept ? after : end);
    token.meta = { display: true };
    token.map = [startLine, line + 1];
    state.line = line + 1;
    return true;
  }
  return false;
}

/**
 * Teaches Markdown the formulas that Jupyter knows: `$…$`, `$$…$$` and LaTeX environments. Rendering needs a
 * {@link FormulaStore} as its environment.
 */
export function addFormulas(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('escape', 'formula', inlineFormula);
  markdown.block.ruler.before('fence', 'formula', blockFormula, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
  markdown.renderer.rules['formula'] = (tokens, index, _options, environment) => {
    const { formulas } = environment as unknown as FormulaStore;
    const token = tokens[index];
    const { display } = token?.meta as { display: boolean };
    formulas.push(formulaHtml(token?.content ?? '', display));
    const mark = `<${FORMULA_MARK} data-index="${formulas.length - 1}"></${FORMULA_MARK}>`;
    return token?.block === true ? `<p>${mark}</p>\n` : mark;
  };
}
