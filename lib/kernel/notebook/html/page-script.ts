import { FIGURE_SCRIPT } from '../../../figures/page/script-parts.ts';

/**
 * What runs in the reader's browser: makes figures live as they come near, in the reader's colours and width, and marks
 * in the contents what is being read. Plain JavaScript, because it goes into the page as it stands.
 */
export const NOTEBOOK_SCRIPT: string = `
(() => {
  'use strict';
  const { mapping } = JSON.parse(document.getElementById('page-theme').textContent);
${FIGURE_SCRIPT}
  // Titles do not break by themselves; on a phone they would run out of the figure.
  const wrapped = (text, width) => {
    const lines = [''];
    for (const word of text.split(' ')) {
      const last = lines[lines.length - 1];
      if (last !== '' && last.length + word.length + 1 > width) lines.push(word);
      else lines[lines.length - 1] = last === '' ? word : last + ' ' + word;
    }
    return lines.join('<br>');
  };
  const wrapTitle = (layout, width) => {
    const { title } = layout;
    if (!title || typeof title.text !== 'string' || title.text.includes('<')) return;
    title.font = { ...title.font, size: 14 };
    title.text = wrapped(title.text, Math.floor(width / 8));
    const { subtitle } = title;
    if (subtitle && typeof subtitle.text === 'string' && !subtitle.text.includes('<')) {
      subtitle.text = wrapped(subtitle.text, Math.floor(width / 6.5));
    }
    const lines = title.text.split('<br>').length + (subtitle && subtitle.text ? subtitle.text.split('<br>').length : 0);
    layout.margin = { ...layout.margin, t: Math.max((layout.margin && layout.margin.t) || 80, 40 + 19 * lines) };
  };

  // A slider or menu goes back to the step that the reader had chosen before the figure was drawn anew.
  const chosen = (plot) => ((plot.layout && plot.layout.sliders) || []).map(({ active }) => active || 0);
  const restore = async (plot, before) => {
    const { Plotly } = window;
    for (const [i, active] of before.entries()) {
      const slider = plot.layout.sliders && plot.layout.sliders[i];
      const step = slider && slider.steps && slider.steps[active];
      if (!step || active === (slider.active || 0)) continue;
      await Plotly.relayout(plot, { ['sliders[' + i + '].active']: active });
      if (step.method === 'skip' || step.execute === false) continue;
      await Plotly[step.method || 'restyle'](plot, ...(step.args || []));
    }
  };

  const sources = new WeakMap();
  const sourceOf = (figure) => {
    if (!sources.has(figure)) sources.set(figure, JSON.parse(figure.querySelector('.figure-data').textContent));
    return sources.get(figure);
  };

  const draw = async (figure) => {
    const plot = figure.querySelector('.live');
    const copy = structuredClone(sourceOf(figure));
    const { data, layout = {}, frames = [] } = dark.matches && !printing ? recolour(copy) : copy;
    const room = figure.clientWidth;
    const narrow = room < NARROW;
    layout.width = Math.min(room, layout.width || room);
    layout.height = layout.height || 450;
    layout.autosize = false;
    // Older figures have their title as a string.
    if (typeof layout.title === 'string') layout.title = { text: layout.title };
    if (narrow) {
      wrapTitle(layout, room);
      layout.margin = { ...layout.margin, l: Math.min((layout.margin && layout.margin.l) || 80, 48), r: 12 };
      // Pinching and dragging would fight with scrolling.
      layout.dragmode = false;
    }
    const unknown = data.find(({ type = 'scatter' }) => !Object.hasOwn(knownTraces(), type));
    if (unknown) throw new Error('its kind, ' + unknown.type + ', is not part of this page');
    const before = chosen(plot);
    // On a phone the buttons would lie over the title.
    const bar = narrow ? false : 'hover';
    await window.Plotly.react(plot, { data, layout, frames, config: { ...config, displayModeBar: bar } });
    await restore(plot, before);
    figure.classList.add('is-live');
  };

  let traces;
  const knownTraces = () => (traces ??= window.Plotly.PlotSchema.get().traces);

  const drawing = new WeakMap();
  const drawOne = (figure) => {
    const next = (drawing.get(figure) || Promise.resolve()).then(() => draw(figure)).catch((error) => {
      // The still picture stays; where there is none, the reader is told.
      if (figure.querySelector('.picture') === null) {
        figure.textContent = 'This figure could not be drawn: ' + error.message;
      } else figure.classList.remove('is-live');
      figure.classList.add('is-still');
    });
    drawing.set(figure, next);
  };

  const figures = window.Plotly ? [...document.querySelectorAll('.plot')] : [];
  const widths = new WeakMap();
  const isDrawn = (figure) => widths.has(figure) && !figure.classList.contains('is-still');
  const drawAgain = () => figures.filter(isDrawn).forEach(drawOne);
  dark.addEventListener('change', drawAgain);
  window.addEventListener('beforeprint', () => { printing = true; drawAgain(); });
  window.addEventListener('afterprint', () => { printing = false; drawAgain(); });

  // Again whenever a figure's width changes, once it has been drawn.
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.clientWidth === 0 || widths.get(target) === target.clientWidth) continue;
      widths.set(target, target.clientWidth);
      if (!target.classList.contains('is-still')) drawOne(target);
    }
  });
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      resized.observe(target);
    }
  }, { rootMargin: '800px' });
  figures.forEach((figure) => near.observe(figure));

  const links = [...document.querySelectorAll('.contents a')];
  const places = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const markRead = () => {
    let read = -1;
    places.forEach((place, i) => { if (place && place.getBoundingClientRect().top < 120) read = i; });
    links.forEach((link, i) => {
      if (i === read) link.setAttribute('aria-current', 'location');
      else link.removeAttribute('aria-current');
    });
  };
  let waiting = false;
  window.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; markRead(); });
  }, { passive: true });
  markRead();
})();
`;
