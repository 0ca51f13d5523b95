import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { JSDOM } from 'jsdom';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { displayBundle } from '../../../lib/kernel/display/display-value.ts';
import { notebookPage, workbookPage } from '../../../lib/kernel/notebook/notebook-html.ts';
import type { Notebook, NotebookOutput } from '../../../lib/kernel/notebook/notebook-types.ts';
import { codeCell, markdownCell, notebookOf } from './sample-notebook.ts';

const EVIL = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u2028<!--`;
const PNG = 'iVBORw0KGgo=';
const PLOTLY = 'application/vnd.plotly.v1+json';
const FIGURE = {
  data: [{ type: 'scatter', y: [1, 2] }],
  layout: { title: { text: 'Rates' }, width: 700, height: 400 },
};

function shown(data: Readonly<Record<string, unknown>>, metadata = {}): NotebookOutput {
  return { output_type: 'display_data', metadata, data };
}

function printed(text: string, name = 'stdout'): NotebookOutput {
  return { output_type: 'stream', name, text };
}

function documentOf(html: string): Document {
  return new JSDOM(html).window.document;
}

/** The one page of a notebook with one cell that displayed this. */
function displayed(...outputs: readonly NotebookOutput[]): Document {
  return documentOf(notebookPage({ path: 'x.ipynb', notebook: notebookOf(codeCell('f()', { outputs })) }));
}

const hostile: Notebook = {
  ...notebookOf(
    markdownCell(`# ${EVIL}\n\n${EVIL} $${EVIL}$ [a](javascript:x()) ![${EVIL}](attachment:a.png)`, {
      attachments: { 'a.png': { 'image/png': `AA"><script>alert(1)</script>` } },
    }),
    codeCell(EVIL, {
      metadata: { tags: ['hide-input', EVIL] },
      outputs: [
        printed(EVIL),
        printed(EVIL, 'stderr'),
        shown({
          [PLOTLY]: { data: [{ type: 'bar', name: EVIL }], layout: { title: { text: EVIL } } },
          'image/png': PNG,
          'text/plain': EVIL,
        }),
        shown({ 'image/png': `"><script>alert(1)</script>`, 'text/html': EVIL }),
        shown({ 'image/svg+xml': `<svg onload="x()"><script>x()</script></svg>`, 'text/plain': EVIL }),
        shown({ 'text/markdown': EVIL }),
        shown({ 'text/latex': EVIL }),
        shown({ 'application/json': { [EVIL]: EVIL } }),
        shown({ [EVIL]: EVIL }),
        { output_type: 'error', ename: EVIL, evalue: EVIL, traceback: [EVIL] },
        { output_type: 'error', ename: EVIL, evalue: EVIL, traceback: [] },
      ],
    }),
    { cell_type: 'raw', id: 'raw', source: EVIL, metadata: {} },
  ),
  metadata: { language_info: { name: EVIL } },
};

