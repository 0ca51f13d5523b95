import type { CompilerThread } from '../compiler/compiler-thread.ts';
import type { JsonObject } from '../protocol/message.ts';
import { pointsOf } from './cell-text.ts';
import { codeAtCursor, requireText } from './request-content.ts';

/**
 * What may stand at the cursor (complete_request).
 * @throws {ProtocolError} if the request brings no code
 */
export async function complete(compiler: CompilerThread, content: JsonObject): Promise<JsonObject> {
  const { code, position } = codeAtCursor(content);
  const { matches, start, end } = await compiler.ask('complete', { code, position });
  const [from, to] = [pointsOf(code, start), pointsOf(code, end)];
  const types = matches.map(({ text, type }) => ({ start: from, end: to, text, type }));
  return {
    status: 'ok',
    matches: matches.map(({ text }) => text),
    cursor_start: from,
    cursor_end: to,
    metadata: { _jupyter_types_experimental: types },
  };
}

/**
 * Type and documentation of what stands at the cursor (inspect_request).
 * @throws {ProtocolError} if the request brings no code
 */
export async function inspect(compiler: CompilerThread, content: JsonObject): Promise<JsonObject> {
  const { code, position } = codeAtCursor(content);
  const found = await compiler.ask('inspect', { code, position });
  if (found === undefined) return { status: 'ok', found: false, data: {}, metadata: {} };
  const { signature, documentation } = found;
  const markdown = `\`\`\`typescript\n${signature}\n\`\`\`\n\n${documentation}`;
  const data = {
    'text/plain': `${signature}\n\n${documentation}`.trim(),
    'text/markdown': markdown.trim(),
  };
  return { status: 'ok', found: true, data, metadata: {} };
}

/**
 * Whether code can run as it is, or goes on in another line (is_complete_request).
 * @throws {ProtocolError} if the request brings no code
 */
export async function judgeCompleteness(compiler: CompilerThread, content: JsonObject): Promise<JsonObject> {
  const { status, indent } = await compiler.ask('completeness', { code: requireText(content, 'code') });
  return status === 'incomplete' ? { status, indent } : { status };
}
