import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { CompilerThread } from '../../../lib/kernel/compiler/compiler-thread.ts';
import type { JsonObject, JupyterMessage } from '../../../lib/kernel/protocol/message.ts';
import { CellQueue } from '../../../lib/kernel/server/cell-queue.ts';
import type { History } from '../../../lib/kernel/server/history.ts';
import type { Iopub } from '../../../lib/kernel/server/iopub.ts';
import type { SessionHolder } from '../../../lib/kernel/server/session-holder.ts';

const nothing = (): undefined => undefined;

/** An execute request that its front end sent so many milliseconds after a fixed moment. */
function request(id: string, sent: number, session = 'front end'): JupyterMessage {
  const date = new Date(Date.UTC(2020, 0, 1) + sent).toISOString();
  const header = { msg_id: id, session, username: '', date, msg_type: 'execute_request', version: '5.4' };
  return { identities: [], header, parent_header: {}, metadata: {}, content: { code: id }, buffers: [] };
}

/** A queue whose cells all fail to compile, the first one after a while; `onError` is called when that is published. */
function failingQueue(onError: () => void): { readonly queue: CellQueue; readonly replies: string[] } {
  const replies: string[] = [];
  const compile = async (): Promise<object> => {
    await delay(100);
    return { ok: false, diagnostics: [] };
  };
  const publish = (type: string): void => {
    if (type === 'error' && replies.length === 0) onError();
  };
  const queue = new CellQueue({
    compiler: { compile, drop: nothing } as unknown as CompilerThread,
    session: { begin: nothing } as unknown as SessionHolder,
    iopub: { status: nothing, publish, flush: nothing } as unknown as Iopub,
    history: { add: nothing } as unknown as History,
    check: true,
    reply: ({ header }: JupyterMessage, { status }: JsonObject) =>
      replies.push(`${header.msg_id} ${String(status)}`),
  });
  return { queue, replies };
}

describe('the queue of cells', () => {
  it('aborts what was sent before a cell had failed, also where it is read late, and runs what was sent after', async () => {
    const { queue, replies } = failingQueue(() => {
      setImmediate(() => {
        queue.add(request('read late', 20));
        queue.add(request('of another front end', 5000, 'another'));
        queue.add(request('sent after', 5000));
      });
    });
    queue.add(request('fails', 0));
    queue.add(request('sent along', 1));
    while (replies.length < 5) await delay(10);
    assert.deepEqual(replies, [
      'fails error',
      'sent along aborted',
      'read late aborted',
      'of another front end aborted',
      'sent after error',
    ]);
  });
});
