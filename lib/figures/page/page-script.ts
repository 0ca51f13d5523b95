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

  const draw = async (element, index) => {
    const copy = structuredClone(figures[index]);
    const { data, layout } = dark.matches && !printing ? recolour(copy) : copy;
    const narrow = element.clientWidth < NARROW;
    // The title stands above as a heading; sizes come from the page.
    delete layout.title;
    layout.width = element.clientWidth;
    layout.height = element.clientHeight;
    const legend = layout.showlegend !== false && data.filter((trace) => trace.showlegend !== false).length > 1;
    layout.margin = { ...layout.margin, t: legend ? 56 : 32 };
    if (narrow) layout.margin = { ...layout.margin, l: Math.min(layout.margin.l, 48), r: 12 };
    // On a phone the buttons would lie over the legend, and pinching would fight with scrolling.
    if (narrow) layout.dragmode = false;
    await window.Plotly.react(element, data, layout, { ...config, displayModeBar: narrow ? false : 'hover' });
  };

  const elements = [...document.querySelectorAll('.plot')];
  const drawOne = (element) => {
    draw(element, elements.indexOf(element)).catch((error) => {
      element.textContent = 'This figure could not be drawn: ' + error.message;
    });
  };
  const drawAll = () => elements.forEach(drawOne);
  dark.addEventListener('change', drawAll);
  window.addEventListener('beforeprint', () => { printing = true; drawAll(); });
  window.addEventListener('afterprint', () => { printing = false; drawAll(); });

  // Draws each figure when it first has a width, and again whenever that changes.
  const widths = new WeakMap();
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.clientWidth === 0 || widths.get(target) === target.clientWidth) continue;
      widths.set(target, target.clientWidth);
      drawOne(target);
    }
  });
  elements.forEach((element) => observer.observe(element));
})();
`;
