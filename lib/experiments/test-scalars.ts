import type { EvaluationReport } from '../evaluation/report-types.ts';

/**
 * What TensorBoard shows of a test, by tag: `test/auroc` of the headline row, `test/crop/auroc` of the streams,
 * `test/outline/auroc` of the baseline.
 * @param report - of the evaluation; scores that are not defined are left out
 */
export function testScalars({ rows, headline, size, silhouette }: EvaluationReport): Record<string, number> {
  const scalars: Record<string, number> = {};
  const add = (tag: string, value: number | null | undefined): void => {
    if (value !== null && value !== undefined) scalars[tag] = value;
  };
  for (const { name, kind, probability, atHalf } of rows) {
    if (name !== headline && kind !== 'stream') continue;
    const prefixes = [...(name === headline ? ['test'] : []), ...(kind === 'stream' ? [`test/${name}`] : [])];
    for (const prefix of prefixes) {
      add(`${prefix}/wf1s`, atHalf.scores.weightedF1.value);
      add(`${prefix}/auroc`, probability.auroc.value);
      add(`${prefix}/balanced accuracy`, atHalf.scores.balancedAccuracy.value);
      add(`${prefix}/size-matched auroc`, size?.rows.find((row) => row.name === name)?.sizeMatched.value);
    }
  }
  add('test/outline/wf1s', silhouette?.scores.weightedF1.value);
  add('test/outline/auroc', silhouette?.scores.auroc.value);
  return scalars;
}
