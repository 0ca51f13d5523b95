import { stripVTControlCharacters } from 'node:util';
import { isJsonType } from './notebook-schema.ts';
import type { MimeBundle } from './notebook-types.ts';

/** A path of somebody's machine in a text. */
export interface MachinePath {
  /** What was found, up to the end of the path or 60 characters. */
  readonly found: string;
  /** Line of the text, from 1. */
  readonly line: number;
}

// Not the ends of addresses (https://host/home/), of relative paths (./tmp/) and of longer ones (runs/tmp/).
const POSIX = String.raw`(?<![\w.~%*/+-])/(?:home|root|tmp|Users|private|var/folders)/[^\s"'\`<>()\\]+`;
const FILE_ADDRESS = String.raw`\bfile:///[^\s"'\`<>()\\]+`;
// In code a backslash is written twice; once means an escape, as in "x:\n", unless one of Windows' folders follows.
const WINDOWS_FOLDERS = String.raw`\b[A-Za-z]:\\(?:Users|Windows|Program|Temp|Documents)\b[^\s"'\`<>()]*`;
const WINDOWS_IN_CODE = String.raw`\b[A-Za-z]:\\\\[^\s"'\`<>()]+`;
const WINDOWS_IN_TEXT = String.raw`\b[A-Za-z]:\\+\w[^\s"'\`<>()]*`;

const IN_CODE = new RegExp([FILE_ADDRESS, POSIX, WINDOWS_FOLDERS, WINDOWS_IN_CODE].join('|'));
const IN_TEXT = new RegExp([FILE_ADDRESS, POSIX, WINDOWS_IN_TEXT].join('|'));
/** Base64, whose letters may look like a path. */
const EMBEDDED = /\bdata:[\w.+/-]+;base64,[\w+/=]+/g;
const LONGEST = 60;

/**
 * Finds absolute paths of a machine (home and temporary folders, Windows drives, file addresses), one a line at most.
 * @param text - a cell's source or what it printed
 * @param language - code, where backslashes are escapes, or text
 */
export function machinePaths(text: string, language: 'code' | 'text'): MachinePath[] {
  const pattern = language === 'code' ? IN_CODE : IN_TEXT;
  return stripVTControlCharacters(text)
    .replace(EMBEDDED, 'data:')
    .split('\n')
    .flatMap((content, i) => {
      const match = pattern.exec(content);
      return match === null ? [] : [{ found: match[0].slice(0, LONGEST), line: i + 1 }];
    });
}

function pathsInValue(value: unknown): MachinePath[] {
  if (typeof value === 'string') return machinePaths(value, 'text');
  if (typeof value !== 'object' || value === null) return [];
  // `bdata` is Plotly's name for numbers in base64.
  return Object.entries(value).flatMap(([key, inner]) => (key === 'bdata' ? [] : pathsInValue(inner)));
}

/** The same for a bundle of formats: text and JSON, not what is binary. */
export function machinePathsInBundle(data: MimeBundle): MachinePath[] {
  return Object.entries(data).flatMap(([mime, value]) => {
    const isText = isJsonType(mime) || mime.startsWith('text/') || /[/+](javascript|xml)$/.test(mime);
    return isText ? pathsInValue(value) : [];
  });
}
