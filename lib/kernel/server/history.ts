import type { JsonObject } from '../protocol/message.ts';
import { globMatcher } from './glob.ts';

interface HistoryEntry {
  readonly line: number;
  readonly input: string;
  output: string | null;
}

/** One line of history as the protocol wants it: session, line, and input, with its output where asked for. */
export type HistoryItem = readonly [number, number, string | readonly [string, string | null]];

/** What was run in this kernel, in order. */
export class History {
  readonly #entries: HistoryEntry[] = [];

  /** Remembers a cell. */
  add(line: number, input: string): void {
    this.#entries.push({ line, input, output: null });
  }

  /** Remembers what the last cell gave. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.at(-1);
    if (entry?.line === line) entry.output = output;
  }

  /**
   * Answers a history request: the last lines (`tail`), some lines (`range`), or those that match a pattern (`search`).
   * @param content - of the request
   */
  find(content: JsonObject): HistoryItem[] {
    const { hist_access_type: type, output } = content;
    const whole = (value: unknown, fallback: number): number =>
      typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : fallback;
    let found = this.#entries;
    if (type === 'range') {
      const start = whole(content.start, 1);
      const stop = whole(content.stop, Number.MAX_SAFE_INTEGER);
      // Session 0 is this one; others are not kept.
      found = whole(content.session, 0) > 1 ? [] : found.filter(({ line }) => line >= start && line < stop);
    } else {
      if (type === 'search') {
        const matches = globMatcher(typeof content.pattern === 'string' ? content.pattern : '*');
        found = found.filter(({ input }) => matches(input));
        if (content.unique === true) {
          const last = new Map(found.map((entry) => [entry.input, entry]));
          found = found.filter((entry) => last.get(entry.input) === entry);
        }
      }
      found = found.slice(-Math.max(0, whole(content.n, 1000)) || found.length);
    }
    return found.map(({ line, input, output: shown }) => [1, line, output === true ? [input, shown] : input]);
  }
}
