import { ProtocolError } from '../../core/errors/protocol-error.ts';
import type { JsonObject } from '../protocol/message.ts';
import { unitsOf } from './cell-text.ts';

/**
 * A text that a request must bring.
 * @param content - of the request
 * @param field - its name
 * @throws {ProtocolError} if it is missing or no text
 */
export function requireText(content: JsonObject, field: string): string {
  const value = content[field];
  if (typeof value === 'string') return value;
  throw new ProtocolError(`${field} must be a string, got ${typeof value}`);
}

/**
 * The code of a request and the cursor's place in it, in UTF-16 units; its end where the request does not say.
 * @param content - of the request, whose `cursor_pos` counts code points
 * @throws {ProtocolError} if it brings no code
 */
export function codeAtCursor(content: JsonObject): { readonly code: string; readonly position: number } {
  const code = requireText(content, 'code');
  const { cursor_pos: cursor } = content;
  const position = typeof cursor === 'number' && cursor >= 0 ? unitsOf(code, cursor) : code.length;
  return { code, position };
}
