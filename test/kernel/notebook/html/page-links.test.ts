import assert from 'node:assert/strict';
import { PageLinks } from '../../../../lib/kernel/notebook/html/page-links.ts';

describe('PageLinks', () => {
  const links = new PageLinks();
  const start = links.notebook('notebooks/00 start.ipynb');
  const maps = links.notebook('02-maps.ipynb');

  it('gives every notebook and heading a place of its own', () => {
    assert.deepEqual([start, maps], ['00-start', '02-maps']);
    assert.equal(links.heading(start, 'What is it?'), '00-start--what-is-it');
    assert.equal(links.heading(start, 'What is it?'), '00-start--what-is-it-2');
    assert.equal(links.heading(maps, 'Überblick θ_c'), '02-maps--überblick-θ_c');
    assert.equal(links.heading(maps, '?!'), '02-maps--');
    assert.equal(new PageLinks().notebook('page-content.ipynb'), 'page-content-2');
  });

  for (const [address, target] of [
    ['02-maps.ipynb', '#02-maps'],
    ['./02-maps.ipynb#The-maps', '#02-maps--the-maps'],
    ['00%20start.ipynb', '#00-start'],
    ['#What-is-it?', '#00-start--what-is-it'],
    ['../docs/method.md', '../docs/method.md'],
    ['09-other.ipynb', '09-other.ipynb'],
    ['https://example.org/02-maps.ipynb', 'https://example.org/02-maps.ipynb'],
    ['mailto:a@b.org', 'mailto:a@b.org'],
    ['javascript:x()', undefined],
    [' java\nscript:x()', undefined],
    ['\u0001data:text/html,x', undefined],
    ['file:///etc/passwd', undefined],
    ['', undefined],
    ['%E0%A4%A.ipynb', '%E0%A4%A.ipynb'],
  ] as const) {
    it(`leads ${JSON.stringify(address)} to ${target ?? 'nothing'}`, () => {
      assert.equal(links.target(address, start), target);
    });
  }
});
