import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

let source: string | undefined;

/** The text of plotly.js (its cartesian bundle), read once: for the page's inlined script and for static pictures. */
export function plotlySource(): string {
  source ??= readFileSync(createRequire(import.meta.url).resolve('plotly.js-cartesian-dist-min'), 'utf8');
  return source;
}
