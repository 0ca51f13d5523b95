import { join } from 'node:path';
import { writeAtomically } from '../core/write-atomically.ts';
import { formatReport, reportMarkdown } from '../evaluation/format-report.ts';
import { predictionsToCsv } from '../evaluation/predictions-csv.ts';
import type { ReportOrigin } from '../figures/page/report-content.ts';
import { reportPage, withStaticFallbacks } from '../figures/page/report-page.ts';
import { renderPng } from '../figures/render-png.ts';
import type { EpochMetrics } from '../training/epoch-metrics.ts';
import type { NetworkEvaluation } from '../training/evaluate-network.ts';
import { writeEventFile } from '../training/run/tensorboard/event-file.ts';
import { evaluationPage } from './evaluation-page.ts';
import { evaluationPictures, type NamedPicture } from './report-pictures.ts';
import { testScalars } from './test-scalars.ts';

/** Where and beside what an evaluation is written. */
export interface WriteEvaluationOptions {
  /** The folder; made where it is missing. */
  readonly folder: string;
  /** Path of the page. Default: `report.html` in the folder. */
  readonly page?: string;
  readonly origin: ReportOrigin;
  /** The run's epochs, for the learning curves. */
  readonly metrics?: readonly EpochMetrics[];
  /** More pictures of what the network looks at. */
  readonly extraPictures?: readonly NamedPicture[];
  /** Sentences that must stand on top of the page. */
  readonly notices?: readonly string[];
}

/**
 * Writes an evaluation: `predictions.csv`, `attention.json` (image by image), `report.json`, `report.txt`, `report.md`,
 * `figures/` (pictures as SVG and PNG), `events.out.tfevents.test` (the scores for TensorBoard) and the self-contained
 * page `report.html`.
 * @param evaluation - what was found
 * @param options - folder and origin
 * @returns path of the page
 * @throws {DataError} if the folder cannot be written to
 */
export async function writeEvaluation(
  evaluation: NetworkEvaluation,
  options: WriteEvaluationOptions,
): Promise<string> {
  const {
    folder,
    page = join(folder, 'report.html'),
    origin,
    metrics = [],
    notices,
    extraPictures = [],
  } = options;
  const { report, predictions, attention } = evaluation;
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeAtomically(join(folder, name), typeof content === 'string' ? content : [content]);
  await write('predictions.csv', predictionsToCsv(predictions));
  await write('attention.json', `${JSON.stringify(attention)}\n`);
  await write('report.json', `${JSON.stringify(report, undefined, 1)}\n`);
  await write('report.txt', formatReport(report));
  await write('report.md', reportMarkdown(report));
  await writeEventFile(folder, 'test', { step: metrics.length, scalars: testScalars(report) });
  const pictures = evaluationPictures(evaluation);
  for (const [name, { picture }] of pictures) {
    await write(join('figures', `${name}.svg`), picture.svg);
    await write(join('figures', `${name}.png`), await renderPng(picture));
  }
  for (const [i, { picture }] of extraPictures.entries()) {
    await write(join('figures', `extra-${i + 1}.svg`), picture.svg);
    await write(join('figures', `extra-${i + 1}.png`), await renderPng(picture));
  }
  const content = evaluationPage({
    evaluation,
    pictures,
    extraPictures,
    metrics,
    origin,
    ...(notices === undefined ? {} : { notices }),
  });
  await writeAtomically(page, reportPage(await withStaticFallbacks(content)));
  return page;
}
