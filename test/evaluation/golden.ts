// Reads the numbers of scikit-learn and scipy; test/golden/evaluation/make_golden.py made them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export interface GoldenDecisions extends Record<string, unknown> {
  readonly threshold: number;
  readonly confusion: number[][];
}

export interface GoldenBinary {
  readonly name: string;
  readonly labels: number[];
  readonly scores: number[];
  readonly auroc: number | null;
  readonly averagePrecision: number | null;
  readonly brier: number;
  readonly logLoss: number;
  readonly ece: number;
  readonly eceEqualMass: number;
  readonly reliability: [number[], number[]] | null;
  readonly reliabilityEqualMass: [number[], number[]] | null;
  readonly roc: Record<'fpr' | 'tpr' | 'thresholds', (number | null)[]>;
  readonly pr: Record<'precision' | 'recall' | 'thresholds', (number | null)[]>;
  readonly decisions: GoldenDecisions[];
}

export interface GoldenCorrelation {
  readonly x: number[];
  readonly y: number[];
  readonly pearson: number;
  readonly spearman: number;
}

interface Golden {
  readonly binary: GoldenBinary[];
  readonly threeClasses: Record<
    'weightedF1' | 'macroF1' | 'balancedAccuracy' | 'mcc' | 'kappa' | 'logLoss',
    number
  > & {
    readonly labels: number[];
    readonly decisions: number[];
    readonly probabilities: number[][];
    readonly confusion: number[][];
    readonly perClass: [number[], number[], number[]];
  };
  readonly correlations: GoldenCorrelation[];
  readonly weightedCorrelation: GoldenCorrelation & { readonly weights: number[] };
  readonly logistic: {
    readonly name: string;
    readonly c: number;
    readonly width: number;
    readonly features: number[];
    readonly labels: number[];
    readonly coefficients: number[];
    readonly intercept: number;
    readonly probabilities: number[];
  }[];
  readonly temperature: {
    readonly labels: number[];
    readonly probabilities: number[];
    readonly temperature: number;
    readonly loss: number;
  };
  readonly bca: {
    readonly value: number;
    readonly jackknife: number[][];
    readonly replicates: number[];
    readonly bca: [number, number];
    readonly percentile: [number, number];
  };
  readonly wilson: Record<'hits' | 'total' | 'confidence' | 'low' | 'high', number>[];
  readonly normal: Record<'x' | 'cumulative' | 'p' | 'quantile', number[]>;
}

export const golden = JSON.parse(
  readFileSync(new URL('../golden/evaluation/golden.json', import.meta.url), 'utf8'),
) as Golden;

/** Equal within an absolute and relative 1e-9, or within another tolerance; null stands for NaN or infinity. */
export function assertClose(actual: number, expected: number | null, what: string, tolerance = 1e-9): void {
  if (expected === null) {
    assert.ok(!Number.isFinite(actual), `${what}: ${actual} should be undefined`);
    return;
  }
  const gap = Math.abs(actual - expected);
  assert.ok(gap <= tolerance * Math.max(1, Math.abs(expected)), `${what}: ${actual} should be ${expected}`);
}

export function assertAllClose(
  actual: ArrayLike<number>,
  expected: readonly (number | null)[],
  what: string,
  tolerance = 1e-9,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (const [i, value] of expected.entries()) assertClose(actual[i]!, value, `${what}[${i}]`, tolerance);
}
