import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeFrame, FrameReader, type SessionFrame } from '../../../lib/kernel/session/frames.ts';

describe('frames between kernel and session', () => {
  it('arrive whole, however their bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 }),
        fc.array(fc.nat(40), { maxLength: 40 }),
        (texts, cuts) => {
          const sent = texts.map((text, cell): SessionFrame => ({
            type: 'stream',
            cell,
            name: 'stdout',
            text,
          }));
          const bytes = Buffer.concat(sent.map(encodeFrame));
          const reader = new FrameReader<SessionFrame>();
          const read: SessionFrame[] = [];
          let at = 0;
          for (const length of [...cuts, bytes.length]) {
            read.push(...reader.push(bytes.subarray(at, at + length)));
            at = Math.min(bytes.length, at + length);
          }
          assert.deepEqual(read, sent);
        },
      ),
    );
  });

  it('are told from what somebody else wrote', () => {
    const text = Buffer.from('no frame at all\n'.repeat(4));
    assert.throws(() => new FrameReader().push(text), /something else than the session/);
    const broken = encodeFrame({ type: 'ready' });
    broken[6] = 0;
    assert.throws(() => new FrameReader().push(broken), /something else than the session/);
  });
});
