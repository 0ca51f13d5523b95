import { FIGURE_FONT } from '../../../figures/static/text-metrics.ts';
import { DARK_THEME, LIGHT_THEME, type Theme } from '../../../figures/theme.ts';

/** Colours of code: keyword, string, number, comment, name of a function, type; each 4.5:1 or more on its surface. */
type CodeColours = readonly [string, string, string, string, string, string];

// Hues of Okabe and Ito's set, darkened or lifted; weight and slant tell keywords and comments too.
const LIGHT_CODE: CodeColours = ['#00588a', '#8a4600', '#a3325f', '#566070', '#00654a', '#6a3d9a'];
const DARK_CODE: CodeColours = ['#7cc6f2', '#f0b85a', '#f0a0c0', '#a9b3c1', '#5fd6b2', '#cbb2f0'];

/** The sixteen colours of terminals, dark to bright, readable on the surface. */
const LIGHT_ANSI =
  '#1a2330 #b3261e #00654a #805400 #00588a #8a2f7a #006470 #566070 #566070 #c2410c #00734f #8a5a00 #0067a3 #9c3b8b #00707d #1a2330';
const DARK_ANSI =
  '#a9b3c1 #ff8a7a #5fd6b2 #f0c35a #7cc6f2 #e6a0d8 #6fd6e0 #d5dbe3 #a9b3c1 #ffab8f #7fe6c6 #ffd97a #a3d8fa #f2bde8 #97e6ee #fafbfc';

function variables(theme: Theme, surface: string, code: CodeColours, ansi: string): string {
  const { paper, ink, faint, grid, raw, warning } = theme;
  const [keyword, text, number, comment, name, type] = code;
  return (
    `--paper:${paper};--surface:${surface};--ink:${ink};--faint:${faint};--line:${grid};--accent:${raw};--warning:${warning};` +
    `--keyword:${keyword};--string:${text};--number:${number};--comment:${comment};--function:${name};--type:${type};` +
    ansi
      .split(' ')
      .map((colour, i) => `--ansi-${i}:${colour};`)
      .join('')
  );
}

const LIGHT = variables(LIGHT_THEME, '#f5f7fa', LIGHT_CODE, LIGHT_ANSI);
const DARK = variables(DARK_THEME, '#1c222b', DARK_CODE, DARK_ANSI);
// What is wider than the page: a shade lies on each edge behind which something is hidden. A cover that scrolls along
// with the content takes it away where the content ends.
const cover = (side: 'left' | 'right', ground: string): string =>
  `linear-gradient(to ${side === 'left' ? 'right' : 'left'},${ground} 35%,transparent) ${side}/3rem 100% no-repeat local`;
const shade = (side: 'left' | 'right'): string =>
  `linear-gradient(to ${side === 'left' ? 'right' : 'left'},var(--shade),transparent) ${side} top/.8rem calc(100% - .6rem) no-repeat scroll`;
const shadedEdges = (ground: string): string =>
  `background:${cover('left', ground)},${cover('right', ground)},${shade('left')},${shade('right')},${ground}`;
const MONO = `ui-monospace,Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace`;

