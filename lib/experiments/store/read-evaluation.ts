import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { predictionsFromCsv } from '../../evaluation/predictions-csv.ts';
import type { Predictions } from '../../evaluation/predictions.ts';
import { REPORT_VERSION, type EvaluationReport } from '../../evaluation/report-types.ts';

/** What `wt-dfn evaluate` left of a run. */
export interface StoredEvaluation {
  readonly report: EvaluationReport;
  readonly predictions: Predictions;
}

/**
 * Reads an evaluation's numbers: `report.json` and `predictions.csv`.
 * @param folder - where `wt-dfn evaluate` wrote: RUN/evaluation, or its `--out`
 * @throws {CheckpointError} if a file is missing or damaged, or of another version
 * @throws {DataError} if the predictions cannot be read
 */
export async function readEvaluation(folder: string): Promise<StoredEvaluation> {
  const path = join(folder, 'report.json');
  const text = await readEvaluationFile(folder, 'report.json');
  const predictions = predictionsFromCsv(
    await readEvaluationFile(folder, 'predictions.csv'),
    join(folder, 'predictions.csv'),
  );
  let report: Partial<EvaluationReport> | null;
  try {
    report = JSON.parse(text) as Partial<EvaluationReport> | null;
  } catch (error) {
    throw new CheckpointError(folder, `${path}: damaged (not JSON)`, { cause: error });
  }
  if (report?.kind !== 'wt-dfn-evaluation' || report.version !== REPORT_VERSION) {
    throw new CheckpointError(folder, `${path}: is not a report of this wt-dfn`);
  }
  return { report: report as EvaluationReport, predictions };
}

/**
 * Reads one file of an evaluation.
 * @param folder - where `wt-dfn evaluate` wrote
 * @param name - the file, relative to it
 * @throws {CheckpointError} if it is not there
 */
export async function readEvaluationFile(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    throw new CheckpointError(
      folder,
      `${folder}: there is no ${name}; run wt-dfn evaluate first, or name its folder by --evaluation`,
      { cause: error },
    );
  }
}
