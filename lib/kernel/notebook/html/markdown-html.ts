import MarkdownRenderer from 'markdown-it';
import { cleanHtml, type CleaningRules } from './clean-html.ts';
import { highlightCode } from './highlight-code.ts';
import { addFormulas, type FormulaStore } from './markdown-formulas.ts';

const renderer = new MarkdownRenderer({
  // Raw HTML may pass here, because everything is cleaned afterwards; so may every address.
  html: true,
  linkify: false,
  highlight: highlightCode,
});
renderer.validateLink = () => true;
renderer.use(addFormulas);

/**
 * Markdown as Jupyter's users write it (tables, formulas, some HTML) as clean HTML.
 * @param markdown - of a cell or an output
 * @param rules - for links, pictures and headings
 */
export function markdownHtml(markdown: string, rules: Omit<CleaningRules, 'formulas'>): string {
  const store: FormulaStore = { formulas: [] };
  const html = renderer.render(markdown, store as unknown as Record<string, unknown>);
  return cleanHtml(html, { ...rules, formulas: store.formulas });
}
