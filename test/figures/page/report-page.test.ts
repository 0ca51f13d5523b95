import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { JSDOM } from 'jsdom';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import type { ReportContent } from '../../../lib/figures/page/report-content.ts';
import { reportPage, withStaticFallbacks } from '../../../lib/figures/page/report-page.ts';
import { subjectDots } from '../../../lib/figures/subject-dots.ts';
import { SAMPLE_FIGURES } from '../sample-figures.ts';

const EVIL = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u2028<!--`;

/** A page on which every text is hostile. */
const hostile: ReportContent = {
  title: EVIL,
  subtitle: EVIL,
  summary: [{ label: EVIL, value: EVIL, interval: EVIL, note: EVIL }],
  warnings: [EVIL],
  sections: [
    {
      id: 'one',
      title: EVIL,
      lead: EVIL,
      blocks: [
        {
          kind: 'figure',
          figure: subjectDots([{ subject: EVIL, label: 1, cells: 1, meanProbability: 1 }], {
            classes: ['a', EVIL],
            title: EVIL,
          }),
          alt: EVIL,
          caption: EVIL,
        },
        {
          kind: 'table',
          title: EVIL,
          columns: [{ label: EVIL, meaning: EVIL }],
          rows: [[EVIL]],
          caption: EVIL,
        },
        {
          kind: 'picture',
          picture: { svg: '<svg xmlns="http://www.w3.org/2000/svg"/>', width: 5, height: 5 },
          title: EVIL,
          alt: EVIL,
          caption: EVIL,
        },
        { kind: 'image', png: Uint8Array.of(1, 2, 3), width: 9, alt: EVIL, title: EVIL, caption: EVIL },
        { kind: 'text', items: [EVIL, EVIL] },
      ],
    },
    { id: 'two', title: EVIL, lead: EVIL, blocks: [{ kind: 'text', items: [EVIL] }] },
  ],
  origin: { command: EVIL, versions: { [EVIL]: EVIL }, seed: 7, created: EVIL, notes: { [EVIL]: EVIL } },
};

const quiet: ReportContent = {
  title: 'Quiet',
  summary: [],
  warnings: [],
  sections: [
    {
      id: 'roc',
      title: 'ROC',
      lead: 'Lead.',
      blocks: [{ kind: 'figure', figure: SAMPLE_FIGURES['roc-curves']!, alt: 'ROC curves' }],
    },
  ],
  origin: { command: 'wt-dfn evaluate run', versions: { 'wt-dfn': '0.1.0' } },
};

describe('reportPage', function () {
  this.timeout(60_000);
  const html = reportPage(hostile);
  const { document } = new JSDOM(html).window;

  it('takes hostile names as text: no element, attribute or script of theirs', () => {
    const scripts = [...document.querySelectorAll('script')];
    assert.deepEqual(
      scripts.map(({ type }) => type),
      ['application/json', '', ''],
    );
    for (const element of document.querySelectorAll('*')) {
      for (const { name } of element.attributes)
        assert.ok(!name.startsWith('on'), `${element.tagName} ${name}`);
    }
    assert.equal(document.querySelectorAll('img').length, 2);
    assert.equal(document.title, EVIL);
    assert.equal(document.querySelector('tbody th')!.textContent, EVIL);
    assert.equal(document.querySelector('.plot')!.getAttribute('aria-label'), EVIL);
    assert.equal(document.querySelector('footer code')!.textContent, EVIL);
  });

  it('carries the figures unharmed, with labels that Plotly shows as text', () => {
    const { figures } = JSON.parse(document.querySelector('#report-figures')!.textContent) as {
      readonly figures: readonly { readonly data: unknown }[];
    };
    const [{ data } = { data: undefined }] = figures;
    assert.ok(!JSON.stringify(data).includes('<img'));
    assert.ok(JSON.stringify(data).includes('&lt;img src=x'));
  });

  it('loads nothing: every address is data or a place on the page', () => {
    for (const element of document.querySelectorAll('[src],[href]')) {
      const address = element.getAttribute('src') ?? element.getAttribute('href')!;
      assert.match(address, /^(data:|#)/);
    }
    assert.ok(!/@import|url\(/.test(document.querySelector('style')!.textContent));
  });

  it('lets only its own two scripts run', () => {
    const policy = document.querySelector('[http-equiv="Content-Security-Policy"]')!.getAttribute('content')!;
    const hashes = [...document.querySelectorAll('script:not([type])')].map(
      ({ textContent }) => `'sha256-${createHash('sha256').update(textContent, 'utf8').digest('base64')}'`,
    );
    assert.equal(hashes.length, 2);
    assert.ok(policy.includes(`script-src ${hashes.join(' ')};`));
    assert.match(policy, /^default-src 'none';/);
    assert.ok(!/unsafe-eval|https?:|\*/.test(policy));
  });

  it('has plotly.js once, and not at all where there is no figure', () => {
    assert.equal(html.split('plotly.js (cartesian - minified)').length, 2);
    const bare = reportPage({ ...quiet, sections: [] });
    assert.ok(bare.length < 20_000 && !bare.includes('<script'));
    assert.match(bare, /script-src 'none'/);
  });

  it('can be read by ear: language, one h1, headings without gaps, a name for every picture', () => {
    assert.equal(document.documentElement.lang, 'en');
    const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map(({ tagName }) => Number(tagName[1]));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    levels.slice(1).forEach((level, i) => {
      assert.ok(level <= levels[i]! + 1, `h${level} after h${levels[i]!}`);
    });
    for (const image of document.querySelectorAll('img'))
      assert.notEqual(image.getAttribute('alt') ?? '', '');
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const link of document.querySelectorAll('nav a')) {
      assert.ok(document.querySelector(link.getAttribute('href')!) !== null);
    }
  });

  it('is the same from the same content', () => {
    assert.equal(reportPage(quiet), reportPage(quiet));
  });

  it('refuses section ids that are no addresses or come twice', () => {
    const section = { id: 'a b', title: 't', lead: 'l', blocks: [] };
    assert.throws(() => reportPage({ ...quiet, sections: [section] }), /got "a b"/);
    assert.throws(
      () =>
        reportPage({
          ...quiet,
          sections: [
            { ...section, id: 'a' },
            { ...section, id: 'a' },
          ],
        }),
      ParameterError,
    );
  });

  it('shows still pictures where scripts are off', async () => {
    const page = reportPage(await withStaticFallbacks(quiet));
    const [, address] = /<noscript><img class="picture" src="data:image\/svg\+xml;base64,([^"]+)"/.exec(
      page,
    )!;
    assert.match(Buffer.from(address!, 'base64').toString(), /^<svg[^>]*role="img"/);
  });
});
