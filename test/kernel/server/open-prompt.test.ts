import assert from 'node:assert/strict';
import { makeHeader } from '../../../lib/kernel/server/iopub.ts';
import { OpenPrompt } from '../../../lib/kernel/server/open-prompt.ts';

describe('open prompt', () => {
  const header = (type: string) => makeHeader(type, 'test');

  it('takes one reply, by the input_request, by the cell, or by nothing', () => {
    const cell = header('execute_request');
    for (const parentOf of [
      (asked: object) => asked,
      () => cell,
      () => ({}),
      () => ({ msg_id: '' }),
      () => ({ msg_id: null as never }),
    ]) {
      const prompt = new OpenPrompt();
      const asked = header('input_request');
      assert.equal(prompt.takes(parentOf(asked)), false, 'nothing is asked yet');
      prompt.open(asked, cell);
      assert.equal(prompt.takes(parentOf(asked)), true);
      assert.equal(prompt.takes(parentOf(asked)), false, 'it is answered');
    }
  });

  it('leaves the question open where somebody answers another one', () => {
    const prompt = new OpenPrompt();
    const [older, newer] = [header('input_request'), header('input_request')];
    prompt.open(older, header('execute_request'));
    prompt.open(newer, header('execute_request'));
    assert.equal(prompt.takes(older), false);
    assert.equal(prompt.takes({ msg_id: 5 as never }), false);
    assert.equal(prompt.takes(newer), true);
  });
});
