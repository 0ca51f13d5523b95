import { ParameterError } from '../core/errors/parameter-error.ts';
import type { RasterImage } from '../core/raster-image.ts';
import type { AttentionMap } from './attention-map.ts';
import { boxLine, boxTraces, frameSlider, panelAxes, panelCaption, panelPicture } from './cell-panels.ts';
import { COLOUR_STEPS, colourTable } from './colour-maps.ts';
import type { PictureBox } from './picture-box.ts';
import type { PlotlyFigure, PlotlyFrame, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseLayout, LIGHT_THEME, type Theme } from './theme.ts';

/** One position of the slider of {@link mapSlider}. */
export interface MapStep {
  /** Names the map: "mean", "3". */
  readonly label: string;
  readonly map: AttentionMap;
  /** Where this map would cut the crop, in pixels of the image. */
  readonly box: PictureBox;
}

/** One position of the crop slider of {@link thresholdSliders}. */
export interface CropStep {
  readonly theta: number;
  /** Where Eq. 3 cuts at this threshold, in pixels of the image. */
  readonly box: PictureBox;
}

/** What the sliders of {@link thresholdSliders} run over. */
export interface ThresholdSteps {
  /** S* of Eq. 2 at the image's size, 0 to 1. */
  readonly map: AttentionMap;
  readonly crop: readonly CropStep[];
  /** Thresholds of Eq. 4. */
  readonly erase: readonly number[];
  /** Which step of each slider stands at first; default the middle one. */
  readonly start?: { readonly crop: number; readonly erase: number };
}

/** How a figure with sliders looks. */
export interface SliderOptions {
  readonly title?: string;
  readonly theme?: Theme;
}

const WIDTH = 560;
const MARGIN = { l: 16, r: 16, t: 84 } as const;
const PLOT = WIDTH - MARGIN.l - MARGIN.r;
const SLIDER = 84;
const FILL = 'rgb(124,116,104)'; // ImageNet's mean colour: what Eq. 4 fills with by default

function layoutFor(theme: Theme, title: string, side: number, sliders: number): Record<string, PlotlyValue> {
  const bottom = sliders * SLIDER + 12;
  const size = { width: WIDTH, height: MARGIN.t + Math.round(side * PLOT) + bottom };
  return { ...baseLayout(theme, title), ...size, margin: { ...MARGIN, b: bottom }, showlegend: false };
}

function rowsOf({ data, width, height }: AttentionMap): number[][] {
  const row = (y: number): number[] =>
    Array.from(data.subarray(y * width, (y + 1) * width), (value) => Number(value.toPrecision(3)));
  return Array.from({ length: height }, (_, y) => row(y));
}

// Nothing attended stays see-through, so that the cell shows below.
function heatScale(most: number): PlotlyValue {
  const table = colourTable('viridis');
  return Array.from({ length: 9 }, (_, i) => {
    const at = 3 * Math.round((i / 8) * (COLOUR_STEPS - 1));
    const colour = Array.from(table.subarray(at, at + 3)).join(',');
    return [i / 8, `rgba(${colour},${(most * Math.min(1, i / 4)).toFixed(2)})`];
  });
}

/**
 * A cell under one attention map after another, chosen by a slider: left the map as colour over the cell with the box that
 * it would cut, right the map's own few values.
 * @param image - what the network saw
 * @param steps - the maps; the first stands at first
 * @throws {ParameterError} without steps
 */
export function mapSlider(
  image: RasterImage,
  steps: readonly MapStep[],
  { title = 'One cell, one map after another', theme = LIGHT_THEME }: SliderOptions = {},
): PlotlyFigure {
  const [first] = steps;
  if (first === undefined) throw new ParameterError('steps', 'mapSlider: needs at least one map, got none');
  const heat = (map: AttentionMap, suffix: string): PlotlyTrace => ({
    ...{ type: 'heatmap', z: rowsOf(map), zmin: 0, zmax: Math.max(...map.data, 1e-12), showscale: false },
    ...{ x0: image.width / map.width / 2, dx: image.width / map.width },
    ...{ y0: image.height / map.height / 2, dy: image.height / map.height },
    ...{ xaxis: `x${suffix}`, yaxis: `y${suffix}`, colorscale: heatScale(suffix === '' ? 0.7 : 1) },
    ...(suffix === '' ? { zsmooth: 'best' } : {}),
    hovertemplate: 'activation %{z:.3g}<extra></extra>',
  });
  const frames = steps.map(({ label, map, box }): PlotlyFrame => {
    const values = { z: rowsOf(map), zmax: Math.max(...map.data, 1e-12) };
    return { name: `map ${label}`, data: [values, values, boxLine(box), boxLine(box)], traces: [0, 1, 2, 3] };
  });
  const [left, right] = [[0, 0.485] as const, [0.515, 1] as const];
  const labels = steps.map(({ label }) => plotlyText(label));
  return {
    data: [heat(first.map, ''), heat(first.map, '2'), ...boxTraces(first.box, '')],
    layout: {
      ...layoutFor(theme, title, 0.485, 1),
      ...panelAxes(image, '', left),
      ...panelAxes(image, '2', right),
      images: [panelPicture(image, '')],
      annotations: [
        panelCaption('over the cell, with its box', theme, left),
        panelCaption('its values', theme, right),
      ],
      sliders: [frameSlider(frames, { labels, active: 0, prefix: 'map: ', theme, below: 14 })],
    },
    frames,
  };
}