/** The style sheet of notebooks as pages: one column of prose, code and figures; themes, phones and paper. */
export const NOTEBOOK_STYLE: string = `
:root{color-scheme:light dark;--shade:#1a233038;--thumb:#8a94a3;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{--shade:#000c;--thumb:#727d8d;${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 ${FIGURE_FONT}}
a{color:var(--accent)}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem;z-index:2}
.page{max-width:50rem;margin:0 auto;padding:0 1.25rem}
main,.notebook{min-width:0}
header{padding-top:2.25rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;overflow-wrap:anywhere;margin:1.6em 0 .5em}
h1{font-size:1.9rem;line-height:1.2}
h2{font-size:1.45rem}
h3{font-size:1.15rem}
h4,h5,h6{font-size:1rem}
header h1{margin:0 0 .5rem}
.notebook>.cell:first-of-type>:first-child{margin-top:0}
.notebook>h2{margin:.5rem 0 1rem;font-size:1.7rem}
.workbook .notebook h2{font-size:1.7rem}
.workbook .notebook h3{font-size:1.3rem}
.workbook .notebook h4{font-size:1.1rem}
.file{color:var(--faint);font-size:.875rem;margin:0 0 1rem;overflow-wrap:anywhere}
.notebook{padding:2rem 0 1rem}
.workbook .notebook{border-top:1px solid var(--line);margin-top:2.5rem}
.anchor{margin-left:.4em;color:var(--faint);text-decoration:none;font-weight:400;opacity:0}
.anchor:focus,:hover>.anchor{opacity:1}
p{margin:0 0 .9rem;overflow-wrap:anywhere}
ul,ol{padding-left:1.6rem;margin:0 0 .9rem}
blockquote{margin:0 0 .9rem;padding:.1rem 0 .1rem 1rem;border-left:.25rem solid var(--line);color:var(--faint)}
blockquote>:last-child{margin-bottom:0}
hr{border:0;border-top:1px solid var(--line);margin:2rem 0}
img{max-width:100%;height:auto}
mark{background:#ffe9a8;color:#1a2330}
.contents{margin:1.25rem 0 0;font-size:.95rem}
.contents h2{font-size:1rem;margin:0 0 .4rem}
.contents ol{list-style:none;margin:0;padding:0}
.contents ol ol{display:none}
.contents a{display:block;padding:.3rem 0;overflow-wrap:anywhere}
.contents a[aria-current]{font-weight:600;color:var(--ink)}
code,pre,kbd,samp{font-family:${MONO};font-size:.875rem}
:not(pre)>code{background:var(--surface);border-radius:.25rem;padding:.1em .3em;overflow-wrap:anywhere}
pre{margin:0;line-height:1.5;tab-size:2}
.cell{margin:0 0 1.1rem}
.source{position:relative;background:var(--surface);border:1px solid var(--line);border-radius:.5rem}
.source pre,.prose pre{overflow-x:auto;padding:.75rem 1rem;border-radius:.5rem;${shadedEdges('var(--surface)')}}
.prose pre{border:1px solid var(--line);margin:0 0 .9rem}
.source pre::-webkit-scrollbar,.prose pre::-webkit-scrollbar,.wide::-webkit-scrollbar{height:.6rem}
.source pre::-webkit-scrollbar-thumb,.prose pre::-webkit-scrollbar-thumb,.wide::-webkit-scrollbar-thumb{background:var(--thumb);background-clip:content-box;border:.15rem solid transparent;border-radius:.3rem}
@supports not selector(::-webkit-scrollbar){.source pre,.prose pre,.wide{scrollbar-width:thin;scrollbar-color:var(--thumb) transparent}}
.count{display:block;text-align:right;font:.75rem/1 ${MONO};color:var(--faint);padding:.4rem .6rem 0}
.parameters .source{border-left:.3rem solid var(--accent)}
.mark{display:block;padding:.35rem 1rem 0;font-size:.8rem;color:var(--faint)}
.mark+pre{padding-top:.2rem}
.output{margin:.6rem 0 0}
.output>.rich>:last-child{margin-bottom:0}
pre.text{overflow-x:auto;padding:.15rem 0 .15rem 1rem;border-left:.2rem solid var(--line)}
pre.plain,pre.stdout,pre.stderr,pre.error{white-space:pre-wrap;overflow-wrap:anywhere}
pre.tall{max-height:26rem;overflow:auto;border:1px solid var(--line);border-left:.2rem solid var(--line);border-radius:0 .4rem .4rem 0;padding:.5rem 1rem}
pre.stderr{border-left-color:var(--warning)}
pre.error{border-left:.3rem solid var(--warning);background:var(--surface);padding:.6rem 1rem;border-radius:0 .4rem .4rem 0}
details{margin:0 0 .9rem}
summary{cursor:pointer;color:var(--accent);padding:.2rem 0;width:fit-content}
.folded{margin:0}
.output details{margin:0}
.picture{display:block;max-width:100%;height:auto}
.on-white{background:#fff;color:#1a2330;color-scheme:light;padding:.5rem;border-radius:.4rem;--ink:#1a2330;--line:#e6e9ee;--surface:#f5f7fa;--paper:#fff;--shade:#1a233038;--thumb:#8a94a3}
@media screen and (prefers-color-scheme:dark){
.output>.picture,.rich img,.prose img{background:#fff;border-radius:.3rem}
.on-white img{background:none}
}
.plot{position:relative;margin:0;max-width:100%;min-height:var(--height)}
.plot>.live{position:absolute;inset:0;visibility:hidden}
.plot.is-live>.live{position:static;visibility:visible}
.plot.is-live>.picture{display:none}
.plot.is-still{min-height:0}
.wide{overflow-x:auto;margin:0 0 .9rem;${shadedEdges('var(--paper)')}}
.rich .wide{margin:0 0 .2rem}
.wide table{margin:0}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--line);vertical-align:bottom}
caption{text-align:left;color:var(--faint);font-size:.875rem;padding:0 0 .3rem}
math{font-family:'STIX Two Math','Latin Modern Math','Cambria Math',math;font-size:1.08em}
math [mathvariant=bold]{font-weight:bold;text-transform:none}
math [mathvariant=bold-italic]{font-weight:bold}
math [mathvariant=sans-serif]{font-family:${FIGURE_FONT};text-transform:none}
math [mathvariant=monospace]{font-family:${MONO};text-transform:none}
.formula{display:block;overflow-x:auto;overflow-y:hidden;padding:.25rem 0}
.missing,.unread{color:var(--faint)}
.unread{border-bottom:1px dotted var(--warning)}
.hljs-keyword,.hljs-literal,.hljs-operator{color:var(--keyword);font-weight:600}
.hljs-string,.hljs-regexp,.hljs-char,.hljs-attr+.hljs-string{color:var(--string)}
.hljs-number{color:var(--number)}
.hljs-comment,.hljs-doctag{color:var(--comment);font-style:italic}
.hljs-title,.hljs-title.function_{color:var(--function)}
.hljs-type,.hljs-built_in,.hljs-title.class_{color:var(--type)}
.hljs-meta,.hljs-attr,.hljs-property{color:var(--ink)}
.hljs-subst{color:var(--ink)}
footer{border-top:1px solid var(--line);margin-top:2.5rem;padding:1.25rem 0 2.5rem;font-size:.875rem;color:var(--faint)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media screen and (min-width:76rem){
.with-contents{max-width:69rem;display:grid;grid-template-columns:15rem minmax(0,50rem);column-gap:3rem}
.with-contents>header,.with-contents>main,.with-contents>footer{grid-column:2}
.with-contents>.contents{grid-column:1;grid-row:1/span 3;position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;margin:0;padding:2.25rem .5rem 2rem 0;font-size:.9rem}
.contents ol ol{display:block;padding-left:.9rem;border-left:1px solid var(--line);margin:.1rem 0 .4rem}
.contents ol ol a{font-size:.85rem}
.contents a{text-decoration:none;padding:.2rem 0}
.contents a:hover{text-decoration:underline}
}
@media screen and (min-width:66rem){
.count{position:absolute;left:-3.4rem;width:3rem;top:.8rem;padding:0}
}
@media (max-width:35rem){
body{font-size:15px}
header{padding-top:1.25rem}
.page{padding:0 .9rem}
h1{font-size:1.5rem}
.workbook .notebook h2,.notebook>h2{font-size:1.4rem}
.workbook .notebook h3,h2{font-size:1.2rem}
code,pre{font-size:.8rem}
.source pre,.prose pre{padding:.6rem .7rem}
.mark{padding-left:.7rem}
pre.text{padding-left:.7rem}
}
@media print{
body{font-size:10.5pt}
.page{max-width:none;padding:0}
.skip,.contents,.anchor,.modebar{display:none!important}
.workbook .notebook{break-before:page;border:0;margin:0}
.source pre,.prose pre,pre.text{white-space:pre-wrap;overflow:visible;overflow-wrap:anywhere}
.source pre,.prose pre{background:var(--surface)}
pre.tall{max-height:none}
.wide{overflow:visible;background:none}
figure,img,table,.source{break-inside:avoid}
h1,h2,h3,h4{break-after:avoid}
.live{zoom:.88}
.plot{min-height:0}
}
`;
