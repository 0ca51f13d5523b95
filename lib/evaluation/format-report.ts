import { reportSections } from './report-sections.ts';
import { escapeMarkdown, markdownTable, textTable } from './report-table.ts';
import type { EvaluationReport } from './report-types.ts';

/**
 * A report for the terminal: titled parts with sentences and aligned tables, every score explained.
 * @param report - what evaluatePredictions gave
 */
export function formatReport(report: EvaluationReport): string {
  const head = printable(report.title === '' ? 'Evaluation' : `Evaluation: ${report.title}`);
  const parts = reportSections(report).map(({ title, sentences, table }) => {
    const marked = title === 'Warnings' ? sentences.map((sentence) => `! ${sentence}`) : sentences;
    const lines = [title.toUpperCase(), ...marked, ...(table === null ? [] : [textTable(table)])];
    return lines.map(printable).join('\n');
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

/** Takes away control characters, by which a file's name could steer a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, '?');
}
