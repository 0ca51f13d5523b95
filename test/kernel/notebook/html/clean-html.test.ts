import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import fc from 'fast-check';
import { cleanHtml } from '../../../../lib/kernel/notebook/html/clean-html.ts';

const rules = {
  link: (address: string): string | undefined => (address.startsWith('https:') ? address : undefined),
  picture: (address: string): string | undefined => (address.startsWith('data:image/') ? address : undefined),
};

/** What must never be found on a page, however it was written. */
function assertHarmless(html: string): void {
  const { document } = new JSDOM(`<body>${html}`).window;
  for (const element of document.body.querySelectorAll('*')) {
    assert.doesNotMatch(
      element.localName,
      /^(?:script|style|iframe|object|embed|form|input|base|meta|link|svg|math)$/,
    );
    for (const { name, value } of element.attributes) {
      assert.doesNotMatch(name, /^(?:on|id$|srcdoc|srcset|formaction|xlink)/i, html);
      if (name === 'href') assert.match(value, /^https:/);
      if (name === 'src') assert.match(value, /^data:image\//);
      if (name === 'style') assert.doesNotMatch(value, /url|position|expression|\\/i);
    }
  }
}

describe('cleanHtml', () => {
  for (const [what, html, clean] of [
    ['keeps text and escapes it', 'a &lt;b&gt; &amp; c', 'a &lt;b&gt; &amp; c'],
    ['drops scripts, style sheets and comments', 'a<script>x()</script><style>p{}</style><!-- c -->b', 'ab'],
    [
      'drops handlers, ids and unknown classes',
      '<p id="a" class="x hljs-string" onclick="x()">t</p>',
      '<p class="hljs-string">t</p>',
    ],
    ['keeps the text of elements that it does not know', '<blink>t</blink>', 't'],
    [
      'keeps harmless styles',
      '<b style="color:red;position:fixed;background:url(x)">t</b>',
      '<b style="color:red">t</b>',
    ],
    ['takes links away that may run something', '<a href="javascript:x()">t</a>', 't'],
    [
      'keeps links that are allowed',
      '<a href="https://x.org/?a&amp;b" target="_top">t</a>',
      '<a href="https://x.org/?a&amp;b" rel="noreferrer">t</a>',
    ],
    [
      'names pictures that are not inside',
      '<img src="https://x.org/p.png" alt="a <b>">',
      '<span class="missing">[picture: a &lt;b&gt;]</span>',
    ],
    [
      'makes wide tables scroll',
      '<table><tr><td colspan="2">t</td></tr></table>',
      '<div class="wide" tabindex="0" role="region" aria-label="Table"><table><tbody><tr><td colspan="2">t</td></tr></tbody></table></div>',
    ],
  ] as const) {
    it(what, () => {
      assert.equal(cleanHtml(html, rules), clean);
    });
  }

  it('makes pictures of inline SVG, where no script runs', () => {
    const clean = cleanHtml('<svg width="9" onload="x()"><title>t</title><script>x()</script></svg>', rules);
    assert.match(clean, /^<img src="data:image\/svg\+xml;base64,[\w+/=]+" alt="t">$/);
  });

  it('gives headings their places', () => {
    const heading = (text: string, level: number): { id: string; level: number } => ({
      id: `n--${text}`,
      level: level + 1,
    });
    assert.equal(
      cleanHtml('<h1>A <em>b</em></h1>', { ...rules, heading }),
      '<h2 id="n--A b">A <em>b</em><a class="anchor" href="#n--A b" aria-label="Link to this heading">#</a></h2>',
    );
  });

  for (const attack of [
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<template><script>alert(1)</script></template><form><input formaction=javascript:x>',
    '<a href="java\tscript:x()">a</a><a href=" JAVASCRIPT:x">b</a><a href="data:text/html,x">c</a>',
    '<iframe srcdoc="<script>x()</script>"></iframe><object data=x></object><base href=//x>',
    '<p style="background:u\\72l(x);width:expression(x)">t</p>',
    '<wt-formula data-index="0"><img src=x onerror=y></wt-formula><wt-formula data-index="__proto__">',
    '<img src="data:image/png;base64,AA&quot; onerror=&quot;x()">',
    '<div>'.repeat(1000),
    '<div>'.repeat(1_000_000),
    '<br>'.repeat(200_000),
  ]) {
    it(`makes harmless: ${attack.slice(0, 60)}`, () => {
      assertHarmless(cleanHtml(attack, rules));
    });
  }

  it('is harmless whatever comes, and cleaning twice changes nothing', () => {
    const words = [
      '<',
      '>',
      '"',
      "'",
      '/',
      ' ',
      '=',
      'svg',
      'math',
      'style',
      'script',
      'img src=x',
      'onerror=x',
      'table',
      '<p>',
      '</p>',
      '<a href=',
      'javascript:',
      '<!--',
      '-->',
      '&lt;',
      '<td>',
      '<b>',
      'x',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 25 }), (parts) => {
        const clean = cleanHtml(parts.join(''), rules);
        assertHarmless(clean);
        const plain = clean.replace(/<div class="wide"[^>]*>|<img[^>]*>/g, '');
        assert.equal(cleanHtml(cleanHtml(plain, rules), rules), cleanHtml(plain, rules));
      }),
      { numRuns: 100 },
    );
  }).timeout(60_000);
});
