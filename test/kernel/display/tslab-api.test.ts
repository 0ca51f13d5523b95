import assert from 'node:assert/strict';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import type { DisplayBundle } from '../../../lib/kernel/display/display-bundle.ts';
import { displayBundle } from '../../../lib/kernel/display/display-value.ts';
import * as rich from '../../../lib/kernel/display/rich-text.ts';
import { createTslabApi, type PublishOptions } from '../../../lib/kernel/display/tslab-api.ts';

// What tslab 1.0.22 sends for each of its methods (its declaration file names them).
const TYPES = {
  javascript: 'text/javascript',
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'text/latex',
  svg: 'image/svg+xml',
  text: 'text/plain',
} as const;
const BINARY = { png: 'image/png', jpeg: 'image/jpeg', gif: 'image/gif', pdf: 'application/pdf' } as const;

describe('createTslabApi', () => {
  let sent: { bundle: DisplayBundle; options: PublishOptions }[] = [];
  const { display, newDisplay } = createTslabApi((bundle, options) => sent.push({ bundle, options }));
  beforeEach(() => {
    sent = [];
  });

  it('sends each kind with its MIME type, once, and a text for the others', () => {
    for (const [method, type] of Object.entries(TYPES)) {
      display[method as keyof typeof TYPES]('$x$ <b>');
      assert.equal(sent.at(-1)!.bundle.data[type], '$x$ <b>');
      assert.equal(typeof sent.at(-1)!.bundle.data['text/plain'], 'string');
    }
    for (const [method, type] of Object.entries(BINARY)) {
      display[method as keyof typeof BINARY](new Uint8Array([1, 2, 3]));
      assert.equal(sent.at(-1)!.bundle.data[type], 'AQID');
    }
    display.raw('application/geo+json', '{"type": "Point"}');
    assert.deepEqual(sent.at(-1)!.bundle.data['application/geo+json'], { type: 'Point' });
    display.raw('image/png', Buffer.from([1, 2, 3]).subarray(1));
    assert.equal(sent.at(-1)!.bundle.data['image/png'], 'AgM=');
    assert.equal(sent.length, 12);
    assert.ok(sent.every(({ options }) => options.displayId === undefined && options.update !== true));
  });

  it('updates one output after the first call of a new display', () => {
    const [one, two] = [newDisplay(), newDisplay()];
    one.text('a');
    one.html('b');
    two.text('c');
    one.text('d');
    const [first, second, other, third] = sent.map(({ options }) => options);
    assert.deepEqual(
      [first?.update, second?.update, other?.update, third?.update],
      [false, true, false, true],
    );
    assert.equal(first?.displayId, second?.displayId);
    assert.equal(first?.displayId, third?.displayId);
    assert.notEqual(first?.displayId, other?.displayId);
  });

  it('says what it expected, and sends nothing wrong', () => {
    const wrong = display as unknown as Record<string, (...content: unknown[]) => void>;
    assert.throws(() => {
      wrong['html']!(5);
    }, /html: text must be a string, got number/);
    assert.throws(() => {
      wrong['png']!('x');
    }, /png: bytes must be a Uint8Array, got "x"/);
    assert.throws(() => {
      wrong['raw']!('nonsense', 'x');
    }, /raw: type must be a MIME type/);
    assert.throws(() => {
      wrong['raw']!('text/html', {});
    }, ParameterError);
    assert.equal(sent.length, 0);
    const fresh = newDisplay();
    assert.throws(() => {
      (fresh as unknown as typeof wrong)['html']!(null);
    });
    fresh.html('first');
    assert.equal(sent[0]?.options.update, false);
  });
});

describe('rich text', () => {
  it('shows itself through displayBundle', async () => {
    assert.deepEqual((await displayBundle(rich.html('<b>x</b>'))).data, {
      'text/html': '<b>x</b>',
      'text/plain': '[text/html, 8 characters]',
    });
    assert.deepEqual((await displayBundle(rich.markdown('# T'))).data, {
      'text/markdown': '# T',
      'text/plain': '# T',
    });
    assert.deepEqual((await displayBundle(rich.text('x'))).data, { 'text/plain': 'x' });
    assert.deepEqual((await displayBundle(rich.json({ a: NaN }))).data['application/json'], { a: null });
    assert.deepEqual((await displayBundle(rich.json(5))).data, { 'text/plain': '5' });
    assert.equal(
      (await displayBundle(rich.png(new Uint8Array(2000)))).data['text/plain'],
      '[image/png, 2.0 kB]',
    );
  });
});
