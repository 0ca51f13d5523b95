/** Rules for maps of cells, added to the page's style sheet where there is one. */
export const MAP_STYLE: string = `
.map{margin:0}
.map button{font:inherit;font-size:.875rem;color:var(--ink);background:var(--paper);border:1px solid var(--line);padding:.3rem .7rem;min-height:2.1rem;cursor:pointer}
.map button:hover{background:var(--surface)}
.map button:focus-visible,.map canvas:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.map-bar{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;margin:0 0 .6rem}
.map-group{display:flex;flex-wrap:wrap;border:0;margin:0;padding:0;min-width:0}
.map-group>button{margin-left:-1px}
.map-group>button:first-of-type{border-radius:.45rem 0 0 .45rem;margin-left:0}
.map-group>button:last-of-type{border-radius:0 .45rem .45rem 0}
.map-bar button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--paper)}
.map-group legend{float:left;padding:.35rem .6rem 0 0;font-size:.875rem;color:var(--faint)}
.map-body{display:grid;grid-template-columns:minmax(0,1fr) 18rem;gap:1rem;align-items:start}
.map-frame{position:relative;border:1px solid var(--line);border-radius:.5rem;overflow:hidden;min-width:0}
.map-frame canvas{display:block;width:100%;cursor:default}
.map-frame canvas.lasso{cursor:crosshair}
.map-tip{position:absolute;display:flex;gap:.6rem;background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:.5rem;box-shadow:0 .2rem .9rem rgba(0,0,0,.22);pointer-events:none;max-width:min(21rem,calc(100% - 1rem))}
.map-tip[hidden]{display:none}
.map-tip img{border-radius:.3rem;flex:none}
.map-facts{min-width:0;font-size:.8125rem;line-height:1.4}
.map-facts span{display:block;overflow-wrap:anywhere}
.map-name{font-weight:600}
.map-side{font-size:.875rem;max-height:46rem;overflow:auto;border:1px solid var(--line);border-radius:.5rem;padding:.8rem .9rem;background:var(--surface)}
.map-side h4{margin:0;font-size:.95rem}
.map-head{display:flex;justify-content:space-between;align-items:center;gap:.5rem;margin-bottom:.5rem}
.map-head button{border-radius:.45rem}
.map-hint,.map-median{margin:0 0 .5rem;color:var(--faint);font-size:.875rem}
.map-counts{min-width:0;width:100%;font-size:.8125rem;margin:0 0 .7rem}
.map-counts caption{text-align:left;font-weight:600;padding-bottom:.15rem}
.map-counts th,.map-counts td{padding:.15rem .4rem .15rem 0;font-weight:400;min-width:0;overflow-wrap:anywhere}
.map-counts td{text-align:right;white-space:nowrap}
.map-pictures{display:flex;flex-wrap:wrap;gap:4px;margin:.4rem 0 .6rem}
.map-picture{display:block;border:2px solid var(--line);border-radius:5px;overflow:hidden;line-height:0}
.map-side pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.75rem;margin:.4rem 0 0;max-height:14rem;overflow:auto}
.map-legend{display:flex;flex-wrap:wrap;align-items:center;gap:.15rem .3rem;margin:.6rem 0 0;font-size:.8125rem;color:var(--faint);max-height:12rem;overflow:auto}
.map-legend .map-entry{display:inline-flex;align-items:center;gap:.3rem;border-color:transparent;border-radius:.45rem;padding:.1rem .45rem;min-height:1.75rem;font-size:.8125rem;color:var(--ink)}
.map-legend .map-entry[aria-pressed=true]{border-color:var(--accent);background:var(--surface)}
.map-swatch{width:14px}
.map-scale{width:180px;border-radius:3px}
.map-quantity{padding-left:.4rem}
.map-panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:1.25rem;margin:1.25rem 0;padding:0;list-style:none}
.map-panels h4{margin:0 0 .1rem;font-size:.95rem}
.map-panels p{margin:0;font-size:.8125rem;line-height:1.4;color:var(--faint)}
.map-panels canvas{display:block;width:100%;border:1px solid var(--line);border-radius:.5rem;margin-bottom:.45rem}
@media (max-width:54rem){
.map-body{grid-template-columns:minmax(0,1fr)}
.map-side{max-height:none}
}
@media (max-width:35rem){
.map-group legend{float:none;padding:0 0 .2rem}
.map button{padding:.3rem .55rem}
.map-panels{grid-template-columns:repeat(auto-fill,minmax(min(100%,10.5rem),1fr));gap:1rem .75rem}
}
@media print{
.map-bar,.map-side,.map-tip{display:none!important}
.map-body{grid-template-columns:minmax(0,1fr)}
.map-panels li{break-inside:avoid}
}
`;
