import assert from 'node:assert/strict';
import { checkNotebook, problemText } from '../../../lib/kernel/notebook/check-notebook.ts';
import type { CodeCell, NotebookCell, NotebookOutput } from '../../../lib/kernel/notebook/notebook-types.ts';
import { codeCell, markdownCell, notebookOf } from './sample-notebook.ts';

function problems(...cells: readonly NotebookCell[]): string[] {
  return checkNotebook(notebookOf(...cells), 'x.ipynb').map(problemText);
}

function printed(text: string, name = 'stdout'): CodeCell {
  return codeCell('f()', { outputs: [{ output_type: 'stream', name, text }] });
}

function shown(data: Readonly<Record<string, unknown>>): CodeCell {
  return codeCell('f()', { outputs: [{ output_type: 'display_data', metadata: {}, data }] });
}

describe('checkNotebook', () => {
  it('finds nothing in a notebook that ran from top to bottom', () => {
    const result: NotebookOutput = {
      output_type: 'execute_result',
      execution_count: 2,
      metadata: {},
      data: { 'text/plain': '7' },
    };
    const cells = [
      markdownCell('# Title\n\nSee https://example.org/home/page and ./tmp/x.'),
      codeCell('const a = 7;'),
      codeCell(' \n', { execution_count: null }),
      codeCell('a', { execution_count: 2, outputs: [result] }),
    ];
    assert.deepEqual(problems(...cells), []);
  });

  it('counts the cells that hold code: 1 to n, none for empty ones', () => {
    assert.deepEqual(
      problems(
        codeCell('a', { execution_count: 2 }),
        codeCell('', { execution_count: 3 }),
        codeCell('b', { execution_count: null }),
        codeCell('left out', { execution_count: 9, metadata: { tags: ['skip-execution'] } }),
        codeCell('c', { execution_count: 3 }),
      ),
      [
        'x.ipynb: cell 1: has the execution count 2, where 1 is expected; restart the kernel and run all cells',
        'x.ipynb: empty cell before cell 2: is empty but has a count or outputs; strip the notebook and run it again',
        'x.ipynb: cell 2: has not been run, where 2 is expected; restart the kernel and run all cells',
      ],
    );
    const stale: NotebookOutput = {
      output_type: 'execute_result',
      execution_count: 9,
      metadata: {},
      data: {},
    };
    assert.deepEqual(problems(codeCell('a', { outputs: [stale] })), [
      'x.ipynb: cell 1: has a result of another run; run all cells again',
    ]);
  });

  it('refuses errors and warns of stderr', () => {
    const failed: NotebookOutput = {
      output_type: 'error',
      ename: 'TypeError',
      evalue: 'no\nyes',
      traceback: [],
    };
    assert.deepEqual(problems(codeCell('f()', { outputs: [failed] })), [
      'x.ipynb: cell 1: failed with TypeError: no',
    ]);
    const [warning] = checkNotebook(notebookOf(printed('careful\nnow\n', 'stderr')), 'x.ipynb');
    assert.deepEqual(warning, {
      path: 'x.ipynb',
      cell: 'cell 1',
      severity: 'warning',
      message: 'output 1: wrote to stderr: careful',
    });
  });

  for (const path of [
    '/home/ada/x.csv',
    '/root/x',
    '/tmp/wt-dfn/x',
    '/Users/ada/x',
    '/var/folders/zz/x',
    'file:///data/x',
    String.raw`C:\\data\\x`,
    String.raw`C:\Users\ada`,
  ]) {
    it(`finds ${path} in code, by its line`, () => {
      assert.deepEqual(problems(codeCell(`// first\nread("${path}")`)), [
        `x.ipynb: cell 1, line 2: names a path of a machine, ${path}; use a relative one`,
      ]);
    });
  }

  it('calls cells by the number that front ends show in brackets', () => {
    assert.deepEqual(
      problems(markdownCell('a'), markdownCell('see /root/x'), codeCell('f()'), markdownCell('/root/y')),
      [
        'x.ipynb: text 2 before cell 1, line 1: names a path of a machine, /root/x; use a relative one',
        'x.ipynb: text after cell 1, line 1: names a path of a machine, /root/y; use a relative one',
      ],
    );
  });

  it('finds paths in every kind of output', () => {
    const outputs: NotebookOutput[] = [
      { output_type: 'stream', name: 'stdout', text: 'fine\nat \u001b[36m/root/x.ts:3\u001b[39m' },
      { output_type: 'display_data', metadata: {}, data: { 'text/html': '<a href="/home/ada/x">x</a>' } },
      {
        output_type: 'display_data',
        metadata: {},
        data: { 'application/vnd.plotly.v1+json': { layout: { title: { text: String.raw`in D:\data\x` } } } },
      },
    ];
    assert.deepEqual(problems(codeCell('f()', { outputs })), [
      'x.ipynb: cell 1: output 1, line 2: shows a path of a machine, /root/x.ts:3',
      'x.ipynb: cell 1: output 2, line 1: shows a path of a machine, /home/ada/x',
      String.raw`x.ipynb: cell 1: output 3, line 1: shows a path of a machine, D:\data\x`,
    ]);
  });

  it('takes no pictures, addresses, relative paths and escapes for paths', () => {
    assert.deepEqual(
      problems(
        shown({
          'image/png': 'AAAA+/tmp/AAA',
          'text/html': '<img src="data:image/png;base64,AA+/tmp/AA+/home/A==">',
          'application/vnd.plotly.v1+json': { data: [{ y: { bdata: 'AA+/tmp/AA', dtype: 'f8' } }] },
        }),
      ),
      [],
    );
    for (const source of [
      String.raw`print("x:\nfoo")`,
      'fetch("https://a.org/tmp/x")',
      'read("../tmp/x", "runs/home/y")',
      'a / home / b',
      '"/homework/x"',
    ]) {
      assert.deepEqual(problems(codeCell(source)), [], source);
    }
  });

  it('refuses times, state of widgets, ids that come twice, other kernels and large files', () => {
    const timed = codeCell('a', { metadata: { execution: { 'shell.execute_reply': '2026' } } });
    const large = codeCell('b', {
      execution_count: 2,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'x'.repeat(2 ** 20) }],
    });
    const notebook = notebookOf(timed, large);
    const cells = notebook.cells.map((cell) => ({ ...cell, id: 'same' }));
    const metadata = {
      kernelspec: { name: 'tslab', language: 'typescript' },
      language_info: { name: 'python' },
      widgets: {},
    };
    assert.deepEqual(checkNotebook({ ...notebook, cells, metadata }, 'x.ipynb').map(problemText), [
      'x.ipynb: asks for the kernel tslab, where wt-dfn is expected; choose it in Jupyter and save',
      'x.ipynb: its language is python, where typescript is expected',
      'x.ipynb: has 1.0 MB, where 1 MB is the most; show smaller pictures or fewer points',
      'x.ipynb: holds the state of widgets; strip the notebook, run it again and save',
      'x.ipynb: cell 1: says when it ran (metadata "execution"); wt-dfn notebook strip removes that',
      'x.ipynb: cell 2: has the id of cell 1, same',
    ]);
    assert.match(
      checkNotebook({ ...notebookOf(), metadata: {} }, 'x.ipynb')
        .map(problemText)
        .join('\n'),
      /names no kernel.+\n.+its language is not named/,
    );
  });
});
