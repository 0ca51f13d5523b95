/**
 * What runs in the reader's browser: draws every figure, in the reader's colours and width, again in light colours
 * for print. Plain JavaScript, because it goes into the page as it stands.
 */
export const PAGE_SCRIPT: string = `
(() => {
  'use strict';
  const { figures, mapping } = JSON.parse(document.getElementById('report-figures').textContent);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const NARROW = 560;
  const config = {
    displaylogo: false,
    responsive: true,
    // A list of what is wanted: Plotly's default also offers to upload the figure to its makers' server.
    modeBarButtons: [['toImage'], ['zoom2d', 'pan2d', 'zoomIn2d', 'zoomOut2d', 'resetScale2d']],
    toImageButtonOptions: { format: 'svg' },
  };
  let printing = false;

  const recolour = (value) => {
    if (typeof value === 'string') return Object.hasOwn(mapping, value) ? mapping[value] : value;
    if (Array.isArray(value)) return value.map(recolour);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, recolour(inner)]));
  };

  const draw = (element, index) => {
    const copy = structuredClone(figures[index]);
    const { data, layout } = dark.matches && !printing ? recolour(copy) : copy;
    const narrow = element.clientWidth < NARROW;
    // The title stands above as a heading; sizes come from the page.
    delete layout.title;
    delete layout.width;
    delete layout.height;
    layout.autosize = true;
    const legend = layout.showlegend !== false && data.filter((trace) => trace.showlegend !== false).length > 1;
    layout.margin = { ...layout.margin, t: legend ? 56 : 32 };
    if (narrow) layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 48), r: 12 };
    return window.Plotly.react(element, data, layout, config);
  };

  const elements = [...document.querySelectorAll('.plot')];
  const drawAll = () => {
    elements.forEach((element, index) => {
      draw(element, index).catch((error) => {
        element.textContent = 'This figure could not be drawn: ' + error.message;
      });
    });
  };
  dark.addEventListener('change', drawAll);
  window.addEventListener('beforeprint', () => { printing = true; drawAll(); });
  window.addEventListener('afterprint', () => { printing = false; drawAll(); });
  drawAll();
})();
`;
