import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cos, exp, log, power, powerOf2, sin } from '../../lib/core/portable-math.ts';

/** Numbers of every size, and those near 1. */
const positive = fc.oneof(
  fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
  fc.double({ min: 0.5, max: 2, noNaN: true }),
);
const bits = (x: number): string => Buffer.from(Float64Array.of(x).buffer).toString('hex');

/** Asserts two numbers within so many units in the last place, and of the least number. */
function near(got: number, expected: number, units: number): void {
  const within = units * (Math.abs(expected) * Number.EPSILON + Number.MIN_VALUE);
  assert.ok(Math.abs(got - expected) <= within, `${String(got)} is not near ${String(expected)}`);
}

describe('portable mathematics', () => {
  it('is at hand what everybody knows', () => {
    assert.deepEqual([exp(0), log(1), cos(0), sin(0), power(5, 0)], [1, 0, 1, 0, 1]);
    assert.deepEqual([exp(-Infinity), exp(Infinity), exp(-746), exp(710)], [0, Infinity, 0, Infinity]);
    assert.deepEqual([log(0), log(Infinity), log(-1), exp(NaN)], [-Infinity, Infinity, NaN, NaN]);
    assert.deepEqual(
      [power(0, 2), power(0, -1), powerOf2(-1022), powerOf2(10)],
      [0, Infinity, 2 ** -1022, 1024],
    );
    near(exp(1), Math.E, 1);
    near(sin(Math.PI / 6), 0.5, 1);
    near(cos(Math.PI / 3), 0.5, 2);
  });

  it('is within rounding of this engine’s', () => {
    fc.assert(
      fc.property(fc.double({ min: -745, max: 709.7, noNaN: true }), (x) => {
        near(exp(x), Math.exp(x), 2);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(positive, (x) => {
        near(log(x), Math.log(x), 2);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(positive, fc.double({ min: -3, max: 3, noNaN: true }), (x, y) => {
        const expected = x ** y;
        fc.pre(expected > 1e-300 && expected < 1e300);
        near(power(x, y), expected, 4 + 2 * Math.abs(y * Math.log(x)));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (x) => {
        assert.ok(Math.abs(cos(x) - Math.cos(x)) <= Number.EPSILON);
        assert.ok(Math.abs(sin(x) - Math.sin(x)) <= Number.EPSILON);
      }),
      { numRuns: 2000 },
    );
  });

  it('has the same bits on every machine', () => {
    const values = [0.1, 0.7, 1.3, 12.34];
    const found = values.flatMap((x) => [exp(-x), log(x), cos(x), sin(x), power(x, 0.79)]).map(bits);
    assert.deepEqual(found, EXPECTED);
  });
});

/** exp(-x), log(x), cos(x), sin(x) and x^0.79 for each. */
const EXPECTED: readonly string[] = [
  '3a2bd5996df4ec3f',
  '1555b5bbb16b02c0',
  'c117a8f912d7ef3f',
  '2ccb8bcbae8eb93f',
  '94886cea58c2c43f',
  '4255ddb90dc8df3f',
  '503fe124c3d3d6bf',
  '939d9f529679e83f',
  'b81946696e9de43f',
  '028b215b6924e83f',
  '81e28c302971d13f',
  'dcb9e17b93cad03f',
  '5f4c2a68b31ed13f',
  '4b1ec5f977d5ee3f',
  '3e01e2995baff33f',
  '0437cec1c257d23e',
  'd2f269034f1a0440',
  '38ed8132002fef3f',
  'b9b41ecb85baccbf',
  '7103f2b3d91e1d40',
];