/**
 * Eqs. 3 and 4 under two sliders: the box that θ_c cuts, the crop, and what θ_e erases.
 * @param image - what the network saw
 * @param steps - the normalised map, and what each slider runs over
 * @throws {ParameterError} where a slider has no steps, or the map is not of the image's size
 */
export function thresholdSliders(
  image: RasterImage,
  steps: ThresholdSteps,
  { title = 'What the two thresholds do', theme = LIGHT_THEME }: SliderOptions = {},
): PlotlyFigure {
  const { map, crop, erase } = steps;
  const start = steps.start ?? { crop: crop.length >> 1, erase: erase.length >> 1 };
  const [cut, level] = [crop[start.crop], erase[start.erase]];
  if (cut === undefined || level === undefined) {
    throw new ParameterError('steps', 'thresholdSliders: both sliders need steps and a first one among them');
  }
  if (map.width !== image.width || map.height !== image.height) {
    throw new ParameterError(
      'map',
      `thresholdSliders: the map must be ${image.width} x ${image.height} as the image is, got ${map.width} x ${map.height}`,
    );
  }
  const zoom = ({ box }: CropStep): Record<string, { range: number[] }> => ({
    xaxis2: { range: [box.left, box.right] },
    yaxis2: { range: [box.bottom, box.top] },
  });
  const cropFrames = crop.map((step): PlotlyFrame => {
    const line = boxLine(step.box);
    return { name: `crop ${step.theta}`, data: [line, line], traces: [0, 1], layout: zoom(step) };
  });
  const eraseFrames = erase.map((theta): PlotlyFrame => ({
    name: `erase ${theta}`,
    data: [{ colorscale: stepScale(theta) }],
    traces: [2],
  }));
  const domains = [[0, 0.32] as const, [0.34, 0.66] as const, [0.68, 1] as const];
  const [raw, details, more] = domains;
  const axes = {
    ...panelAxes(image, '', raw!),
    ...panelAxes(image, '2', details!),
    ...panelAxes(image, '3', more!),
  };
  const zoomed = zoom(cut);
  const words = (thetas: readonly number[]): string[] => thetas.map((theta) => theta.toFixed(2));
  return {
    data: [
      ...boxTraces(cut.box, ''),
      {
        ...{
          type: 'heatmap',
          z: rowsOf(map),
          zmin: 0,
          zmax: 1,
          colorscale: stepScale(level),
          showscale: false,
        },
        ...{ x0: 0.5, dx: 1, y0: 0.5, dy: 1, xaxis: 'x3', yaxis: 'y3' },
        hovertemplate: 'S* %{z:.2f}<extra></extra>',
      },
    ],
    layout: {
      ...layoutFor(theme, title, 0.32, 2),
      ...axes,
      xaxis2: { ...(axes['xaxis2'] as object), ...zoomed['xaxis2'] },
      yaxis2: { ...(axes['yaxis2'] as object), ...zoomed['yaxis2'] },
      images: ['', '2', '3'].map((suffix) => panelPicture(image, suffix)),
      annotations: ['raw, with the box', 'crop: see details', 'erased: see more'].map((text, i) =>
        panelCaption(text, theme, domains[i]!),
      ),
      sliders: [
        frameSlider(cropFrames, {
          ...{
            labels: words(crop.map(({ theta }) => theta)),
            active: start.crop,
            prefix: 'θ<sub>c</sub> = ',
          },
          ...{ theme, below: 10 },
        }),
        frameSlider(eraseFrames, {
          ...{
            labels: words(erase),
            active: start.erase,
            prefix: 'θ<sub>e</sub> = ',
            theme,
            below: 10 + SLIDER,
          },
        }),
      ],
    },
    frames: [...cropFrames, ...eraseFrames],
  };
}

/** See-through below θ, the fill's colour from θ on: a frame then changes four numbers rather than a picture. */
function stepScale(theta: number): PlotlyValue {
  const clear = 'rgba(124,116,104,0)';
  return [
    [0, clear],
    [theta, clear],
    [theta, FILL],
    [1, FILL],
  ];
}
