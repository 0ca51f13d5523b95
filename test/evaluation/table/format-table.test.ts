import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { plainCsvField } from '../../../lib/evaluation/csv-field.ts';
import type { DataTable } from '../../../lib/evaluation/table/data-table.ts';
import { formatTable } from '../../../lib/evaluation/table/format-table.ts';

const TABLE: DataTable = {
  title: 'Two runs',
  columns: [
    { key: 'run', label: 'run', kind: 'text' },
    { key: 'cells', label: 'cells', kind: 'number' },
    { key: 'auroc', label: 'AUROC', kind: 'interval' },
    { key: 'gain', label: 'gain', kind: 'difference' },
    { key: 'seeds', label: 'over seeds', kind: 'spread' },
  ],
  rows: [
    [
      'a_1',
      54,
      { value: 0.75, low: 0.5, high: 0.96 },
      { value: 0.03125, low: -0.0127, high: 0.07 },
      { value: 0.8, sd: 0.01 },
    ],
    ['=1+1', null, { value: null, low: null, high: null }, null, { value: 0.7, sd: null }],
  ],
  notes: ['Few subjects: 4 & 9.'],
};

/** Texts that formats could trip over. */
const nasty = fc.string({
  unit: fc.constantFrom(...Array.from('ab1 =+-@,;"\'\t\r\n|\\`*_[]<>&%$#{}~^!().é–…')),
  maxLength: 12,
});
const named = (names: readonly string[]): DataTable => ({
  title: names.join(' '),
  columns: [
    { key: 'name', label: 'name', kind: 'text' },
    { key: 'n', label: 'n', kind: 'number' },
  ],
  rows: names.map((name, i) => [name, i]),
  notes: names,
});
const someNames = fc.array(nasty, { minLength: 1, maxLength: 4 });

