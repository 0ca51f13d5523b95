/**
 * A matcher for a pattern in which `*` stands for any text and `?` for one character. What stands between two stars is
 * looked for from left to right, and the first place is kept: no later one could match more. So no pattern takes longer
 * than its length times that of the text.
 * @param pattern - of the whole text
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  const middle = rest.filter((part) => part !== '');
  return (text) => {
    if (tail === undefined) return text.length === head.length && standsAt(text, head, 0);
    const end = text.length - tail.length;
    if (end < head.length || !standsAt(text, head, 0) || !standsAt(text, tail, end)) return false;
    let from = head.length;
    for (const part of middle) {
      const found = placeOf(text, part, from, end);
      if (found === -1) return false;
      from = found + part.length;
    }
    return true;
  };
}

/** The first place of a part in a text that begins at `from` or later and ends by `end`; -1 where there is none. */
function placeOf(text: string, part: string, from: number, end: number): number {
  const last = end - part.length;
  if (!part.includes('?')) {
    const found = text.indexOf(part, from);
    return found > last ? -1 : found;
  }
  for (let at = from; at <= last; at++) if (standsAt(text, part, at)) return at;
  return -1;
}

function standsAt(text: string, part: string, at: number): boolean {
  if (!part.includes('?')) return text.startsWith(part, at);
  for (let i = 0; i < part.length; i++) {
    if (part[i] !== '?' && part[i] !== text[at + i]) return false;
  }
  return true;
}
