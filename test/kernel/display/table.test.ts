import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { displayBundle } from '../../../lib/kernel/display/display-value.ts';
import { tableSource } from '../../../lib/kernel/display/table-source.ts';

async function parsed(value: unknown): Promise<{ cells: string[][]; document: Document; text: string }> {
  const { data } = await displayBundle(value);
  const { document } = new JSDOM(data['text/html'] as string).window;
  const cells = [...document.querySelectorAll('tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  return { cells, document, text: data['text/plain'] as string };
}

describe('tables', () => {
  it('shows records with a heading for every key, numbers at the right', async () => {
    const { cells, document, text } = await parsed([
      { subject: 'H1', area: 1 / 3 },
      { subject: 'H22', area: 12, extra: null },
    ]);
    assert.deepEqual(cells, [
      ['', 'subject', 'area', 'extra'],
      ['0', 'H1', '0.333333', ''],
      ['1', 'H22', '12', 'null'],
    ]);
    const align = [...document.querySelectorAll('tbody tr:first-child > *')].map(
      (cell) => (cell as HTMLElement).style.textAlign,
    );
    assert.deepEqual(align, ['right', 'left', 'right', 'left']);
    assert.equal(
      text,
      [
        '   subject      area  extra',
        '0  H1       0.333333',
        '1  H22            12  null',
        '',
        '2 rows × 3 columns',
      ].join('\n'),
    );
  });

  it('shows the first and last ten rows and columns, and counts the others', async () => {
    const { cells, document, text } = await parsed(
      Array.from({ length: 1254 }, (_, row) => Array.from({ length: 30 }, (_, column) => row * column)),
    );
    assert.equal(cells.length, 1 + 10 + 1 + 10);
    assert.deepEqual(cells[0]!.slice(9, 13), ['8', '9', '… 10 more …', '20']);
    assert.deepEqual(cells[11], ['… 1,234 more rows …']);
    assert.deepEqual([cells[12]![0], cells[12]!.at(-1)], ['1244', String(1244 * 29)]);
    assert.match(document.body.textContent, /1,254 rows × 30 columns/);
    assert.match(text, /^… 1,234 more rows …$/m);
  });

  it('shows maps and sets', async () => {
    const map = await parsed(
      new Map<unknown, unknown>([
        ['a', 1],
        [{ k: 2 }, ['x']],
      ]),
    );
    assert.deepEqual(map.cells, [
      ['', 'key', 'value'],
      ['0', 'a', '1'],
      ['1', '{ k: 2 }', "[ 'x' ]"],
    ]);
    assert.match(map.text, /Map of 2 entries$/);
    assert.match((await parsed(new Set([3]))).text, /Set of 1 value$/);
  });

  it('leaves lists of unlike things alone', () => {
    const lists: object[] = [
      [],
      [{}],
      [{ a: 1 }, { b: 2 }],
      [1, 2],
      [[1], ['a']],
      [[]],
      [{ a: 1 }, null],
      [new Date(0)],
      new Map(),
      new Set(),
    ];
    for (const list of lists) assert.equal(tableSource(list), undefined);
  });

  it('calls no getter and follows no __proto__', async () => {
    let called = 0;
    const record = {
      a: 1,
      get b(): number {
        return ++called;
      },
    };
    const { cells } = await parsed([record, JSON.parse('{"a": 2, "__proto__": 5}')]);
    assert.deepEqual(cells[1], ['0', '1', '[getter]', '']);
    assert.deepEqual(cells[2], ['1', '2', '', '5']);
    assert.equal(called, 0);
  });

  it('shows any text as text: nothing of it becomes HTML', async () => {
    const evil = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=1>',
      '</table>',
      '&amp;',
      '<b>',
    );
    await fc.assert(
      fc.asyncProperty(evil, evil, async (key, value) => {
        const { cells, document } = await parsed([{ [key]: value, shared: 1 }]);
        assert.deepEqual([cells[0]![1], cells[1]![1]], [key, value]);
        assert.equal(document.querySelector('script, img, b'), null);
      }),
    );
  });
});
