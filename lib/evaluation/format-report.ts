import { reportSections } from './report-sections.ts';
import { escapeMarkdown, markdownTable, printable, textTable } from './report-table.ts';
import type { EvaluationReport } from './report-types.ts';

/**
 * A report for the terminal: titled parts with sentences and aligned tables, every score explained; control characters
 * become question marks, since a file's name could steer a terminal with them.
 * @param report - what evaluatePredictions gave
 */
export function formatReport(report: EvaluationReport): string {
  const head = printable(report.title === '' ? 'Evaluation' : `Evaluation: ${report.title}`);
  const parts = reportSections(report).map(({ title, sentences, table }) => {
    const safe = sentences.map(printable);
    const marked = title === 'Warnings' ? safe.map((sentence) => `! ${sentence}`) : safe;
    const lines = [`── ${title} ──`, ...marked, ...(table === null ? [] : [textTable(table)])];
    return lines.join('\n');
  });
  return `${[head, ...parts].join('\n\n')}\n`;
}

/**
 * A report as Markdown, for a file beside the results.
 * @param report - what evaluatePredictions gave
 * @param options - `level`: of the first heading, 1 to 5
 */
export function reportMarkdown(
  report: EvaluationReport,
  { level = 1 }: { readonly level?: number } = {},
): string {
  const head = `${'#'.repeat(level)} Evaluation${report.title === '' ? '' : `: ${escapeMarkdown(report.title)}`}`;
  const parts = reportSections(report).map(({ title, sentences, table }) => {
    const heading = `${'#'.repeat(level + 1)} ${escapeMarkdown(title)}`;
    const bullet = title === 'Warnings' ? '- ' : '';
    const text = sentences.map((sentence) => `${bullet}${escapeMarkdown(sentence)}`).join('\n');
    return [heading, ...(text === '' ? [] : [text]), ...(table === null ? [] : [markdownTable(table)])].join(
      '\n\n',
    );
  });
  return `${[head, ...parts].join('\n\n')}\n`;
}
