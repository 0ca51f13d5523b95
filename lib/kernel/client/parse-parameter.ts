import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { Json } from '../protocol/message.ts';

/**
 * Reads `name=value` as a person types it: a number, true, false, null or other JSON, else the text itself.
 * @param text - what was typed
 * @throws {ParameterError} if there is no name that TypeScript could know
 */
export function parseParameter(text: string): readonly [name: string, value: Json] {
  const [, name, value] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)=(.*)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new ParameterError('-p', `-p: must be name=value like epochs=3, got ${JSON.stringify(text)}`);
  }
  return [name, valueOf(value)];
}

function valueOf(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  // 1e999 is JSON, but no number that could be written down again.
  return typeof value === 'number' && !Number.isFinite(value) ? text : value;
}
