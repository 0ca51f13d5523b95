import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import { escapeMarkup } from '../../../figures/escape-markup.ts';

for (const [name, language] of Object.entries({ bash, javascript, json, python, typescript })) {
  highlighter.registerLanguage(name, language);
}

/**
 * Code as HTML, its words in spans of the classes `hljs-…`.
 * @param code - escaped here
 * @param language - as notebooks and Markdown name it (`typescript`, `ts`, `sh`); others stay uncoloured
 */
export function highlightCode(code: string, language: string): string {
  const known = highlighter.getLanguage(language) !== undefined;
  return known ? highlighter.highlight(code, { language, ignoreIllegals: true }).value : escapeMarkup(code);
}
