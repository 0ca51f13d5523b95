import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/core/errors/protocol-error.ts';
import { channelAddress, parseConnection } from '../../../lib/kernel/protocol/connection.ts';
import type { JupyterMessage } from '../../../lib/kernel/protocol/message.ts';
import { decodeMessage, encodeMessage, MessageSigner } from '../../../lib/kernel/protocol/wire.ts';

const HEADER = {
  msg_id: '1',
  session: 's',
  username: 'u',
  date: 'd',
  msg_type: 'execute_request',
  version: '5.4',
};

function message(content: Record<string, unknown>, buffers: readonly Uint8Array[] = []): JupyterMessage {
  return {
    identities: [Buffer.from('me')],
    header: HEADER,
    parent_header: {},
    metadata: {},
    content,
    buffers,
  };
}

describe("Jupyter's wire format", () => {
  it('lays a message out as the protocol says', () => {
    const frames = encodeMessage(message({ code: '1' }), new MessageSigner('key')).map((each) =>
      Buffer.from(each).toString(),
    );
    assert.deepEqual([frames[0], frames[1], frames[5], frames[6]], ['me', '<IDS|MSG>', '{}', '{"code":"1"}']);
    const mac = createHmac('sha256', 'key').update(frames.slice(3, 7).join('')).digest('hex');
    assert.equal(frames[2], mac);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.uint8Array()),
        (content, buffers) => {
          const signer = new MessageSigner('secret');
          const sent = message(JSON.parse(JSON.stringify(content)) as Record<string, unknown>, buffers);
          const read = decodeMessage(encodeMessage(sent, signer), signer);
          assert.deepEqual(read.content, sent.content);
          assert.deepEqual(
            read.buffers.map((each) => [...each]),
            buffers.map((each) => [...each]),
          );
        },
      ),
    );
  });

  it('refuses every message of which a byte was changed', () => {
    const signer = new MessageSigner('secret');
    const frames = encodeMessage(message({ code: '1 + 1' }), signer);
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (frame, at, by) => {
          const changed = frames.map((each) => Buffer.from(each));
          const bytes = changed[frame]!;
          bytes[at % bytes.length]! ^= by;
          assert.throws(() => decodeMessage(changed, signer), ProtocolError);
        },
      ),
    );
  });

  it('hears a message once', () => {
    const signer = new MessageSigner('secret');
    const frames = encodeMessage(message({ code: '1' }), signer);
    decodeMessage(frames, signer);
    assert.throws(() => decodeMessage(frames, signer), /wrong signature/);
  });

  it('refuses what is no message, whatever it is', () => {
    const signer = new MessageSigner('');
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { maxLength: 9 }), (frames) => {
        assert.throws(() => decodeMessage(frames, signer), ProtocolError);
      }),
    );
    const whole = encodeMessage(message({}), signer);
    assert.throws(() => decodeMessage(whole.slice(0, 5), signer), /which is no message/);
    assert.throws(
      () => decodeMessage([...whole.slice(0, 3), Buffer.from('[]'), ...whole.slice(4)], signer),
      /no JSON object/,
    );
    assert.throws(
      () => decodeMessage([...whole.slice(0, 3), Buffer.from('{}'), ...whole.slice(4)], signer),
      /no msg_id/,
    );
    assert.throws(() => new MessageSigner('k', 'md5'), /signature scheme/);
  });

  it('reads connection files, and says what is wrong with one', () => {
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    const info = parseConnection(JSON.stringify({ ip: '127.0.0.1', ...ports, key: 'k' }), 'file');
    assert.equal(channelAddress(info, 'iopub'), 'tcp://127.0.0.1:2');
    assert.equal(channelAddress({ ...info, transport: 'ipc', ip: '/run/k' }, 'hb'), 'ipc:///run/k-5');
    assert.throws(() => parseConnection('{', 'file'), /connection file file: is no JSON/);
    assert.throws(() => parseConnection('{"ip":"x"}', 'file'), /shell_port/);
  });
});
