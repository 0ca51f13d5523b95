import { join } from 'node:path';
import { writeAtomically } from '../core/write-atomically.ts';
import { formatReport, reportMarkdown } from '../evaluation/format-report.ts';
import { predictionsToCsv } from '../evaluation/predictions-csv.ts';
import type { FrozenEvaluation } from '../training/evaluate-frozen.ts';

/** How a frozen evaluation came about: config, engine, command, whatever a reader needs to repeat it; plain data. */
export type FrozenOrigin = Readonly<Record<string, unknown>>;

/**
 * Writes a frozen evaluation: `frozen.json` (origin, the regression, what was tried), `predictions.csv`, `report.json`,
 * `report.txt`, `report.md`; the same names as of a trained network's, so that `wt-dfn score` reads them.
 * @param evaluation - what was found
 * @param folder - made where it is missing
 * @param origin - goes into `frozen.json`
 * @throws {DataError} if the folder cannot be written to
 */
export async function writeFrozen(
  { predictions, report, chosen, columns }: FrozenEvaluation,
  folder: string,
  origin: FrozenOrigin,
): Promise<void> {
  const write = (name: string, text: string): Promise<void> => writeAtomically(join(folder, name), text);
  const { model, inverseRegularisation, tried } = chosen;
  await write('predictions.csv', predictionsToCsv(predictions));
  await write('report.json', `${JSON.stringify(report, undefined, 1)}\n`);
  await write('report.txt', formatReport(report));
  await write('report.md', reportMarkdown(report));
  const regression = {
    intercept: model.intercept,
    coefficients: [...model.coefficients],
    means: [...model.means],
    scales: [...model.scales],
  };
  const record = { kind: 'wt-dfn-frozen', origin, columns, inverseRegularisation, tried, regression };
  await write('frozen.json', `${JSON.stringify(record, undefined, 1)}\n`);
}
