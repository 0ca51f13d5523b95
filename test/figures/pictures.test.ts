import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import type { RasterImage } from '../../lib/core/raster-image.ts';
import { attentionGrid } from '../../lib/figures/attention-grid.ts';
import { misclassifiedGallery } from '../../lib/figures/misclassified-gallery.ts';
import { fitText, pictureGrid } from '../../lib/figures/picture-grid.ts';
import { PAPER_CAPTIONS, sixPanelFigure } from '../../lib/figures/six-panel-figure.ts';
import type { SvgPicture } from '../../lib/figures/svg-picture.ts';

const EVIL = `"><script>alert(1)</script>&'\u0000`;

function plain(value: number, side = 8): RasterImage {
  return { width: side, height: side, data: new Uint8Array(3 * side * side).fill(value) };
}

/** Parses a picture as XML; throws where it is not well-formed. */
function parsed({ svg }: SvgPicture): Document {
  const { window } = new JSDOM('');
  const document = new window.DOMParser().parseFromString(svg, 'application/xml');
  assert.equal(document.querySelector('parsererror'), null);
  assert.equal(document.querySelectorAll('script').length, 0);
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      assert.ok(!name.startsWith('on'), name);
      if (name === 'href') assert.match(value, /^data:image\/png;base64,/);
    }
  }
  return document;
}

function texts(document: Document): string[] {
  return [...document.querySelectorAll('text')].map(({ textContent }) => textContent);
}

const map = { width: 2, height: 2, data: Float32Array.of(0, 1, 2, 3) };
const panels = {
  image: plain(100),
  map,
  box: { top: 2, left: 4, bottom: 4, right: 8 },
  crop: plain(120),
  cropMap: map,
  erased: plain(140),
  erasedMap: map,
};

describe('sixPanelFigure', () => {
  it("has six panels, the paper's seven captions, a fork of three arrows' colours and the box in its place", () => {
    const picture = sixPanelFigure(panels);
    const document = parsed(picture);
    assert.equal(document.querySelectorAll('image').length, 6);
    assert.deepEqual(texts(document).sort(), Object.values(PAPER_CAPTIONS).sort());
    const heads = [...document.querySelectorAll('.head')].map((head) => head.getAttribute('class'));
    assert.deepEqual(heads.sort(), ['head crop', 'head crop', 'head erase', 'head erase', 'head raw']);
    const [overlay, dashes] = [
      document.querySelectorAll('image')[1]!,
      document.querySelector('[stroke-dasharray]')!,
    ];
    const at = (element: Element, name: string): number => Number(element.getAttribute(name));
    // Columns 4 to 8 of 8 are the right half; rows 2 to 4 the second quarter.
    assert.equal(at(dashes, 'x') - at(overlay, 'x'), at(overlay, 'width') / 2);
    assert.equal(at(dashes, 'y') - at(overlay, 'y'), at(overlay, 'height') / 4);
    assert.equal(at(dashes, 'width'), at(overlay, 'width') / 2);
    assert.equal(at(dashes, 'height'), at(overlay, 'height') / 4);
  });

  it('keeps every panel and caption inside of the picture', () => {
    const picture = sixPanelFigure(panels);
    for (const image of parsed(picture).querySelectorAll('image')) {
      const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((name) => Number(image.getAttribute(name)));
      assert.ok(x! >= 0 && y! >= 0 && x! + w! <= picture.width && y! + h! <= picture.height);
    }
  });

  it('takes other captions as text, and one colour scheme where asked', () => {
    const document = parsed(sixPanelFigure({ ...panels, captions: { seeMore: EVIL }, scheme: 'dark' }));
    assert.ok(texts(document).includes(EVIL.replace('\u0000', '\ufffd')));
    assert.ok(!document.documentElement.textContent.includes('@media'));
  });
});

describe('attentionGrid', () => {
  it('shows the image, the mean and every map with its share; dead maps are named', () => {
    // One place, three maps with 1, 3 and 0 of all attention.
    const attention = { data: Float32Array.of(1, 3, 0), height: 1, width: 1, maps: 3 };
    const document = parsed(attentionGrid({ image: plain(9), attention, name: EVIL }));
    assert.equal(document.querySelectorAll('image').length, 5);
    const words = texts(document);
    for (const text of ['map 1', '25.0 % of attention', '75.0 % of attention', 'map 3', 'not active']) {
      assert.ok(words.includes(text), text);
    }
  });
});

describe('misclassifiedGallery', () => {
  it('writes truth, probabilities by stream, subject and file under each cell', () => {
    const cell = {
      id: `fold_0/${EVIL}`,
      subject: null,
      label: 1,
      probability: 0.125,
      streams: { raw: 0.2, erase: 0.05 },
    };
    const document = parsed(
      misclassifiedGallery([{ cell, image: plain(1) }], { classes: ['normal', 'lymphoblast'], side: 300 }),
    );
    const words = texts(document).map((text) => text.trim());
    assert.deepEqual(words.slice(0, 5), [
      'truly lymphoblast',
      'p(lymphoblast) 0.125',
      'raw 0.200',
      'erase 0.050',
      'subject unknown',
    ]);
    assert.match(
      document.querySelector('image')!.getAttribute('aria-label')!,
      /truly lymphoblast, probability/,
    );
  });
});

describe('pictureGrid', () => {
  it('starts a new row when one is full, and needs an image', () => {
    const item = { image: plain(3), label: 'x', lines: [{ text: 'x' }] };
    const [wide, tall] = [
      pictureGrid([item, item], { title: 't', columns: 2 }),
      pictureGrid([item, item], { title: 't', columns: 1 }),
    ];
    assert.ok(wide.width > tall.width && wide.height < tall.height);
    assert.throws(() => pictureGrid([], { title: 't' }), /needs at least one image/);
  });

  it('cuts long names in the middle, where they say least', () => {
    assert.equal(fitText('short.bmp', 100), 'short.bmp');
    const cut = fitText('UID_H11_1234567_99_hem.bmp', 100);
    assert.match(cut, /^UID_H.*….*\.bmp$/);
    assert.equal(fitText('anything', 1), '…');
  });
});
