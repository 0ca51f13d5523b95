import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { JSDOM, VirtualConsole } from 'jsdom';
import type { MapCells } from '../../../lib/figures/embedding-cells.ts';
import { auditPanels } from '../../../lib/figures/embedding-audit.ts';
import type { MapBlock } from '../../../lib/figures/page/map-block.ts';
import { reportPage } from '../../../lib/figures/page/report-page.ts';
import { sampleAudit, sampleCells } from '../sample-maps.ts';

const EVIL = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&<!--`;
const DOT = 'data:image/png;base64,AAAA';

function pageOf(block: Partial<MapBlock> = {}, cells: MapCells = sampleCells): string {
  const map: MapBlock = { kind: 'map', name: 'cells', cells, alt: 'A map.', ...block };
  const panels = {
    kind: 'map-panels',
    map: 'cells',
    title: 'Small',
    panels: auditPanels(cells, sampleAudit),
  } as const;
  return reportPage({
    title: 'Map',
    summary: [],
    warnings: [],
    sections: [{ id: 'map', title: 'Map', lead: 'Lead.', blocks: [map, panels] }],
    origin: { command: 'wt-dfn embed', versions: {} },
  });
}

/** The page in a window whose canvases are drawn by nobody; 400 pixels wide, 256 high. */
function open(html: string) {
  const faults: string[] = [];
  const virtualConsole = new VirtualConsole().on('jsdomError', (error) => faults.push(String(error)));
  const { window } = new JSDOM(html, {
    runScripts: 'dangerously',
    pretendToBeVisual: true,
    virtualConsole,
    beforeParse: (fresh) => {
      const drawn = new Proxy({}, { get: () => () => undefined, set: () => true });
      Object.assign(fresh.HTMLCanvasElement.prototype, {
        getContext: () => drawn,
        setPointerCapture: () => undefined,
      });
      Object.defineProperty(fresh.HTMLElement.prototype, 'clientWidth', { get: () => 400 });
      Object.assign(fresh, {
        matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
        ResizeObserver: class {
          constructor(readonly changed: () => void) {}
          observe(): void {
            this.changed();
          }
        },
      });
    },
  });
  const { document } = window;
  const canvas = document.querySelector('.map-frame canvas')!;
  const pointer = (type: string, x: number, y: number): void => {
    const event = new window.MouseEvent(type, { clientX: x, clientY: y });
    Object.assign(event, { pointerId: 1, pointerType: 'mouse' });
    canvas.dispatchEvent(event);
  };
  return { window, document, faults, pointer };
}

describe('maps on a page', () => {
  it('take hostile names as text, before and after their script has run', () => {
    const cells = {
      ...sampleCells,
      images: Array<string>(6).fill(EVIL),
      subjects: Array<string>(6).fill(EVIL),
      classes: [EVIL, EVIL],
    };
    const { document, faults, pointer } = open(pageOf({ alt: EVIL, title: EVIL, caption: EVIL }, cells));
    assert.deepEqual(faults, []);
    document.querySelector<HTMLElement>('[data-tool=lasso]')!.click();
    for (const [type, x, y] of [
      ['pointerdown', 0, 0],
      ['pointermove', 400, 0],
      ['pointermove', 400, 300],
      ['pointermove', 0, 300],
      ['pointerup', 0, 300],
    ] as const)
      pointer(type, x, y);
    assert.match(document.querySelector('.map-side')!.textContent, /6 cells chosen/);
    assert.ok(document.querySelector('.map-side')!.textContent.includes(EVIL));
    assert.equal(document.querySelectorAll('img').length, 0);
    assert.deepEqual(
      [...document.querySelectorAll('script')].map(({ type }) => type),
      ['application/json', ''],
    );
  });

  it('list the cells inside of the lasso: counts by class and subject, pictures, names', () => {
    const thumbnails = [DOT, undefined, DOT, DOT, DOT, DOT];
    const { document, faults, pointer } = open(pageOf({ thumbnails }));
    assert.deepEqual(faults, []);
    const side = document.querySelector('.map-side')!;
    assert.match(side.textContent, /Point at a cell/);
    document.querySelector<HTMLElement>('[data-tool=lasso]')!.click();
    // The left third: the first three cells.
    for (const [type, x, y] of [
      ['pointerdown', 0, 0],
      ['pointermove', 150, 0],
      ['pointermove', 150, 300],
      ['pointermove', 0, 300],
      ['pointerup', 0, 300],
    ] as const)
      pointer(type, x, y);
    assert.match(side.textContent, /3 cells chosen/);
    const rows = [...side.querySelectorAll('tr')].map((row) =>
      [...row.cells].map((cell) => cell.textContent),
    );
    assert.deepEqual(rows, [
      ['normal', '2 of 2', '67 %'],
      ['lymphoblast', '1 of 3', '33 %'],
      ['H3', '2 of 2', '67 %'],
      ['11', '1 of 2', '33 %'],
    ]);
    assert.equal(side.querySelectorAll('img').length, 2);
    assert.equal(side.querySelector('pre')!.textContent, 'a.png\nb.png\nc.png');
    side.querySelector('button')!.click();
    assert.match(side.textContent, /Point at a cell/);
  });

  it('show a cell where the pointer is, with its picture, subject and class', () => {
    const { document, pointer } = open(pageOf({ thumbnails: Array<string>(6).fill(DOT) }));
    const tip = document.querySelector<HTMLElement>('.map-tip')!;
    pointer('pointermove', 2, 2);
    assert.equal(tip.hidden, true);
    // The first cell: 0, 0 of 0 to 10 and 0 to 6, with a margin of 0.4, 400 pixels wide.
    pointer('pointermove', (400 * 0.4) / 10.8, 128 + (400 * 3) / 10.8);
    assert.equal(tip.hidden, false);
    assert.match(tip.textContent, /a\.png.*Class: normal.*Subject: H3.*Fold: fold_0.*Stain: 100/);
    assert.equal(tip.querySelector('img')!.src, DOT);
  });

  it('change colours and legend, and show one kind alone', () => {
    const { document } = open(pageOf());
    const legend = document.querySelector('.map-legend')!;
    assert.deepEqual(
      [...legend.querySelectorAll('button')].map(({ textContent }) => textContent),
      ['normal (2)', 'lymphoblast (3)'],
    );
    assert.match(legend.textContent, /not known/);
    const [, bySubject, , byStain] = document.querySelectorAll<HTMLElement>('[data-colour]');
    bySubject!.click();
    assert.equal(bySubject!.getAttribute('aria-pressed'), 'true');
    const entry = legend.querySelector('button')!;
    assert.equal(entry.textContent, '7 (1)');
    entry.click();
    assert.equal(entry.getAttribute('aria-pressed'), 'true');
    byStain!.click();
    assert.match(legend.textContent, /mean brightness of the cell/);
  });

  it('lets only its own script run and loads nothing; plotly.js is not there', () => {
    const html = pageOf({ thumbnails: Array<string>(6).fill(DOT), fallback: Uint8Array.of(1, 2) });
    const { document } = new JSDOM(html).window;
    const policy = document.querySelector('[http-equiv="Content-Security-Policy"]')!.getAttribute('content')!;
    const [script] = document.querySelectorAll('script:not([type])');
    const hash = createHash('sha256').update(script!.textContent, 'utf8').digest('base64');
    assert.ok(policy.includes(`script-src 'sha256-${hash}';`));
    assert.ok(!html.includes('plotly.js') && html.length < 60_000);
    assert.match(html, /<noscript><img class="picture" src="data:image\/png;base64,AQI="/);
  });

  it('stays small with 50,000 cells: places as whole numbers', () => {
    const at = Array.from({ length: 50_000 }, (_, i) => i);
    const cells = {
      x: at.map((i) => Math.sin(i)),
      y: at.map((i) => Math.cos(3 * i)),
      labels: at.map((i) => i % 2),
    };
    assert.ok(pageOf({}, cells).length < 1_200_000);
  });

  it('refuses names that are no addresses or come twice, foreign pictures, lists of another length', () => {
    assert.throws(() => pageOf({ name: 'a b' }), /got "a b"/);
    assert.throws(
      () => pageOf({ thumbnails: ['https://example.org/x.png', ...Array<string>(5).fill(DOT)] }),
      /data:image/,
    );
    assert.throws(() => pageOf({ thumbnails: [DOT] }), /thumbnails must have one entry a cell \(6\), got 1/);
    const block: MapBlock = { kind: 'map', name: 'cells', cells: sampleCells, alt: 'A map.' };
    const sections = [{ id: 'map', title: 'Map', lead: '', blocks: [block, block] }];
    assert.throws(
      () =>
        reportPage({ title: '', summary: [], warnings: [], sections, origin: { command: '', versions: {} } }),
      /got "cells" twice/,
    );
  });
});
