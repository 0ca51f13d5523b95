import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeMarkup } from '../../../../lib/figures/escape-markup.ts';
import { ansiHtml } from '../../../../lib/kernel/notebook/html/ansi-html.ts';

const ESC = '\u001b[';

describe('ansiHtml', () => {
  for (const [what, text, html] of [
    ['escapes what is no sequence', '<b>&', '&lt;b&gt;&amp;'],
    ['colours until the reset', `${ESC}31mred${ESC}0m.`, '<span style="color:var(--ansi-1)">red</span>.'],
    [
      'adds and takes away',
      `${ESC}1;92mA${ESC}22mB${ESC}39mC`,
      '<span style="color:var(--ansi-10);font-weight:600">A</span><span style="color:var(--ansi-10)">B</span>C',
    ],
    [
      'reads 256 colours',
      `${ESC}38;5;9ma${ESC}38;5;21mb`,
      '<span style="color:var(--ansi-9)">a</span><span style="color:color-mix(in srgb,rgb(0,0,255) 70%,var(--ink))">b</span>',
    ],
    [
      'reads true colours, with white on dark ground',
      `${ESC}48;2;0;60;120;97mx`,
      '<span style="color:#fff;background:rgb(0,60,120)">x</span>',
    ],
    [
      'turns ink and paper around',
      `${ESC}7mx${ESC}27my`,
      '<span style="color:var(--paper);background:var(--ink)">x</span>y',
    ],
    [
      'drops what moves the cursor, titles and hyperlinks',
      `${ESC}2Ka${ESC}?25l\u001b]8;;https://x.org\u0007b\u001b]8;;\u001b\\c\u001b(B`,
      'abc',
    ],
    ['shows the last state of a progress bar', '10 %\r50 %\r\ndone\rall done', '50 %\nall done'],
    ['takes characters back', 'abc\b\bd', 'ad'],
    ['leaves unknown colours', `${ESC}38;5;999mx${ESC}99my`, 'xy'],
  ] as const) {
    it(what, () => {
      assert.equal(ansiHtml(text), html);
    });
  }

  it('is text with spans, whatever comes', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(ESC, `${ESC}1m`, `${ESC}38;2;1`, '\u001b]', '\r', '\b', '<', '\n'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const html = ansiHtml(pieces.join(''));
        assert.doesNotMatch(html.replace(/<span style="[\w:;,()#. %-]*">|<\/span>/g, ''), /[<>"]/);
      }),
    );
    const plain = 'a < b\nc & d';
    assert.equal(ansiHtml(plain), escapeMarkup(plain));
  });
});
