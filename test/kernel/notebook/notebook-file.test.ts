import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DataError } from '../../../lib/core/errors/data-error.ts';
import { readNotebook, writeNotebook } from '../../../lib/kernel/notebook/notebook-file.ts';
import { notebookText, parseNotebook } from '../../../lib/kernel/notebook/notebook-text.ts';
import type { Notebook } from '../../../lib/kernel/notebook/notebook-types.ts';
import { codeCell, markdownCell, notebookOf } from './sample-notebook.ts';

const LINE_ENDS = ['\n', '\r\n', '\r', '\f', '\u2028', '\u0085', '\u001d', '', 'a', 'é', '😀', '"', '\\'];
const text = fc.array(fc.constantFrom(...LINE_ENDS), { maxLength: 12 }).map((parts) => parts.join(''));
const object = fc.dictionary(fc.oneof(text, fc.constantFrom('10', '9', 'tags')), fc.jsonValue(), {
  maxKeys: 3,
});
const bundle = fc.record(
  {
    'text/plain': text,
    'text/html': text,
    'image/svg+xml': text,
    'image/png': fc.base64String(),
    'application/vnd.plotly.v1+json': fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const count = fc.option(fc.nat(99), { nil: null });
const output = fc.oneof(
  fc.record({ output_type: fc.constant('stream' as const), name: fc.constantFrom('stdout', 'stderr'), text }),
  fc.record({ output_type: fc.constant('display_data' as const), data: bundle, metadata: object }),
  fc.record({
    output_type: fc.constant('execute_result' as const),
    data: bundle,
    metadata: object,
    execution_count: count,
  }),
  fc.record({
    output_type: fc.constant('error' as const),
    ename: text,
    evalue: text,
    traceback: fc.array(text, { maxLength: 3 }),
  }),
);
const id = fc.stringMatching(/^[\w-]{1,64}$/);
const attachments = fc.dictionary(text, bundle, { maxKeys: 2 });
const prose = { id, source: text, metadata: object };
const cell = fc.oneof(
  fc.record({
    ...prose,
    cell_type: fc.constant('code' as const),
    execution_count: count,
    outputs: fc.array(output, { maxLength: 3 }),
  }),
  fc.record(
    { ...prose, cell_type: fc.constantFrom('markdown' as const, 'raw' as const), attachments },
    { requiredKeys: ['id', 'source', 'metadata', 'cell_type'] },
  ),
);
const notebook: fc.Arbitrary<Notebook> = fc.record({
  nbformat: fc.constant(4 as const),
  nbformat_minor: fc.constant(5 as const),
  metadata: object.map((metadata) => ({ title: 'sample', ...metadata })),
  cells: fc.array(cell, { maxLength: 4 }),
});

/** Everything that splitting and sorting may get wrong, once. */
const awkward: Notebook = notebookOf(
  markdownCell('# Title\r\nline\u2028line\n', { attachments: { 'a.png': { 'image/png': 'AAAA' } } }),
  codeCell('', { execution_count: null }),
  codeCell('const π = 3;\fπ', {
    metadata: { tags: ['parameters'], '10': 1, '9': 2, é: 3, '😀': 4, '\uffee': 5 },
    outputs: [
      { output_type: 'stream', name: 'stdout', text: 'one\rtwo\r\n\u001b[31mthree' },
      {
        output_type: 'execute_result',
        execution_count: 1,
        metadata: {},
        data: {
          'text/plain': '3\n',
          'image/svg+xml': '<svg>\n</svg>',
          'image/png': 'AAAA\n',
          'application/javascript': 'a\nb',
          'application/vnd.plotly.v1+json': { data: [{ y: [1, 2.5, null] }], layout: {} },
        },
      },
      { output_type: 'error', ename: 'Error', evalue: 'no\nyes', traceback: ['a\nb', 'c'] },
    ],
  }),
);

function stored(change: (value: Record<string, unknown>) => void): string {
  const value = JSON.parse(notebookText(awkward)) as Record<string, unknown>;
  change(value);
  return JSON.stringify(value);
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wt-dfn-notebook-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('notebook files', () => {
  it('write what Jupyter writes: sorted keys, one space, lines, an empty line at the end', () => {
    assert.equal(
      notebookText({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [{ ...codeCell('let a = 1\na'), id: 'x' }],
      }),
      `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "x",
   "metadata": {},
   "outputs": [],
   "source": [
    "let a = 1\\n",
    "a"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
    );
  });

  it('decode(encode(x)) = x', () => {
    fc.assert(
      fc.property(notebook, (value) => {
        // Objects of fast-check may lack a prototype, and a number may be -0: neither is there in JSON.
        assert.deepEqual(parseNotebook(notebookText(value), 'x.ipynb'), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('keep fields that nbformat does not know, and give cells of 4.0 to 4.4 the same ids every time', () => {
    const old = stored((value) => {
      value['nbformat_minor'] = 2;
      value['future'] = { kept: true };
      for (const each of value['cells'] as Record<string, unknown>[]) {
        delete each['id'];
        each['future'] = 7;
        each['source'] = 'same';
      }
    });
    const first = parseNotebook(old, 'x.ipynb');
    const again = JSON.parse(notebookText(first)) as Record<string, unknown>;
    assert.deepEqual(again['future'], { kept: true });
    assert.equal((again['cells'] as Record<string, unknown>[])[0]!['future'], 7);
    assert.equal(again['nbformat_minor'], 5);
    assert.equal(new Set(first.cells.map((each) => each.id)).size, 3);
    assert.deepEqual(parseNotebook(old, 'x.ipynb'), first);
  });

  for (const [what, content, message] of [
    ['no JSON', 'x = 1', /^x\.ipynb: is no notebook, for it is no JSON \(.+\)$/],
    ['an empty file', ' \n', /^x\.ipynb: is empty, where a notebook is needed$/],
    ['merge conflicts', '{\n<<<<<<< ours\n', /^x\.ipynb: has merge conflicts in it; resolve them first$/],
    ['other JSON', '[1]', /is no notebook: it must be an object with nbformat and nbformat_minor$/],
    ['nbformat 3', '{"nbformat":3,"nbformat_minor":0,"worksheets":[]}', /nbformat 3, where 4\.0 to 4\.5/],
    ['nbformat 4.6', '{"nbformat":4,"nbformat_minor":6,"cells":[],"metadata":{}}', /nbformat 4\.6, where/],
    ['no cells', '{"nbformat":4,"nbformat_minor":5,"metadata":{}}', /broken notebook: cells: expected array/],
    [
      'an unknown kind of cell',
      stored((value) => ((value['cells'] as Record<string, unknown>[])[1]!['cell_type'] = 'heading')),
      /: cells\[1\]\.cell_type: must have the cell_type code, markdown or raw$/,
    ],
    [
      'a number for a source',
      stored((value) => ((value['cells'] as Record<string, unknown>[])[0]!['source'] = 5)),
      /: cells\[0\]\.source: must be text or a list of lines$/,
    ],
    [
      'an output without its fields',
      stored(
        (value) =>
          ((value['cells'] as Record<string, unknown>[])[2]!['outputs'] = [{ output_type: 'error' }]),
      ),
      /: cells\[2\]\.outputs\.0\.ename: expected string, received undefined$/,
    ],
    [
      'an id with a space',
      stored((value) => ((value['cells'] as Record<string, unknown>[])[2]!['id'] = 'a b')),
      /: cells\[2\]\.id: must be 1 to 64 letters, digits, - or _$/,
    ],
  ] as const) {
    it(`say of ${what} in one sentence what is wrong`, () => {
      assert.throws(
        () => parseNotebook(content, 'x.ipynb'),
        (error: unknown) =>
          error instanceof DataError && message.test(error.message) && !error.message.includes('\n'),
      );
    });
  }

  it('are read and replaced whole, and a missing one is called missing', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'new', 'x.ipynb');
      await writeNotebook(path, awkward);
      assert.deepEqual(await readNotebook(path), awkward);
      assert.deepEqual(await readdir(join(folder, 'new')), ['x.ipynb']);
      await assert.rejects(readNotebook(join(folder, 'y.ipynb')), /y\.ipynb: there is no such file$/);
      await assert.rejects(readNotebook(folder), /is a folder, where a notebook is needed$/);
    }));

  describe("and Jupyter's own nbformat", () => {
    const python = process.env['WT_DFN_JUPYTER_PYTHON'];
    before('needs WT_DFN_JUPYTER_PYTHON: a Python that has nbformat', function () {
      if (python === undefined) this.skip();
    });

    it('agree byte by byte, and each reads what the other wrote', () =>
      withFolder(async (folder) => {
        const random = fc
          .sample(notebook, { numRuns: 30, seed: 5 })
          .map((value) => ({ ...value, cells: value.cells.map((each, i) => ({ ...each, id: `c${i}` })) }))
          // Python writes 1e-07 and 1.0 where JavaScript writes 1e-7 and 1; both read both.
          .filter((value) => !/[\d.]e[+-]?\d|-0/.test(notebookText(value)));
        const script = `
import nbformat, sys
for path in sys.argv[1:]:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    nbformat.write(notebook, path + '.again')
`;
        const paths: string[] = [];
        for (const [i, value] of [awkward, ...random].entries()) {
          const metadata = Object.fromEntries(
            Object.entries(value.metadata).filter(([key]) => key !== 'tags' && key !== 'authors'),
          );
          const cells = value.cells.map((each) => {
            const { tags, ...rest } = each.metadata;
            return {
              ...each,
              metadata: Array.isArray(tags) && tags[0] === 'parameters' ? each.metadata : rest,
            };
          });
          const path = join(folder, `${i}.ipynb`);
          await writeNotebook(path, { ...value, metadata, cells });
          paths.push(path);
        }
        execFileSync(python ?? '', ['-c', script, ...paths], { stdio: 'pipe' });
        for (const path of paths) {
          assert.equal(await readFile(`${path}.again`, 'utf8'), await readFile(path, 'utf8'), path);
          assert.deepEqual(await readNotebook(`${path}.again`), await readNotebook(path));
        }
      })).timeout(60_000);

    it('agree about what is broken', () =>
      withFolder(async (folder) => {
        const path = join(folder, 'x.ipynb');
        await writeFile(
          path,
          stored((value) => ((value['cells'] as { id: string }[])[2]!.id = 'a b')),
        );
        await assert.rejects(readNotebook(path), DataError);
        const script = `import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=4))`;
        assert.throws(
          () => execFileSync(python ?? '', ['-c', script, path], { stdio: 'pipe' }),
          /NotebookValid|ValidationError/,
        );
      })).timeout(60_000);
  });
});
