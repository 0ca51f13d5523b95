import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { decodeNpy, encodeNpy } from '../../lib/data/npy.ts';

// What numpy.save of NumPy 2.4 wrote, of [[1.5, -2, 3], [4, 5, 0.25]] unless it says something else.
const FILES = {
  float32:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAQEAAAIBAAACgQAAAgD4=',
  float64:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4PwAAAAAAAADAAAAAAAAACEAAAAAAAAAQQAAAAAAAABRAAAAAAAAA0D8=',
  fortran:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AACAQAAAAMAAAKBAAABAQAAAgD4=',
  int64:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAP7/////////AwAAAAAAAAAAAAAAAAEAAA==',
  uint8:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoA/w==',
  bool: 'k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAA==',
  big: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/wAAAwAAAAEBAAABAgAAAQKAAAD6AAAA=',
  vector:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEA=',
  object:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwgMiksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqABJWSAAAAAAAAAIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwFLAoaUaAOMBWR0eXBllJOUjAJPOJSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0s/dJRiiV2UKEsBjAFhlGV0lGIu',
  complex:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGM4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAAAAAAMAAAAAAAABAQAAAAAAAAIBAAAAAAAAAoEAAAAAAAACAPgAAAAA=',
  half: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAPgDAAEIARABFADQ=',
  records:
    'k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxmNCcpLCAoJ2InLCAnPGY0JyldLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAAA',
  empty:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDAsIDQpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo=',
} as const;

function bytes(name: keyof typeof FILES): Uint8Array {
  return Buffer.from(FILES[name], 'base64');
}

describe('decodeNpy', () => {
  for (const name of ['float32', 'float64'] as const) {
    it(`reads ${name} of NumPy`, () => {
      const { data, rows, columns } = decodeNpy(bytes(name), 'x.npy');
      assert.deepEqual([rows, columns, [...data]], [2, 3, [1.5, -2, 3, 4, 5, 0.25]]);
    });
  }

  it('reads whole numbers and truth values', () => {
    assert.deepEqual([...decodeNpy(bytes('int64'), 'x').data], [1, -2, 3, 2 ** 40]);
    assert.deepEqual([...decodeNpy(bytes('uint8'), 'x').data], [0, 255]);
    assert.deepEqual([...decodeNpy(bytes('bool'), 'x').data], [1, 0]);
  });

  it('reads 32-bit numbers wherever the file lies in memory', () => {
    const file = bytes('float32');
    for (const shift of [0, 1, 2, 3]) {
      const moved = new Uint8Array(file.length + shift);
      moved.set(file, shift);
      assert.deepEqual([...decodeNpy(moved.subarray(shift), 'x').data], [1.5, -2, 3, 4, 5, 0.25]);
    }
  });

  for (const [name, message] of [
    ['object', /x\.npy: holds Python objects, which would have to be run/],
    ['fortran', /stored column by column/],
    ['big', /type >f4 \(big-endian\)/],
    ['vector', /two dimensions .* has the shape \(3\)/],
    ['complex', /type <c8; save it with astype/],
    ['half', /type <f2; save it with astype/],
    ['records', /records with named fields/],
    ['empty', /holds nothing: its shape is \(0, 4\)/],
  ] as const) {
    it(`refuses ${name} in one sentence`, () => {
      assert.throws(
        () => decodeNpy(bytes(name), 'x.npy'),
        (error) => error instanceof DataError && message.test(error.message) && !error.message.includes('\n'),
      );
    });
  }

  it('refuses what is cut off or something else, at every length', () => {
    const file = bytes('float32');
    for (let length = 0; length < file.length; length++) {
      assert.throws(() => decodeNpy(file.subarray(0, length), 'x.npy'), DataError);
    }
    assert.throws(() => decodeNpy(Buffer.from('image,label\na,1\n'), 'x.npy'), /is no \.npy file/);
  });

  it('never fails but in words, whatever the bytes', () => {
    const start = bytes('float32').subarray(0, 10);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (tail, real) => {
        try {
          decodeNpy(real ? Buffer.concat([start, tail]) : tail, 'x');
        } catch (error) {
          assert.ok(error instanceof DataError, String(error));
        }
      }),
    );
  });
});

describe('encodeNpy', () => {
  it('writes what NumPy writes, byte for byte', () => {
    const table = decodeNpy(bytes('float64'), 'x');
    assert.deepEqual(Buffer.from(encodeNpy(table)), Buffer.from(bytes('float32')));
  });

  it('is read back as it was', () => {
    const tables = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 1200 }))
      .chain(([rows, columns]) =>
        fc
          .float32Array({ minLength: rows * columns, maxLength: rows * columns })
          .map((data) => ({ data, rows, columns })),
      );
    fc.assert(
      fc.property(tables, (table) => {
        assert.deepEqual(decodeNpy(encodeNpy(table), 'x'), table);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a shape that does not fit', () => {
    assert.throws(() => encodeNpy({ data: new Float32Array(5), rows: 2, columns: 3 }), /got 5 for \[2, 3\]/);
  });
});
