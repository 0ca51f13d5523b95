import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CellOutput, OutputEvent } from '../../../lib/kernel/client/cell-output.ts';
import { OutputCollector } from '../../../lib/kernel/client/output-collector.ts';
import type { JsonObject, JupyterMessage } from '../../../lib/kernel/protocol/message.ts';

function message(parent: string, type: string, content: JsonObject): JupyterMessage {
  const header = { msg_id: 'x', session: '', username: '', date: '', msg_type: type, version: '5.4' };
  const parent_header = { ...header, msg_id: parent };
  return { identities: [], header, parent_header, metadata: {}, content, buffers: [] };
}
const print = (text: string, name = 'stdout') => ['stream', { name, text }] as const;
const show = (text: string, id?: string) =>
  [
    'display_data',
    { data: { 'text/plain': text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } },
  ] as const;
const plain = (outputs: readonly CellOutput[]) =>
  outputs.map((output) =>
    'text' in output ? output.text : 'data' in output ? output.data['text/plain'] : '?',
  );

describe('output collector', () => {
  function collect(...contents: (readonly [string, JsonObject])[]) {
    const collector = new OutputCollector();
    const outputs: CellOutput[] = [];
    const events: OutputEvent[] = [];
    collector.open('a', outputs, (event) => events.push(event));
    for (const [type, content] of contents) collector.accept(message('a', type, content));
    return { collector, outputs, events };
  }

  it('joins text of the same stream alone', () => {
    const { outputs } = collect(print('a'), print('b'), print('c', 'stderr'), print('d'));
    assert.deepEqual(plain(outputs), ['ab', 'c', 'd']);
  });

  it('clears at once, or with the next output', () => {
    assert.deepEqual(plain(collect(print('a'), ['clear_output', { wait: false }]).outputs), []);
    const wait = ['clear_output', { wait: true }] as const;
    assert.deepEqual(plain(collect(print('a'), wait).outputs), ['a']);
    assert.deepEqual(plain(collect(print('a'), wait, print('b')).outputs), ['b']);
    assert.deepEqual(plain(collect(print('a'), wait, show('b')).outputs), ['b']);
  });

  it('updates everything under an id, also where it is displayed again; not what was cleared', () => {
    const { collector, outputs, events } = collect(show('1', 'x'), show('other', 'y'), show('2', 'x'));
    assert.deepEqual(plain(outputs), ['2', 'other', '2']);
    const data = { 'text/plain': '3' };
    collector.accept(message('unknown', 'update_display_data', { data, transient: { display_id: 'x' } }));
    assert.deepEqual(plain(outputs), ['3', 'other', '3']);
    assert.equal(events.filter(({ kind }) => kind === 'update').length, 3);
    collector.accept(message('a', 'clear_output', {}));
    collector.accept(message('a', 'update_display_data', { data, transient: { display_id: 'x' } }));
    assert.deepEqual(outputs, []);
  });

  it('keeps the outputs of requests apart, and loses no text, in whatever order they come', () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'unknown'), fc.string()));
    fc.assert(
      fc.property(pieces, (sent) => {
        const collector = new OutputCollector();
        const cells = new Map(['a', 'b', 'c'].map((id) => [id, [] as CellOutput[]]));
        for (const [id, outputs] of cells) collector.open(id, outputs);
        for (const [id, text] of sent) collector.accept(message(id, ...print(text)));
        for (const [id, outputs] of cells) {
          const expected = sent.filter(([to]) => to === id).map(([, text]) => text);
          assert.equal(plain(outputs).join(''), expected.join(''));
        }
      }),
    );
  });

  it('takes contents of any shape', () => {
    const types = fc.constantFrom(
      'stream',
      'display_data',
      'update_display_data',
      'execute_result',
      'error',
      'clear_output',
    );
    fc.assert(
      fc.property(
        types,
        fc.dictionary(
          fc.constantFrom('data', 'transient', 'name', 'text', 'traceback', 'wait'),
          fc.jsonValue(),
        ),
        (type, content) => {
          for (const output of collect([type, content]).outputs) JSON.stringify(output);
        },
      ),
    );
  });
});
