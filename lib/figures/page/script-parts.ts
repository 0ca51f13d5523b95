/**
 * What the scripts of all pages begin with, after `mapping` from light to dark colours is known: the reader's colours,
 * Plotly's settings, and colours changed in a figure's data. Plain JavaScript, because it goes into the page as it stands.
 */
export const FIGURE_SCRIPT: string = `  const dark = window.matchMedia('(prefers-color-scheme: dark)');
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
`;
