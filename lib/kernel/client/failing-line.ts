import { stripVTControlCharacters } from 'node:util';

/**
 * The line of a cell where an error arose, as its traceback tells: `Cell In[3], line 2`, `cell 3, line 2`,
 * `cell 3:2:5`, `In[3]:2:5`, `[3]:2:5`.
 * @param traceback - of the error, with or without colours
 * @param executionCount - the kernel's number of the cell; frames of other cells do not count
 * @returns the line, from 1; undefined where the traceback does not tell
 */
export function failingLine(traceback: readonly string[], executionCount: number | null): number | undefined {
  const text = stripVTControlCharacters(traceback.join('\n'));
  const frames = text.matchAll(/(?:\b(?:cell|In)[ ._-]?\[?|\[)(\d+)\]?(?:\.tsx?)?(?:, line |:)(\d+)/gi);
  for (const [, count, line] of frames) {
    if (executionCount === null || Number(count) === executionCount) return Number(line);
  }
  return undefined;
}
