import { types } from 'node:util';
import { plainText } from './plain-text.ts';
import { countText } from './readable-numbers.ts';

const MOST_CAUSES = 10;
const SHOWN_ELSEWHERE = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/**
 * An error as text: its name and message, where it was made, its own properties, and what caused it, down to the root.
 * @param error - an Error of this or another context
 */
export function errorText(error: Error): string {
  const seen = new Set<unknown>();
  const parts: string[] = [];
  let next: unknown = error;
  while (next !== undefined && parts.length < MOST_CAUSES && !seen.has(next)) {
    seen.add(next);
    parts.push(types.isNativeError(next) ? oneError(next, seen) : plainText(next));
    next = types.isNativeError(next) ? next.cause : undefined;
  }
  if (next !== undefined) parts.push(seen.has(next) ? '[an error above, again]' : '[more causes left out]');
  return parts.join('\n\ncaused by: ');
}

/**
 * Name and message of whatever was thrown, in one line; never throws itself.
 * @param thrown - an error, or anything else
 */
export function thrownText(thrown: unknown): string {
  try {
    if (types.isNativeError(thrown)) return `${thrown.name}: ${thrown.message}`;
  } catch {
    // The error itself cannot be read; its text says so.
  }
  return plainText(thrown, { quote: false, depth: 1 });
}

function oneError(error: Error, seen: Set<unknown>): string {
  const title = thrownText(error);
  const stack = typeof error.stack === 'string' ? error.stack : '';
  // A message that was changed after the error was made is not in its stack.
  const lines = [
    stack.startsWith(title) ? stack : [title, stack.replace(/^(?!\s+at ).*\n?/gm, '')].join('\n').trimEnd(),
  ];
  const own = Object.entries(error).filter(([key]) => !SHOWN_ELSEWHERE.has(key));
  for (const [key, value] of own) lines.push(`  ${key}: ${plainText(value, { depth: 1 })}`);
  const { errors } = error as { readonly errors?: unknown };
  if (Array.isArray(errors)) {
    errors.slice(0, MOST_CAUSES).forEach((inner, i) => {
      if (seen.has(inner)) return;
      lines.push(`  [${countText(i + 1)} of ${countText(errors.length)}] ${thrownText(inner)}`);
    });
  }
  return lines.join('\n');
}
