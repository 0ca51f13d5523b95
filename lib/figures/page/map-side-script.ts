/**
 * The part of `MAP_SCRIPT` that lists the chosen cells: counts by class and subject, medians, pictures, names. Stands
 * inside of the function that explores a map. Plain JavaScript, because it goes into the page as it stands.
 */
export const MAP_SIDE_SCRIPT: string = `    const count = (title, one, within) => {
      const totals = one.names.map(() => 0);
      const all = one.names.map(() => 0);
      for (let i = 0; i < map.x.length; i++) if (one.codes[i] >= 0) all[one.codes[i]]++;
      for (const i of within) if (one.codes[i] >= 0) totals[one.codes[i]]++;
      const order = [...totals.keys()].filter((code) => totals[code] > 0).sort((a, b) => totals[b] - totals[a]);
      const table = make('table', 'map-counts');
      table.append(make('caption', '', title));
      const LISTED = 8;
      for (const code of order.slice(0, LISTED)) {
        const row = table.insertRow();
        row.append(make('th', '', one.names[code]));
        row.insertCell().textContent = totals[code] + ' of ' + all[code];
        row.insertCell().textContent = Math.round((100 * totals[code]) / within.length) + ' %';
      }
      if (order.length > LISTED) table.insertRow().append(make('th', '', 'and ' + (order.length - LISTED) + ' more'));
      return table;
    };
    const median = (values) => {
      const known = values.filter((value) => value !== null).sort((a, b) => a - b);
      return known.length === 0 ? undefined : Math.round(known[known.length >> 1]);
    };
    const showSide = () => {
      side.replaceChildren();
      if (chosen === undefined) {
        side.append(make('p', 'map-hint', root.dataset.hint));
        return;
      }
      const within = [...chosen];
      const head = make('div', 'map-head');
      head.append(make('h4', '', within.length === 1 ? '1 cell chosen' : within.length + ' cells chosen'));
      const clear = make('button', '', 'Clear');
      clear.type = 'button';
      clear.addEventListener('click', () => choose(undefined));
      head.append(clear);
      side.append(head);
      if (within.length === 0) {
        side.append(make('p', 'map-hint', 'No cell lies inside of the line.'));
        return;
      }
      for (const one of map.colourings) if (one.kind === 'category' && one.key !== 'fold') side.append(count(one.title, one, within));
      for (const one of map.colourings) {
        if (one.kind !== 'number') continue;
        const [here, all] = [median(within.map((i) => one.values[i])), median(one.values)];
        if (here !== undefined) side.append(make('p', 'map-median', one.title + ': median ' + here + ', of all cells ' + all));
      }
      if (map.thumbnails !== null) {
        const SHOWN = 60;
        const withPicture = within.filter((i) => map.thumbnails[i] !== null);
        const grid = make('div', 'map-pictures');
        for (const i of withPicture.slice(0, SHOWN)) {
          const frame = make('span', 'map-picture');
          frame.append(picture(i, 56));
          frame.title = facts(i).join(', ');
          frame.style.borderColor = styleOf(colouring, i)[0];
          frame.addEventListener('pointerenter', () => { ringed = i; soon(); });
          frame.addEventListener('pointerleave', () => { ringed = -1; soon(); });
          grid.append(frame);
        }
        side.append(grid);
        if (withPicture.length > SHOWN) side.append(make('p', 'map-hint', 'The first ' + SHOWN + ' of ' + withPicture.length + ' pictures.'));
      }
      if (map.images !== null) {
        const names = make('details');
        names.append(make('summary', '', 'Names of the images'), make('pre', '', within.map((i) => map.images[i]).join('\\n')));
        side.append(names);
      }
    };
`;
