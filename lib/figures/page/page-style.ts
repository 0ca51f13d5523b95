import { FIGURE_FONT } from '../static/text-metrics.ts';
import { DARK_THEME, LIGHT_THEME, type Theme } from '../theme.ts';

function variables(theme: Theme, surface: string): string {
  const { paper, ink, faint, grid, raw, warning } = theme;
  return `--paper:${paper};--surface:${surface};--ink:${ink};--faint:${faint};--line:${grid};--accent:${raw};--warning:${warning};`;
}

const LIGHT = variables(LIGHT_THEME, '#f5f7fa');
const DARK = variables(DARK_THEME, '#1c222b');

/** The page's style sheet: one column, the figures' themes, phones and paper. */
export const PAGE_STYLE: string = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ${FIGURE_FONT}}
main,header,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.25rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}
h3{font-size:1.02rem;margin:0 0 .4rem;overflow-wrap:anywhere}
p{margin:0 0 .75rem;max-width:46rem;overflow-wrap:anywhere}
.subtitle,.lead,figcaption,.caption,footer{color:var(--faint)}
a{color:var(--accent)}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.75rem;margin:1.25rem 0;padding:0;list-style:none}
.numbers li{background:var(--surface);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;overflow-wrap:anywhere}
.numbers .label,.numbers .note{display:block;font-size:.875rem;line-height:1.4;color:var(--faint)}
.numbers .value{display:block;font-size:1.75rem;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums}
.numbers .interval{display:block;font-size:.875rem;font-variant-numeric:tabular-nums}
.warnings{border-left:.3rem solid var(--warning);background:var(--surface);border-radius:0 .5rem .5rem 0;padding:.8rem 1rem .8rem 1.1rem;margin:1.25rem 0}
.warnings h2{font-size:1rem;color:var(--warning);margin:0 0 .3rem}
.warnings ul{margin:0;padding-left:1.2rem}
.warnings li{margin:.2rem 0;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:1rem 0 0}
nav a{display:inline-block;padding:.2rem 0}
section{padding:2rem 0 .5rem;border-top:1px solid var(--line);margin-top:1.75rem}
.block{margin:1.5rem 0}
figure{margin:1.5rem 0}
.blocks{display:flex;flex-wrap:wrap;gap:0 2rem}
.blocks>*{flex:1 1 100%;min-width:0}
.blocks>.half{flex:1 1 24rem}
.blocks>ul{margin:0 0 1rem;padding-left:1.2rem}
figcaption,.caption{font-size:.875rem;max-width:46rem;overflow-wrap:anywhere}
.plot{width:100%;min-width:0}
.picture{max-width:100%;height:auto;display:block}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:min(100%,30rem)}
th,td{text-align:left;vertical-align:top;padding:.4rem 1rem .4rem 0;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--line);vertical-align:bottom}
th.number,td.number{text-align:right;padding-left:.3rem}
th:last-child,td:last-child{padding-right:.2rem}
td.number{white-space:pre}
tbody th{min-width:9rem}
tbody th{font-weight:400}
tr.stressed th,tr.stressed td{font-weight:600;background:var(--surface)}
dl.meanings{font-size:.875rem;color:var(--faint);margin:.6rem 0 0;max-width:46rem}
dl.meanings dt{display:inline;font-weight:600}
dl.meanings dd{display:inline;margin:0}
dl.meanings dd::after{content:"";display:block}
footer{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:1.25rem;padding-bottom:2.5rem;font-size:.875rem}
footer dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem;margin:0 0 1rem}
footer dt{font-weight:600}
footer dd{margin:0;overflow-wrap:anywhere}
code{font-family:ui-monospace,Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace;font-size:.95em;overflow-wrap:anywhere}
@media (max-width:35rem){
body{font-size:15px}
header{padding-top:1.25rem}
h1{font-size:1.4rem}
main,header,footer{padding-left:.9rem;padding-right:.9rem}
.numbers{grid-template-columns:repeat(auto-fit,minmax(9rem,1fr))}
.numbers li{padding:.65rem .7rem}
.numbers .value{font-size:1.45rem}
.numbers .interval{font-size:.8rem;white-space:nowrap}
.wide .picture{max-width:none;width:max(100%,calc(.85*var(--natural)))}
footer dl{grid-template-columns:1fr}
footer dd{margin-bottom:.4rem}
}
@media print{
body{font-size:11pt}
main,header,footer{max-width:none}
nav,.skip,.modebar{display:none!important}
section{break-before:auto}
figure,table,.numbers li,.warnings{break-inside:avoid}
h2,h3,.lead{break-after:avoid}
.wide{overflow:visible}
}
`;
