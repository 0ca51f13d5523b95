import { FIGURE_SCRIPT } from './script-parts.ts';

/**
 * What runs in the reader's browser: draws every figure, in the reader's colours and width, again in light colours
 * for print. Plain JavaScript, because it goes into the page as it stands.
 */
export const PAGE_SCRIPT: string = `
(() => {
  'use strict';
  const { figures, mapping } = JSON.parse(document.getElementById('report-figures').textContent);
${FIGURE_SCRIPT}
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
