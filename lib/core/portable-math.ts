// exp, log, sin, cos and powers from additions, multiplications, divisions and roots alone. The standard asks no engine to
// round Math.exp and its like in any one way, and engines differ: what is computed by these has the same bits in every one.
//
// The polynomials' coefficients are fdlibm's: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at
// SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
// granted, provided that this notice is preserved.

/** ln 2 in two parts; the first has so few digits that its product with an exponent is exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
/** π/2 in two parts, likewise. */
const QUARTER_HIGH = 1.57079632673412561417;
const QUARTER_LOW = 6.07710050650619224932e-11;

const LEAST_EXPONENT = -1022;
const POWERS_OF_2 = ((): Float64Array => {
  const powers = new Float64Array(2046);
  powers[-LEAST_EXPONENT] = 1;
  for (let e = -LEAST_EXPONENT + 1; e < powers.length; e++) powers[e] = 2 * powers[e - 1]!;
  for (let e = -LEAST_EXPONENT - 1; e >= 0; e--) powers[e] = 0.5 * powers[e + 1]!;
  return powers;
})();

const value = new Float64Array(1);
const words = new Uint32Array(value.buffer); // every engine there is runs on processors that put the low word first

/** 2^exponent, for whole exponents from -1022 to 1023. */
export function powerOf2(exponent: number): number {
  return POWERS_OF_2[exponent - LEAST_EXPONENT]!;
}

/** e^x, off by less than one unit in the last place. */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Infinity : NaN;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k > 1023) return y * 2 * powerOf2(1023);
  if (k < LEAST_EXPONENT) return y * powerOf2(k + 100) * powerOf2(-100);
  return y * powerOf2(k);
}

/** The natural logarithm, off by less than one unit in the last place. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  let k = 0;
  value[0] = x;
  if (x < 2.2250738585072014e-308) {
    k = -54;
    value[0] = x * powerOf2(54);
  }
  // x = 2^k (1 + f), 1 + f from √½ to √2.
  const top = words[1]! + (0x3ff00000 - 0x3fe6a09e);
  k += (top >> 20) - 1023;
  words[1] = (top & 0x000fffff) + 0x3fe6a09e;
  const f = value[0] - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return s * (half + odd + even) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

/** x^y for x >= 0, as e^(y ln x): off by about |y ln x| / 2 more units in the last place. */
export function power(x: number, y: number): number {
  if (y === 0) return 1;
  return exp(y * log(x));
}

/** The cosine of an angle of up to some thousand turns. */
export function cos(x: number): number {
  return cosOrSin(x, 0);
}

/** The sine of an angle of up to some thousand turns. */
export function sin(x: number): number {
  return cosOrSin(x, 3); // a quarter behind the cosine
}

function cosOrSin(x: number, ahead: number): number {
  const quarters = Math.floor(x / (Math.PI / 2) + 0.5);
  const near = x - quarters * QUARTER_HIGH;
  const rest = quarters * QUARTER_LOW;
  const angle = near - rest;
  const tail = near - angle - rest;
  switch ((quarters + ahead) & 3) {
    case 0:
      return nearCos(angle, tail);
    case 1:
      return -nearSin(angle, tail);
    case 2:
      return -nearCos(angle, tail);
    default:
      return nearSin(angle, tail);
  }
}

function nearCos(x: number, tail: number): number {
  const z = x * x;
  const w = z * z;
  const r =
    z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * 2.48015872894767294178e-5)) +
    w * w * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11));
  const half = 0.5 * z;
  const most = 1 - half;
  return most + (1 - most - half + (z * r - x * tail));
}

function nearSin(x: number, tail: number): number {
  const z = x * x;
  const cube = z * x;
  const r =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * 2.75573137070700676789e-6) +
    z * z * z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10);
  return x - (z * (0.5 * tail - cube * r) - tail + cube * 1.66666666666666324348e-1);
}
