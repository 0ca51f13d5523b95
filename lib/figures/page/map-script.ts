import { MAP_PAINT_SCRIPT } from './map-paint-script.ts';
import { MAP_SIDE_SCRIPT } from './map-side-script.ts';

/**
 * What runs in the reader's browser for maps of cells: points on a canvas (50,000 stay fluid, without WebGL and without
 * code made from text, which the page's policy forbids), hover with the cell's picture, lasso, legend, small maps.
 * Plain JavaScript, because it goes into the page as it stands. Every name goes in as text.
 */
export const MAP_SCRIPT: string = `
(() => {
  'use strict';
  const { maps, colours, viridis } = JSON.parse(document.getElementById('report-maps').textContent);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let printing = false;
  const theme = () => (dark.matches && !printing ? 1 : 0);
  const paper = () => colours.paper[theme()];
  const GRAIN = 65535;
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

${MAP_PAINT_SCRIPT}
  const explore = (root, map) => {
    const find = (selector) => root.querySelector(selector);
    const [canvas, tip, side, legend] = ['canvas', '.map-tip', '.map-side', '.map-legend'].map(find);
    let [colouring, tool, lit, chosen, ringed] = [map.colourings[0], 'look', -1, undefined, -1];
    let view = { zoom: 1, x: 0, y: 0 };
    let [width, height, context, waiting] = [0, 0, undefined, false];
    const span = () => Math.min(width, height / map.aspect);
    const place = (i) => [
      width / 2 + view.x + (view.zoom * span() * map.x[i]) / GRAIN,
      height / 2 + view.y - (view.zoom * span() * map.y[i]) / GRAIN,
    ];
    let lasso = [];
    const redraw = () => {
      waiting = false;
      if (width === 0) return;
      const plain = (i) => (map.placed === null ? 'plain' : map.placed[i] === 1 ? 'placed' : 'pale');
      const look = (i) => {
        if (lit >= 0 && colouring.codes[i] !== lit) return 'faded';
        if (chosen !== undefined && !chosen.has(i)) return 'faded';
        return plain(i);
      };
      const size = map.size * Math.min(2.5, Math.sqrt(view.zoom));
      paint(context, map, colouring, { width, height, size: Math.round(size * 2) / 2, place, look });
      context.strokeStyle = context.fillStyle = colours.ink[theme()];
      if (lasso.length > 1) {
        context.beginPath();
        for (const point of lasso) context.lineTo(...point);
        context.closePath();
        context.globalAlpha = 0.07;
        context.fill();
        context.globalAlpha = 1;
        context.lineWidth = 1.5;
        context.setLineDash([5, 4]);
        context.stroke();
        context.setLineDash([]);
      }
      if (ringed >= 0) {
        context.beginPath();
        context.arc(...place(ringed), size + 3, 0, 2 * Math.PI);
        context.lineWidth = 2;
        context.stroke();
      }
    };
    const soon = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(redraw);
    };
    const resize = () => {
      width = canvas.clientWidth;
      height = Math.round(Math.min(width * Math.max(0.62, map.aspect), Math.max(320, 0.85 * window.innerHeight)));
      context = fit(canvas, width, height);
      redraw();
    };

    const nearest = (x, y, reach) => {
      let [best, found] = [reach * reach, -1];
      for (let i = 0; i < map.x.length; i++) {
        if (lit >= 0 && colouring.codes[i] !== lit) continue;
        const [px, py] = place(i);
        const distance = (px - x) ** 2 + (py - y) ** 2;
        if (distance < best) [best, found] = [distance, i];
      }
      return found;
    };
    const facts = (i) => [
      map.images === null ? 'cell ' + (i + 1) : map.images[i],
      ...map.colourings.map((one) => {
        if (one.kind === 'number') return one.title + ': ' + (one.values[i] === null ? 'not known' : Math.round(one.values[i]));
        return one.title + ': ' + (one.codes[i] < 0 ? 'not known' : one.names[one.codes[i]]);
      }),
      ...(map.placed === null ? [] : [map.placed[i] === 1 ? 'placed into the map' : 'part of the map']),
    ];
    const picture = (i, side) => {
      const address = map.thumbnails === null ? null : map.thumbnails[i];
      if (address === null) return make('span', 'map-blank');
      const image = make('img');
      image.src = address;
      image.width = image.height = side;
      image.alt = facts(i).slice(0, 3).join(', ');
      return image;
    };
    const showTip = (i, x, y) => {
      if (i === ringed && !tip.hidden) return;
      ringed = i;
      tip.hidden = i < 0;
      if (i >= 0) {
        tip.replaceChildren();
        if (map.thumbnails !== null) tip.append(picture(i, 104));
        const list = make('div', 'map-facts');
        facts(i).forEach((fact, n) => list.append(make('span', n === 0 ? 'map-name' : '', fact)));
        tip.append(list);
        const [w, h] = [tip.offsetWidth, tip.offsetHeight];
        const left = x + 16 + w > width ? x - 16 - w : x + 16;
        tip.style.left = Math.max(4, Math.min(width - w - 4, left)) + 'px';
        tip.style.top = Math.max(4, Math.min(height - h - 4, y + 12)) + 'px';
      }
      soon();
    };

${MAP_SIDE_SCRIPT}
    const choose = (cells) => {
      chosen = cells;
      showSide();
      soon();
    };
    const inside = (x, y) => {
      let odd = false;
      for (let a = 0, b = lasso.length - 1; a < lasso.length; b = a++) {
        const [[xa, ya], [xb, yb]] = [lasso[a], lasso[b]];
        if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) odd = !odd;
      }
      return odd;
    };

    const showLegend = () => {
      legend.replaceChildren();
      if (colouring === undefined) return;
      const swatch = (colour, shape) => {
        const mark = make('canvas', 'map-swatch');
        const drawn = fit(mark, 14, 14);
        drawn.drawImage(sprite(colour, shape, 9, 'plain'), 0.15, 0.15, 13.7, 13.7);
        return mark;
      };
      if (colouring.kind === 'number') {
        const bar = make('canvas', 'map-scale');
        const drawn = fit(bar, 180, 10);
        for (let x = 0; x < 180; x++) {
          const step = Math.floor((64 * x) / 180);
          drawn.fillStyle = '#' + viridis.slice(6 * step, 6 * step + 6);
          drawn.fillRect(x, 0, 1, 10);
        }
        legend.append(make('span', '', Math.round(colouring.low)), bar, make('span', '', Math.round(colouring.high)), make('span', 'map-quantity', colouring.quantity));
        return;
      }
      const totals = colouring.names.map(() => 0);
      for (const code of colouring.codes) if (code >= 0) totals[code]++;
      for (const [code, name] of colouring.names.entries()) {
        if (totals[code] === 0) continue;
        const button = make('button', 'map-entry');
        button.type = 'button';
        button.setAttribute('aria-pressed', String(lit === code));
        button.append(swatch(colouring.styles[code][theme()], colouring.styles[code][2]), make('span', '', name + ' (' + totals[code] + ')'));
        button.addEventListener('click', () => {
          lit = lit === code ? -1 : code;
          showTip(-1);
          legend.querySelectorAll('button').forEach((entry) => entry.setAttribute('aria-pressed', String(lit >= 0 && entry === button)));
          soon();
        });
        legend.append(button);
      }
      if (colouring.codes.includes(-1)) {
        const rest = make('span', 'map-entry');
        rest.append(swatch(...unknown()), make('span', '', 'not known'));
        legend.append(rest);
      }
    };

    const zoom = (factor, x = width / 2, y = height / 2) => {
      const next = Math.max(1, Math.min(60, view.zoom * factor));
      const f = next / view.zoom;
      const [cx, cy] = [x - width / 2, y - height / 2];
      view = { zoom: next, x: cx - f * (cx - view.x), y: cy - f * (cy - view.y) };
      const most = (side) => Math.max(0, (next * side - side) / 2 + 0.2 * side * Math.min(1, next - 1));
      view.x = Math.max(-most(width), Math.min(most(width), view.x));
      view.y = Math.max(-most(height), Math.min(most(height), view.y));
      if (next === 1) view = { zoom: 1, x: 0, y: 0 };
      touch();
      showTip(-1);
      soon();
    };
    const move = (dx, dy) => {
      view = { ...view, x: view.x + dx, y: view.y + dy };
      zoom(1);
    };
    // A finger scrolls the page over the whole map, and moves the map once it is zoomed or the lasso is taken.
    const touch = () => {
      canvas.style.touchAction = tool === 'lasso' || view.zoom > 1 ? 'none' : 'pan-y';
      canvas.classList.toggle('lasso', tool === 'lasso');
    };
    const press = (selector, button) => {
      for (const each of root.querySelectorAll(selector)) each.setAttribute('aria-pressed', String(each === button));
    };
    for (const button of root.querySelectorAll('[data-colour]')) {
      button.addEventListener('click', () => {
        press('[data-colour]', button);
        colouring = map.colourings[Number(button.dataset.colour)];
        lit = -1;
        showLegend();
        soon();
      });
    }
    for (const button of root.querySelectorAll('[data-tool]')) {
      button.addEventListener('click', () => {
        press('[data-tool]', button);
        tool = button.dataset.tool;
        touch();
      });
    }
    find('[data-act=in]').addEventListener('click', () => zoom(1.6));
    find('[data-act=out]').addEventListener('click', () => zoom(1 / 1.6));
    find('[data-act=whole]').addEventListener('click', () => zoom(0));

    const pointers = new Map();
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener('pointerdown', (event) => {
      pointers.set(event.pointerId, at(event));
      canvas.setPointerCapture(event.pointerId);
      canvas.focus({ preventScroll: true });
      if (tool === 'lasso') lasso = [at(event)];
      if (event.pointerType !== 'mouse' && tool === 'look') showTip(nearest(...at(event), 24), ...at(event));
      else showTip(-1);
    });
    canvas.addEventListener('pointermove', (event) => {
      const [x, y] = at(event);
      const before = pointers.get(event.pointerId);
      if (before === undefined) {
        if (event.pointerType === 'mouse') showTip(nearest(x, y, 14), x, y);
        return;
      }
      if (pointers.size === 2) {
        const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
        const length = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
        lasso = [];
        zoom(length([x, y]) / Math.max(1, length(before)), (x + other[0]) / 2, (y + other[1]) / 2);
      } else if (tool === 'lasso') {
        lasso.push([x, y]);
        soon();
      } else if (view.zoom > 1) move(x - before[0], y - before[1]);
      pointers.set(event.pointerId, [x, y]);
    });
    const release = (event) => {
      pointers.delete(event.pointerId);
      if (tool !== 'lasso' || lasso.length === 0) return;
      const drawn = lasso.length > 3;
      const cells = new Set();
      if (drawn) for (let i = 0; i < map.x.length; i++) if (inside(...place(i)) && (lit < 0 || colouring.codes[i] === lit)) cells.add(i);
      lasso = [];
      if (event.type === 'pointerup') choose(drawn ? cells : undefined);
      soon();
    };
    canvas.addEventListener('pointerup', release);
    canvas.addEventListener('pointercancel', release);
    canvas.addEventListener('pointerleave', (event) => { if (event.pointerType === 'mouse' && pointers.size === 0) showTip(-1); });
    canvas.addEventListener('wheel', (event) => {
      // Without a click first, the wheel scrolls the page.
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      zoom(Math.exp(-0.0016 * event.deltaY), ...at(event));
    }, { passive: false });
    canvas.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
      if (step !== undefined) move(...step);
      else if (event.key === '+' || event.key === '=') zoom(1.6);
      else if (event.key === '-') zoom(1 / 1.6);
      else if (event.key === 'Escape') { choose(undefined); showTip(-1); }
      else return;
      event.preventDefault();
    });
    new ResizeObserver(() => { if (canvas.clientWidth !== width) resize(); }).observe(canvas);
    touch();
    showSide();
    showLegend();
    return () => { showLegend(); resize(); };
  };

  const small = (canvas, map) => {
    const colouring = map.colourings.find((one) => one.key === canvas.dataset.colouring);
    let drawn = 0;
    const draw = () => {
      const side = (drawn = canvas.clientWidth);
      if (side === 0) return;
      const tall = Math.round(side * map.aspect);
      const context = fit(canvas, side, tall);
      const place = (i) => [side / 2 + (side * map.x[i]) / GRAIN, tall / 2 - (side * map.y[i]) / GRAIN];
      const look = (i) => (map.placed === null ? 'plain' : map.placed[i] === 1 ? 'placed' : 'pale');
      paint(context, map, colouring, { width: side, height: tall, size: Math.max(2, map.size - 3), place, look });
    };
    new ResizeObserver(() => { if (canvas.clientWidth !== drawn) draw(); }).observe(canvas);
    return draw;
  };

  const redraws = [];
  for (const map of maps) {
    // Drawn in an order that mixes all kinds: whoever came last in the file would otherwise lie on top.
    const n = map.x.length;
    const order = Array.from({ length: n }, (_, i) => i);
    let state = 12345;
    for (let i = n - 1; i > 0; i--) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      const j = state % (i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    map.order = map.placed === null ? order : [...order.filter((i) => map.placed[i] !== 1), ...order.filter((i) => map.placed[i] === 1)];
    for (const root of document.querySelectorAll('.map[data-map="' + map.name + '"]')) redraws.push(explore(root, map));
    for (const canvas of document.querySelectorAll('canvas.map-small[data-map="' + map.name + '"]')) redraws.push(small(canvas, map));
  }
  const all = () => { sprites.clear(); redraws.forEach((redraw) => redraw()); };
  dark.addEventListener('change', all);
  window.addEventListener('beforeprint', () => { printing = true; all(); });
  window.addEventListener('afterprint', () => { printing = false; all(); });
})();
`;
