import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { JSDOM } from 'jsdom';
import { DARK_THEME, LIGHT_THEME } from '../../../../lib/figures/theme.ts';
import { NOTEBOOK_SCRIPT } from '../../../../lib/kernel/notebook/html/page-script.ts';
import { notebookPage } from '../../../../lib/kernel/notebook/notebook-html.ts';
import { codeCell, notebookOf } from '../sample-notebook.ts';

type Fields = Record<string, unknown>;

/** What the script asked of Plotly: the function's name and what it was given. */
type Call = readonly [name: string, ...given: unknown[]];

interface Reader {
  readonly document: Document;
  readonly calls: Call[];
  readonly darken: () => void;
}

const STEPS = ['a', 'b'].map((name) => ({
  label: name,
  method: 'animate',
  args: [[name], { mode: 'immediate' }],
}));
const SLIDER = {
  data: [{ y: [1], marker: { color: LIGHT_THEME.raw } }],
  frames: [{ name: 'b', data: [{ y: [2], marker: { color: LIGHT_THEME.crop } }] }],
  layout: {
    title: 'A title that is longer than a phone is wide, by far',
    width: 700,
    sliders: [{ steps: STEPS }],
  },
};

/** A browser of that width with a stand-in for Plotly, in which the page's script has run. */
async function reader(figure: unknown, { width = 1000, picture = true } = {}): Promise<Reader> {
  const data = { 'application/vnd.plotly.v1+json': figure, ...(picture ? { 'image/png': 'AAAA' } : {}) };
  const outputs = [{ output_type: 'display_data' as const, metadata: {}, data }];
  const page = notebookPage({ path: 'x.ipynb', notebook: notebookOf(codeCell('f()', { outputs })) });
  const { window } = new JSDOM(page.replace(/<script>[\s\S]*?<\/script>/g, ''), {
    runScripts: 'outside-only',
  });
  const calls: Call[] = [];
  const scheme = {
    matches: false,
    addEventListener: (_kind: string, listen: () => void) => (heard = listen),
  };
  let heard = (): void => undefined;
  class Observer {
    readonly #listen: (entries: Fields[]) => void;
    constructor(listen: (entries: Fields[]) => void) {
      this.#listen = listen;
    }
    observe(target: Element): void {
      this.#listen([{ target, isIntersecting: true }]);
    }
    unobserve(): void {
      calls.push(['near']);
    }
  }
  Object.defineProperty(window.HTMLElement.prototype, 'clientWidth', { get: () => width });
  const recorded =
    (name: string) =>
    (_plot: unknown, ...given: unknown[]): void => {
      calls.push([name, ...given]);
    };
  Object.assign(window, {
    IntersectionObserver: Observer,
    ResizeObserver: Observer,
    structuredClone,
    matchMedia: () => scheme,
    Plotly: {
      PlotSchema: { get: () => ({ traces: { scatter: {} } }) },
      react: (plot: Fields, given: Fields): void => {
        plot['layout'] = given['layout'];
        calls.push(['react', given]);
      },
      relayout: recorded('relayout'),
      animate: recorded('animate'),
    },
  });
  window.eval(NOTEBOOK_SCRIPT);
  await turn();
  const darken = (): void => {
    scheme.matches = true;
    heard();
  };
  return { document: window.document, calls, darken };
}

function drawn({ calls }: Reader, number = 0): Fields & { layout: Fields; data: Fields[] } {
  const [, given] = calls.filter(([name]) => name === 'react')[number]!;
  // Objects of the page's own world are equal to none of ours.
  return JSON.parse(JSON.stringify(given)) as ReturnType<typeof drawn>;
}

describe('the script of notebook pages', () => {
  it('draws a figure with its frames at its own width and then hides the picture', async () => {
    const desk = await reader(SLIDER);
    const { layout, frames } = drawn(desk);
    assert.deepEqual([layout['width'], layout['height']], [700, 450]);
    assert.deepEqual(layout['title'], { text: SLIDER.layout.title });
    assert.deepEqual(frames, SLIDER.frames);
    assert.ok(desk.document.querySelector('.plot')!.classList.contains('is-live'));
  });

  it('fits a phone: width, wrapped title, no dragging', async () => {
    const { layout } = drawn(await reader(SLIDER, { width: 360 }));
    assert.equal(layout['width'], 360);
    assert.equal(layout['dragmode'], false);
    assert.match((layout['title'] as { text: string }).text, /<br>/);
  });

  it('draws anew in dark colours, frames too, at the step that the reader chose', async () => {
    const desk = await reader(SLIDER);
    const plot = desk.document.querySelector('.live') as unknown as { layout: { sliders: Fields[] } };
    plot.layout.sliders[0]!['active'] = 1;
    desk.darken();
    await turn();
    const { data, frames } = drawn(desk, 1);
    assert.deepEqual(data[0]!['marker'], { color: DARK_THEME.raw });
    assert.match(JSON.stringify(frames), new RegExp(DARK_THEME.crop));
    assert.deepEqual(
      desk.calls.slice(-2).map((call) => JSON.parse(JSON.stringify(call)) as unknown),
      [
        ['relayout', { 'sliders[0].active': 1 }],
        ['animate', ['b'], { mode: 'immediate' }],
      ],
    );
  });

  it('leaves the picture where a figure cannot be drawn, and says why where there is none', async () => {
    const unknown = { data: [{ type: 'scatter3d' }], layout: {} };
    const still = await reader(unknown);
    assert.ok(still.document.querySelector('.plot.is-still .picture') !== null);
    assert.equal(still.calls.filter(([name]) => name === 'react').length, 0);
    const bare = await reader(unknown, { picture: false });
    assert.match(
      bare.document.querySelector('.plot')!.textContent,
      /could not be drawn: its kind, scatter3d, is not part/,
    );
  });
});
