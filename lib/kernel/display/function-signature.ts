import { plural } from './readable-numbers.ts';

const MAX_LENGTH = 200;
const QUOTES = new Set(['"', "'", '`']);
const OPENING = '([{';
const CLOSING = ')]}';

/**
 * The line by which a function or a class is called: `async function load(path, options = {})`, `class A extends B`.
 * @param fn - a function or class
 */
export function functionSignature(fn: (...args: never[]) => unknown): string {
  const source = Function.prototype.toString.call(fn).replace(/\s+/g, ' ');
  const name = typeof fn.name === 'string' && fn.name !== '' ? fn.name : 'anonymous';
  if (source.includes('[native code]')) return `function ${name} (native, ${plural(fn.length, 'parameter')})`;
  const header = source.startsWith('class') ? source.slice(0, bodyStart(source, 0)) : functionHeader(source);
  const line = header.trim();
  // An arrow function's own text has no name.
  const named =
    line.endsWith('=>') && name !== 'anonymous' ? `${name} = ${line} …` : line.replace(/=>$/, '=> …');
  return named.length > MAX_LENGTH ? `${named.slice(0, MAX_LENGTH - 1)}…` : named;
}

// Up to the arrow, or to the body after the parameters.
function functionHeader(source: string): string {
  const open = source.indexOf('(');
  const arrow = source.indexOf('=>');
  if (arrow !== -1 && (open === -1 || arrow < open)) return source.slice(0, arrow + 2);
  const close = matching(source, open);
  const after = source.slice(close + 1);
  return source.slice(0, close + 1) + (/^\s*=>/.test(after) ? ' =>' : '');
}

// The first brace outside of brackets; an `extends` clause may hold some.
function bodyStart(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '{') return at;
    if (source[at] === '(' || source[at] === '[') at = matching(source, at);
  }
  return source.length;
}

/** The place of the bracket that closes the one at `open`; texts in quotes are passed over. */
function matching(source: string, open: number): number {
  let depth = 0;
  for (let at = Math.max(0, open); at < source.length; at++) {
    const char = source.charAt(at);
    if (QUOTES.has(char)) at = endOfText(source, at);
    else if (OPENING.includes(char)) depth++;
    else if (CLOSING.includes(char) && --depth === 0) return at;
  }
  return source.length;
}

function endOfText(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === source[start]) return at;
  }
  return source.length;
}
