/**
 * The part of `MAP_SCRIPT` that draws points. A marker is drawn once and then copied: tens of thousands a frame.
 * Plain JavaScript, because it goes into the page as it stands.
 */
export const MAP_PAINT_SCRIPT: string = `  const outline = (context, shape, c, r) => {
    context.beginPath();
    if (shape === 'diamond') for (const [x, y] of [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]) context.lineTo(c + x * r, c + y * r);
    else if (shape === 'square') context.rect(c - 0.88 * r, c - 0.88 * r, 1.76 * r, 1.76 * r);
    else if (shape === 'triangle-up') for (const [x, y] of [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]]) context.lineTo(c + x * r, c + y * r);
    else if (shape === 'x') for (const [x, y] of [[-0.4, 0], [-1, -0.6], [-0.6, -1], [0, -0.4], [0.6, -1], [1, -0.6], [0.4, 0], [1, 0.6], [0.6, 1], [0, 0.4], [-0.6, 1], [-1, 0.6]]) context.lineTo(c + x * r, c + y * r);
    else context.arc(c, c, r, 0, 2 * Math.PI);
    context.closePath();
  };
  // A marker is drawn once and then copied: tens of thousands a frame.
  const sprites = new Map();
  const sprite = (colour, shape, size, look) => {
    const ratio = window.devicePixelRatio || 1;
    const key = [colour, shape, size, look, ratio, theme()].join();
    if (sprites.has(key)) return sprites.get(key);
    const canvas = document.createElement('canvas');
    const side = Math.ceil((size * 1.3 + 4) * ratio);
    canvas.width = canvas.height = side;
    const context = canvas.getContext('2d');
    outline(context, shape, side / 2, (size / 2) * ratio);
    context.globalAlpha = look === 'pale' ? 0.4 : look === 'faded' ? 0.1 : 0.92;
    context.fillStyle = colour;
    context.fill();
    if (look === 'placed' || (look === 'plain' && size >= 5)) {
      context.lineWidth = (look === 'placed' ? 1.2 : 0.5) * ratio;
      context.strokeStyle = look === 'placed' ? colours.ink[theme()] : paper();
      context.stroke();
    }
    sprites.set(key, canvas);
    return canvas;
  };
  const unknown = () => [colours.unknown[theme()], 'circle'];
  const styleOf = (colouring, i) => {
    if (colouring === undefined) return [colours.plain[theme()], 'circle'];
    if (colouring.kind === 'category') {
      const code = colouring.codes[i];
      return code < 0 ? unknown() : [colouring.styles[code][theme()], colouring.styles[code][2]];
    }
    const value = colouring.values[i];
    if (value === null) return unknown();
    const step = Math.max(0, Math.min(63, Math.round((63 * (value - colouring.low)) / (colouring.high - colouring.low))));
    return ['#' + viridis.slice(6 * step, 6 * step + 6), 'circle'];
  };

  const fit = (canvas, width, height) => {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = height + 'px';
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  };
  const paint = (context, map, colouring, { width, height, size, place, look }) => {
    context.fillStyle = paper();
    context.fillRect(0, 0, width, height);
    const ratio = window.devicePixelRatio || 1;
    const draw = (i) => {
      const [x, y] = place(i);
      if (x < -20 || y < -20 || x > width + 20 || y > height + 20) return;
      const [colour, shape] = styleOf(colouring, i);
      const how = look(i);
      const own = how === 'placed' ? size + 3 : how === 'pale' ? Math.max(2, size - 2) : size;
      const image = sprite(colour, shape, own, how);
      context.drawImage(image, x - image.width / ratio / 2, y - image.height / ratio / 2, image.width / ratio, image.height / ratio);
    };
    for (const i of map.order) draw(i);
  };
`;
