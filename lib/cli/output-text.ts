import { stripVTControlCharacters } from 'node:util';
import type { MimeBundle, NotebookOutput } from '../kernel/notebook/notebook-types.ts';

/**
 * An output as a terminal can show it: text as it is, pictures as `[image/png 640x480]`.
 * @param output - of a cell; no stream
 * @param colours - whether ANSI colours are shown
 */
export function outputText(
  output: Exclude<NotebookOutput, { output_type: 'stream' }>,
  colours: boolean,
): string {
  if (output.output_type === 'error') return plain(output.traceback.join('\n'), colours);
  const { data } = output;
  const picture = Object.keys(data).find((type) => type.startsWith('image/'));
  if (picture !== undefined) return `[${picture}${pictureSize(data, picture)}]`;
  const text = textOf(data['text/plain']);
  return text === undefined ? `[${Object.keys(data).join(', ')}]` : plain(text, colours);
}

function plain(text: string, colours: boolean): string {
  return colours ? text : stripVTControlCharacters(text);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join('') : undefined;
}

/** " 640x480" of a PNG, whose header says so in its bytes 16 to 23; other formats are left at their name. */
function pictureSize(data: MimeBundle, type: string): string {
  const header = Buffer.from(textOf(data[type])?.slice(0, 64) ?? '', 'base64');
  if (type !== 'image/png' || header.length < 24) return '';
  return ` ${header.readUInt32BE(16)}x${header.readUInt32BE(20)}`;
}
