import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkSparseRows, denseFromSparse, toDenseRows } from '../../../lib/embedding/rows.ts';

const WHERE = 'findNeighbours: points';

describe('toDenseRows', () => {
  it('looks at a Float32Array without copying it, in rows and in a tensor', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    assert.equal(toDenseRows({ data, rows: 2, columns: 3 }, WHERE).data, data);
    assert.equal(toDenseRows({ shape: [2, 3], dataSync: () => data }, WHERE).data, data);
  });

  it('reads arrays row by row', () => {
    const { data, rows, columns } = toDenseRows([[1, 2], Float64Array.of(3, 4), [5, 6]], WHERE);
    assert.deepEqual({ data: [...data], rows, columns }, { data: [1, 2, 3, 4, 5, 6], rows: 3, columns: 2 });
  });

  const bad: [string, () => unknown, RegExp][] = [
    ['no rows', () => toDenseRows([], WHERE), /points must have at least one row and one column, got 0 x 0/],
    ['no columns', () => toDenseRows([[], []], WHERE), /got 2 x 0/],
    ['ragged rows', () => toDenseRows([[1, 2], [3]], WHERE), /got 1 values in row 1 and 2 in row 0/],
    [
      'NaN',
      () =>
        toDenseRows(
          [
            [1, 2],
            [3, NaN],
          ],
          WHERE,
        ),
      /got NaN in row 1, column 1/,
    ],
    ['infinite', () => toDenseRows([[1, -Infinity, 2]], WHERE), /got -Infinity in row 0, column 1/],
    ['too great for single precision', () => toDenseRows([[1e39]], WHERE), /got Infinity in row 0, column 0/],
    ['text in a row', () => toDenseRows([['7'] as unknown as number[]], WHERE), /got NaN in row 0, column 0/],
    [
      'a length that is not rows x columns',
      () => toDenseRows({ data: new Float32Array(5), rows: 2, columns: 3 }, WHERE),
      /must hold rows x columns values, got 5 for 2 x 3/,
    ],
    [
      'three axes',
      () => toDenseRows({ shape: [1, 2, 3], dataSync: () => new Float32Array(6) }, WHERE),
      /must have the shape \[rows, columns\], got \[1, 2, 3\]/,
    ],
    [
      'double precision',
      () => toDenseRows({ data: new Float64Array(1) as unknown as Float32Array, rows: 1, columns: 1 }, WHERE),
      /must be { data: Float32Array/,
    ],
  ];
  for (const [name, call, message] of bad) {
    it(`refuses ${name} in one sentence that names the parameter`, () => {
      assert.throws(call, { name: 'ParameterError', parameter: 'points', message });
      assert.throws(call, { message: /^findNeighbours: points [^\n]*$/ });
    });
  }
});

describe('sparse rows', () => {
  it('are the rows that they were made from', () => {
    const value = fc.oneof(fc.constant(0), fc.integer({ min: -9, max: 9 }));
    const table = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(table, (list) => {
        const indptr = [0];
        const indices: number[] = [];
        const values: number[] = [];
        for (const row of list) {
          for (const [c, v] of row.entries()) if (v !== 0) (indices.push(c), values.push(v));
          indptr.push(indices.length);
        }
        const sparse = {
          indptr: Int32Array.from(indptr),
          indices: Int32Array.from(indices),
          values: Float32Array.from(values),
          rows: list.length,
          columns: list[0]!.length,
        };
        checkSparseRows(sparse, WHERE);
        assert.deepEqual(denseFromSparse(sparse, WHERE), toDenseRows(list, WHERE));
      }),
    );
  });

  it('refuses to write out what no memory holds', () => {
    const empty = { indptr: new Int32Array(50_001), indices: new Int32Array(0), values: new Float32Array(0) };
    assert.throws(
      () => denseFromSparse({ ...empty, rows: 50_000, columns: 50_000 }, WHERE),
      /points are too many to be written out \(50000 x 50000 values\)/,
    );
  });

  it('refuses columns that do not ascend', () => {
    const sparse = {
      indptr: Int32Array.of(0, 2),
      indices: Int32Array.of(1, 1),
      values: Float32Array.of(1, 2),
      rows: 1,
      columns: 3,
    };
    assert.throws(() => {
      checkSparseRows(sparse, WHERE);
    }, /columns that ascend from 0 to 2 in each row, got 1 in row 0/);
  });
});
