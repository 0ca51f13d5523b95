import assert from 'node:assert/strict';
import { markdownHtml } from '../../../../lib/kernel/notebook/html/markdown-html.ts';

const rules = {
  link: (address: string): string => address,
  picture: (address: string): string | undefined => (address.startsWith('data:') ? address : undefined),
};
const html = (markdown: string): string => markdownHtml(markdown, rules);
const formulas = (markdown: string): number => html(markdown).split('<math').length - 1;

describe('markdownHtml', () => {
  it('sets formulas as MathML, in a line and on lines of their own', () => {
    assert.match(html('a $x_1$ b'), /<p>a <span class="katex"><math.+<\/math><\/span> b<\/p>/);
    assert.match(
      html('$$\nx\n= y\n\n- z\n$$'),
      /<p><span class="formula" tabindex="0"><span class="katex"><math/,
    );
    assert.equal(formulas('$$\nx\n= y\n\n- z\n$$'), 1);
    assert.equal(formulas('\\begin{align}\na &= b \\\\\n  &= c\n\\end{align}'), 1);
    assert.equal(formulas('- item $a$\n\n  $$\n  b\n  $$\n\n> $c_*d_*e$'), 3);
    assert.equal(formulas('| $a$ |\n|--|\n| $c$ |'), 2);
  });

  it('keeps money, code and escaped dollars as they are', () => {
    for (const text of [
      'costs $5 and $6',
      'a $5-$6 range',
      '`$x$`',
      '\\$x\\$',
      '```\n$$x$$\n```',
      '$ x $',
      '$$',
      '$$ $$',
      '$$\nno end',
    ]) {
      assert.equal(formulas(text), 0, text);
      assert.ok(html(text).includes('$'), text);
    }
  });

  it('draws letters of special alphabets and shows what it cannot read as written', () => {
    assert.match(html('$\\mathbb{R}$'), />ℝ</);
    assert.match(html('$\\mathcal{A}$'), />𝒜</);
    assert.match(html('$\\frac{<b>$'), /<code class="unread" title="[^"]+">\\frac\{&lt;b&gt;<\/code>/);
    assert.doesNotMatch(html('$\\href{javascript:x()}{y}$ $\\htmlData{a=b}{x}$'), /href=|data-a/);
  });

  it('colours fenced code and keeps tables, lists and folded solutions', () => {
    assert.match(html('```ts\nconst x = 1;\n```'), /<span class="hljs-keyword">const<\/span>/);
    assert.match(html('| a |\n|--:|\n| 1 |'), /<td style="text-align:right">1<\/td>/);
    assert.match(
      html('<details><summary>Solution</summary>\n\n**bold**\n\n</details>'),
      /<details><summary>Solution<\/summary>\s*<p><strong>bold<\/strong><\/p>\s*<\/details>/,
    );
  });

  it('runs nothing', () => {
    const evil = html('<script>x()</script> <img src=x onerror=y> <wt-formula data-index="0"></wt-formula>');
    assert.doesNotMatch(evil, /script|onerror|wt-formula/);
  });
});