describe('notebookPage', function () {
  this.timeout(60_000);
  const html = workbookPage(
    [
      { path: `a/${EVIL}.ipynb`, notebook: hostile },
      { path: 'b.ipynb', notebook: notebookOf(markdownCell('## Two\n\n## Two')) },
    ],
    { title: EVIL, note: EVIL },
  );
  const document = documentOf(html);

  it('takes everything hostile as text: no element, attribute or script of theirs', () => {
    const kinds = [...document.querySelectorAll('script')].map(({ type, className }) => type + className);
    assert.deepEqual(kinds, ['application/jsonfigure-data', 'application/json', '', '']);
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        assert.ok(!name.startsWith('on'), `${element.tagName} ${name}`);
        if (name === 'src') assert.match(value, /^data:image\/(png|svg\+xml);base64,[\w+/=]+$/);
        if (name === 'href') assert.match(value, /^(#|data:,$)/);
      }
    }
    assert.equal(document.querySelectorAll('iframe,object,embed,form,base').length, 0);
    assert.equal(document.title, EVIL);
    assert.equal(document.querySelector('footer')!.textContent, EVIL);
    assert.equal(document.querySelector('.source code')!.textContent, EVIL);
  });

  it('lets only its own scripts run and loads nothing', () => {
    const policy = document.querySelector('[http-equiv="Content-Security-Policy"]')!.getAttribute('content')!;
    const hashes = [...document.querySelectorAll('script:not([type])')].map(
      ({ textContent }) => `'sha256-${createHash('sha256').update(textContent, 'utf8').digest('base64')}'`,
    );
    assert.ok(policy.includes(`script-src ${hashes.join(' ')};`));
    assert.match(policy, /^default-src 'none';/);
    assert.ok(!/unsafe-eval|https?:|\*/.test(policy));
    assert.equal(html.split('plotly.js (cartesian - minified)').length, 2);
    assert.ok(!/@import|url\(/.test(document.querySelector('style')!.textContent));
  });

  it('has ids that come once and headings without gaps', () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, ids.join());
    for (const link of document.querySelectorAll('.contents a')) {
      const place = document.getElementById(decodeURIComponent(link.getAttribute('href')!.slice(1)));
      assert.ok(place !== null, link.getAttribute('href')!);
    }
    const levels = [...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(({ tagName }) =>
      Number(tagName[1]),
    );
    assert.equal(document.querySelectorAll('h1').length, 1);
    assert.deepEqual(levels, [2, 2, 3, 3]);
  });

  it('needs no script where nothing is live', () => {
    const bare = notebookPage({ path: 'x.ipynb', notebook: notebookOf(markdownCell('# A\n\ntext')) });
    assert.ok(bare.length < 20_000 && !bare.includes('<script'), String(bare.length));
    assert.match(bare, /script-src 'none'/);
    assert.match(bare, /<title>A<\/title>/);
  });

  it('leads from one notebook to another within the page', () => {
    const start = notebookOf(
      markdownCell('# Start\n\n[next](01-data.ipynb) [part](./01-data.ipynb#The-part) [out](https://x.org)'),
    );
    const data = notebookOf(markdownCell('# Data\n\n## The part'));
    const page = documentOf(
      workbookPage([
        { path: 'n/00-start.ipynb', notebook: start },
        { path: 'n/01-data.ipynb', notebook: data },
      ]),
    );
    const links = [...page.querySelectorAll('main p a:not(.anchor)')].map((link) =>
      link.getAttribute('href')!,
    );
    assert.deepEqual(links, ['#01-data', '#01-data--the-part', 'https://x.org']);
    for (const link of links.slice(0, 2)) assert.ok(page.getElementById(link.slice(1)) !== null, link);
    assert.deepEqual(
      [...page.querySelectorAll('.contents a')].map(({ textContent }) => textContent),
      ['Start', 'Data', 'The part'],
    );
  });

  it('chooses the richest format of a bundle, and the next where one comes out empty', () => {
    const all: Readonly<Record<string, unknown>> = {
      [PLOTLY]: FIGURE,
      'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'image/png': PNG,
      'text/html': '<b>html</b>',
      'text/markdown': '*markdown*',
      'text/latex': '$l$',
      'application/json': [1],
      'text/plain': 'plain',
    };
    const seen: string[] = [];
    for (const bundle = { ...all }; Object.keys(bundle).length > 0;) {
      const output = displayed(shown(bundle)).querySelector('.output')!;
      seen.push(output.firstElementChild!.localName + (output.querySelector('img')?.src.slice(5, 14) ?? ''));
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- one format less each time
      delete bundle[Object.keys(bundle)[0]!];
    }
    assert.deepEqual(seen, [
      'figureimage/svg',
      'imgimage/svg',
      'imgimage/png',
      'div',
      'div',
      'p',
      'details',
      'pre',
    ]);
    const fallback = displayed(shown({ 'text/html': '<script>draw()</script>', 'text/plain': 'a chart' }));
    assert.equal(fallback.querySelector('.output')!.textContent, 'a chart');
  });

  it('shows the still picture of a live figure until scripts run, at its size', () => {
    const page = displayed(shown({ [PLOTLY]: FIGURE, 'image/png': PNG, 'text/plain': 'figure' }));
    const figure = page.querySelector('figure.plot')!;
    assert.equal(figure.querySelector('img')!.alt, 'Rates');
    assert.equal(figure.querySelector('img')!.getAttribute('width'), '700');
    assert.match(figure.getAttribute('style')!, /--height:400px/);
    assert.deepEqual(JSON.parse(figure.querySelector('.figure-data')!.textContent), FIGURE);
  });

  it('joins what a stream brought in pieces, keeps stderr apart, folds and shortens what is long', () => {
    const page = displayed(
      printed('a'),
      printed('b\n'),
      printed('c', 'stderr'),
      printed('line\n'.repeat(100_000)),
    );
    const blocks = [...page.querySelectorAll('pre.text')];
    assert.deepEqual(
      blocks.map((block) => block.className),
      ['text stdout', 'text stderr', 'text stdout tall'],
    );
    assert.equal(blocks[0]!.textContent, 'ab');
    assert.match(blocks[2]!.textContent, /… \d+ lines more in the notebook …/);
    assert.ok(blocks[2]!.textContent.length < 101_000);
    assert.equal(blocks[2]!.getAttribute('tabindex'), '0');
  });

  for (const [style, onWhite] of [
    ['background:transparent;border-color:#ccc', false],
    ['color:inherit', false],
    ['background-color:rgba(128,128,128,0.3)', false],
    ['color:#000', true],
    ['background:white', true],
    ['font-weight:bold;background-color:rgba(255,255,255,0.9)', true],
  ] as const) {
    it(`${onWhite ? 'keeps on white paper' : "gives the page's colours"}: ${style}`, () => {
      const page = displayed(shown({ 'text/html': `<table><tr style="${style}"><td>1</td></tr></table>` }));
      assert.equal(page.querySelector('.rich')!.classList.contains('on-white'), onWhite);
    });
  }

  it('has our own tables and progress bars follow the theme', async () => {
    const { data } = await displayBundle([{ a: 1, b: 'x' }]);
    const bar = '<div style="background-color:#2b8cbe"></div> 3 of 4';
    const page = displayed(shown(data), shown({ 'text/html': bar }));
    assert.equal(page.querySelectorAll('.rich').length, 2);
    assert.equal(page.querySelector('.on-white'), null);
  });

  it('follows the tags of cells', () => {
    const cell = (tag: string, execution_count: number) =>
      codeCell(`f${execution_count}()`, {
        execution_count,
        metadata: { tags: [tag] },
        outputs: [printed(`out ${execution_count}`)],
      });
    const page = documentOf(
      notebookPage({
        path: 'x.ipynb',
        notebook: notebookOf(
          cell('parameters', 1),
          cell('hide-input', 2),
          cell('remove-input', 3),
          cell('hide-output', 4),
          cell('remove-cell', 5),
          codeCell('', { execution_count: null }),
        ),
      }),
    );
    const cells = [...page.querySelectorAll('.cell')];
    assert.equal(cells.length, 4);
    assert.equal(cells[0]!.querySelector('.mark')!.textContent, 'Parameters');
    assert.equal(cells[1]!.querySelector('details > summary')!.textContent, 'Code');
    assert.equal(cells[1]!.querySelector('details .output'), null);
    assert.equal(cells[2]!.textContent.trim(), 'out 3');
    assert.equal(cells[3]!.querySelector('details > summary')!.textContent, 'Output');
    assert.equal(page.querySelector('h1')!.textContent, 'x.ipynb');
  });

  it('calls cells by the number in their brackets', () => {
    const outputs = [shown({ 'image/png': PNG })];
    const cells = [
      markdownCell('# Title'),
      codeCell('a', { outputs }),
      codeCell('b', { execution_count: 7, outputs }),
      codeCell('c', { execution_count: null, outputs }),
    ];
    const page = documentOf(notebookPage({ path: 'x.ipynb', notebook: notebookOf(...cells) }));
    assert.deepEqual(
      [...page.querySelectorAll('.count')].map((each) => [each.textContent, each.getAttribute('title')]),
      [
        ['[1]', 'Cell 1'],
        ['[7]', 'Cell 7'],
      ],
    );
    assert.deepEqual(
      [...page.querySelectorAll('img')].map(({ alt }) => alt),
      ['output of cell 1', 'output of cell 7', 'output of cell 3'],
    );
  });

  it('puts attached pictures into prose', () => {
    const cell = markdownCell('![two](attachment:a%20b.png) ![no](attachment:c.png)', {
      attachments: { 'a b.png': { 'image/png': PNG } },
    });
    const page = documentOf(notebookPage({ path: 'x.ipynb', notebook: notebookOf(cell) }));
    assert.equal(page.querySelector('img')!.src, `data:image/png;base64,${PNG}`);
    assert.equal(page.querySelector('.missing')!.textContent, '[picture: no]');
  });

  it('refuses a workbook without notebooks', () => {
    assert.throws(() => workbookPage([]), ParameterError);
  });
});
