import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeSafetensors, encodeSafetensors, ParameterError, type NamedArray } from 'wt-dfn';

const array = fc.oneof(
  fc.float32Array({ maxLength: 12, noNaN: true }).map((data): NamedArray => ({ shape: [data.length], data })),
  fc.int32Array({ maxLength: 12 }).map((data): NamedArray => ({ shape: [1, data.length], data })),
);

function withHeader(text: string): Uint8Array {
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(Buffer.from(text), 8);
  return bytes;
}

describe('safetensors', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), array, { noNullPrototype: true }),
        fc.string(),
        (arrays, note) => {
          delete arrays.__metadata__;
          const tensors = new Map(Object.entries(arrays));
          const { tensors: read, metadata } = decodeSafetensors(encodeSafetensors(tensors, { note }));
          assert.deepEqual(new Map(read), tensors);
          assert.deepEqual(metadata, { note });
        },
      ),
    );
  });

  it('keeps an array named __proto__', () => {
    const tensors = new Map([['__proto__', { shape: [1], data: Float32Array.of(2) }]]);
    assert.deepEqual(new Map(decodeSafetensors(encodeSafetensors(tensors)).tensors), tensors);
  });

  it('lays one float out as the format says', () => {
    const bytes = encodeSafetensors(new Map([['a', { shape: [1], data: Float32Array.of(1) }]]));
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    assert.equal(length % 8, 0);
    const header: unknown = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString());
    assert.deepEqual(header, { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
    assert.deepEqual([...bytes.subarray(8 + length)], [0, 0, 0x80, 0x3f]);
  });

  it('widens half precision', () => {
    const header = JSON.stringify({
      half: { dtype: 'F16', shape: [3], data_offsets: [0, 6] },
      brain: { dtype: 'BF16', shape: [1], data_offsets: [6, 8] },
    });
    const bytes = Buffer.alloc(8 + header.length + 8);
    bytes.writeBigUInt64LE(BigInt(header.length));
    bytes.write(header, 8);
    [0x3c00, 0xc000, 0x0001, 0x3f80].forEach((value, i) =>
      bytes.writeUInt16LE(value, 8 + header.length + 2 * i),
    );
    const { tensors } = decodeSafetensors(bytes);
    assert.deepEqual([...tensors.get('half')!.data], [1, -2, 2 ** -24]);
    assert.deepEqual([...tensors.get('brain')!.data], [1]);
  });

  for (const [what, bytes] of [
    ['nothing', new Uint8Array(0)],
    ['a header longer than the file', Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 123)],
    ['a header that is not JSON', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 120, 120)],
    ['a header that is null', withHeader('null')],
    ['a header that is a list', withHeader('[1]')],
    ['an entry that is null', withHeader('{"a":null}')],
    [
      'a type by the name of a method',
      withHeader('{"a":{"dtype":"toString","shape":[0],"data_offsets":[0,0]}}'),
    ],
    [
      'a tensor beyond the end',
      encodeSafetensors(new Map([['a', { shape: [4], data: new Float32Array(4) }]])).slice(0, -1),
    ],
  ] as const) {
    it(`refuses ${what} in one sentence`, () => {
      assert.throws(() => decodeSafetensors(bytes), ParameterError);
    });
  }

  it('refuses a shape that does not fit its values', () => {
    assert.throws(
      () => encodeSafetensors(new Map([['a', { shape: [2, 2], data: new Float32Array(3) }]])),
      /a has shape \[2, 2\] but 3 values/,
    );
  });
});