describe('formatTable', () => {
  it('draws a terminal, CSV, Markdown and LaTeX, by hand', () => {
    assert.equal(
      formatTable(TABLE, 'text'),
      [
        'Two runs',
        '',
        'run   cells                 AUROC                     gain     over seeds',
        '────  ─────  ────────────────────  ───────────────────────  ─────────────',
        'a_1      54  0.750 [0.500, 0.960]  +0.031 [-0.013, +0.070]  0.800 ± 0.010',
        '=1+1      –                     –                        –          0.700',
        '',
        '! Few subjects: 4 & 9.',
        '',
      ].join('\n'),
    );
    assert.equal(
      formatTable(TABLE, 'csv'),
      [
        'run,cells,auroc,auroc_low,auroc_high,gain,gain_low,gain_high,seeds,seeds_sd',
        'a_1,54,0.75,0.5,0.96,0.03125,-0.0127,0.07,0.8,0.01',
        "'=1+1,,,,,,,,0.7,",
        '',
      ].join('\n'),
    );
    assert.ok(
      formatTable(TABLE, 'md').includes(
        '| a\\_1 | 54 | 0.750 \\[0.500, 0.960\\] | +0.031 \\[-0.013, +0.070\\] |',
      ),
    );
    const latex = formatTable(TABLE, 'latex');
    assert.ok(
      latex.includes('\\begin{tabular}{lrrrr}\n\\toprule\nrun & cells & AUROC & gain & over seeds \\\\\n'),
    );
    assert.ok(latex.includes('a\\_1 & 54 & 0.750 {[}0.500, 0.960{]} & $+$0.031 {[}$-$0.013, $+$0.070{]} &'));
    assert.ok(latex.includes('0.800 $\\pm$ 0.010 \\\\\n'));
  });

  it('gives JSON back as it came', () => {
    const read = JSON.parse(formatTable(TABLE, 'json')) as {
      rows: Record<string, unknown>[];
      notes: string[];
    };
    assert.deepEqual(read.rows[0], {
      run: 'a_1',
      cells: 54,
      auroc: { value: 0.75, low: 0.5, high: 0.96 },
      gain: { value: 0.03125, low: -0.0127, high: 0.07 },
      seeds: { value: 0.8, sd: 0.01 },
    });
    assert.deepEqual(read.notes, TABLE.notes);
  });

  it('gives any name back through CSV, and never as a formula', () => {
    fc.assert(
      fc.property(someNames, (names) => {
        const rows = parse(formatTable(named(names), 'csv'), { from_line: 2 });
        assert.deepEqual(
          rows.map(([name]) => plainCsvField(name!)),
          names,
        );
        for (const [name] of rows) assert.doesNotMatch(name!, /^[=+\-@\t\r\n]/);
      }),
    );
  });

  it('gives any name back through Markdown, as text alone', () => {
    const markdown = new MarkdownIt({ html: true });
    fc.assert(
      fc.property(someNames, (names) => {
        const tokens = markdown.parse(formatTable(named(names), 'md'), {});
        const cells = tokens.flatMap((token, i) =>
          token.type === 'td_open' ? [tokens[i + 1]!.children ?? []] : [],
        );
        assert.equal(cells.length, 2 * names.length);
        for (const [i, name] of names.entries()) {
          const children = cells[2 * i]!;
          assert.ok(
            children.every(({ type }) => type === 'text' || type === 'text_special'),
            JSON.stringify(children),
          );
          const text = children.map(({ content }) => content).join('');
          assert.equal(text, name.replaceAll(/[\r\n]+/g, ' ').trim());
        }
      }),
    );
  });

  it('gives any name back through LaTeX, with nothing left that it would read', () => {
    fc.assert(
      fc.property(someNames, (names) => {
        const text = formatTable(named(names), 'latex');
        const body = text.slice(text.indexOf('\\midrule\n') + 9, text.indexOf('\\bottomrule'));
        const rows = body.trimEnd().split(' \\\\\n');
        assert.equal(rows.length, names.length);
        for (const [i, row] of rows.entries()) {
          const [cell, number, ...rest] = row.replace(/ \\\\$/, '').split(/(?<!\\) & /);
          assert.deepEqual([number, rest.length], [String(i), 0]);
          assert.equal(readLatex(cell!), names[i]!.replaceAll(/\p{Cc}/gu, '?'));
        }
        for (const line of text.slice(0, text.indexOf('\\begin')).trimEnd().split('\n'))
          assert.match(line, /^%/);
      }),
    );
  });

  it('lets no name steer a terminal', () => {
    assert.doesNotMatch(formatTable(named(['\u001b[2Jred\u0007']), 'text'), /(?!\n)\p{Cc}/u);
  });

  it('refuses a row that does not fit its columns', () => {
    assert.throws(() => formatTable({ ...TABLE, rows: [['a']] }, 'csv'), ParameterError);
    assert.throws(
      () => formatTable({ ...TABLE, rows: [['a', 'b', null, null, null]] }, 'csv'),
      /"cells" must hold cells of kind number, got "b" in row 0/,
    );
    const twice = { ...TABLE, columns: TABLE.columns.map((column) => ({ ...column, key: 'run' })) };
    assert.throws(() => formatTable(twice, 'json'), /"run" comes twice/);
  });
});

/** Reads the commands that escapeLatex writes, and nothing else: what LaTeX would read otherwise is an error. */
function readLatex(text: string): string {
  const commands: [RegExp, string | ((match: RegExpExecArray) => string)][] = [
    [/^\\textbackslash\{\}/, '\\'],
    [/^\\textasciitilde\{\}/, '~'],
    [/^\\textasciicircum\{\}/, '^'],
    [/^\\textless\{\}/, '<'],
    [/^\\textgreater\{\}/, '>'],
    [/^\\textbar\{\}/, '|'],
    [/^\\ldots\{\}/, '…'],
    [/^\\symbol\{(\d+)\}/, (match) => String.fromCharCode(Number(match[1]))],
    [/^\\([{}&%$#_])/, (match) => match[1]!],
    [/^\{--\}/, '–'],
    [/^\{([-[\]])\}/, (match) => match[1]!],
    [/^[^\\{}&%$#_~^<>|"'`[\]–…±-]/u, (match) => match[0]],
  ];
  let rest = text;
  let plain = '';
  while (rest !== '') {
    const found = commands
      .map(([pattern, to]) => ({ match: pattern.exec(rest), to }))
      .find(({ match }) => match);
    assert.ok(found?.match, `LaTeX would read ${rest} in ${text}`);
    plain += typeof found.to === 'string' ? found.to : found.to(found.match);
    rest = rest.slice(found.match[0].length);
  }
  return plain;
}
