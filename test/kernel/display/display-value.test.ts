import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { displayBundle } from '../../../lib/kernel/display/display-value.ts';
import { plainText } from '../../../lib/kernel/display/plain-text.ts';
import type { DisplayBundle } from '../../../lib/kernel/display/display-bundle.ts';

const DISPLAY = Symbol.for('Jupyter.display');

const refuse = (): never => {
  throw new Error('not for you');
};
const throwing = new Proxy({}, new Proxy({}, { get: () => refuse }));
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const endless: object = new Proxy(() => undefined, { get: () => endless, apply: () => endless });
const cyclic: Record<string, unknown> = { name: 'ring' };
cyclic['self'] = cyclic;

const HOSTILE: Readonly<Record<string, unknown>> = {
  'a proxy that throws on everything': throwing,
  'a revoked proxy': revoked,
  'a proxy that answers everything with itself': endless,
  'a prototype that throws': Object.create(throwing) as object,
  'a throwing getter': {
    get value(): never {
      return refuse();
    },
  },
  'a throwing tag': {
    get [Symbol.toStringTag](): never {
      return refuse();
    },
  },
  'a throwing inspect method': { [Symbol.for('nodejs.util.inspect.custom')]: refuse },
  'a throwing display getter': {
    get [DISPLAY](): never {
      return refuse();
    },
  },
  'a throwing shape': {
    dataId: {},
    dtype: 'float32',
    get shape(): never {
      return refuse();
    },
  },
  'a tensor whose values never come': {
    dataId: {},
    dtype: 'float32',
    shape: [2],
    data: () => new Promise(() => undefined),
    dataSync: refuse,
  },
  'a thenable that throws': {
    get then(): never {
      return refuse();
    },
  },
  'a circle': cyclic,
  'an error with throwing parts': Object.defineProperty(new Error('x'), 'stack', { get: refuse }),
  'an error that is its own cause': Object.assign(new Error('x'), { cause: undefined }),
  'records of getters': [
    {
      get a(): never {
        return refuse();
      },
    },
    { a: 1 },
  ],
  'a figure of circles': { data: [cyclic], layout: cyclic },
  'a map of proxies': new Map([[throwing, revoked]]),
  'a sharp that fails': { metadata: refuse, toBuffer: refuse, png: refuse, clone: refuse, resize: refuse },
  'a function with a throwing name': Object.defineProperty(() => undefined, 'name', { get: refuse }),
  'nothing with a prototype': Object.create(null) as object,
};
(HOSTILE['an error that is its own cause'] as Error).cause = HOSTILE['an error that is its own cause'];

function textOf(bundle: DisplayBundle): string {
  const text = bundle.data['text/plain'];
  assert.equal(typeof text, 'string');
  return text as string;
}

describe('displayBundle', () => {
  for (const [name, value] of Object.entries(HOSTILE)) {
    it(`shows ${name} as some text`, async () => {
      const bundle = await displayBundle(value, { timeout: 200 });
      assert.ok(textOf(bundle).length > 0);
      JSON.stringify(bundle);
      assert.ok(plainText(value).length > 0);
    });
  }

  it('gives every value a bundle that JSON holds and a short text', async () => {
    const values = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const bundle = await displayBundle(value);
        assert.ok(textOf(bundle).length <= 21_000);
        assert.deepEqual(JSON.parse(JSON.stringify(bundle)), bundle);
      }),
      { numRuns: 300 },
    );
  });

  it('shows simple values as Node does', async () => {
    const shown: [unknown, string][] = [
      [42, '42'],
      ["a'b", '"a\'b"'],
      [10n, '10n'],
      [undefined, 'undefined'],
      [null, 'null'],
      [/a+/g, '/a+/g'],
      [Symbol('x'), 'Symbol(x)'],
      [new Date(0), '1970-01-01T00:00:00.000Z'],
      [Promise.resolve(5), 'Promise { 5 }'],
      [new Promise(() => undefined), 'Promise { <pending> }'],
      [{ a: [1, { b: 2 }] }, '{ a: [ 1, { b: 2 } ] }'],
      [[], '[]'],
    ];
    for (const [value, text] of shown) {
      assert.deepEqual((await displayBundle(value)).data, { 'text/plain': text });
    }
  });

  it('knows the kinds of values of other contexts of Node', async () => {
    const keys = async (code: string): Promise<string[]> =>
      Object.keys((await displayBundle(runInNewContext(code))).data);
    for (const table of ['[{ a: 1 }, { a: 2 }]', 'new Map([[1, 2]])', '[[1, 2], [3, 4]]']) {
      assert.ok((await keys(table)).includes('text/html'), table);
    }
    assert.match(
      textOf(await displayBundle(runInNewContext('new TypeError("other")'))),
      /^TypeError: other\n/,
    );
    assert.match(textOf(await displayBundle(runInNewContext('new Float32Array(3)'))), /^Float32Array\(3\)/);
  });

  it("takes the object's own bundle before anything else, bytes as base64", async () => {
    const value = Object.assign(new Map([[1, 2]]), {
      [DISPLAY]: () =>
        Promise.resolve({ 'text/html': '<b>mine</b>', 'image/png': new Uint8Array([1, 2, 3]), nonsense: 4 }),
    });
    const { data } = await displayBundle(value);
    assert.equal(data['text/html'], '<b>mine</b>');
    assert.equal(data['image/png'], 'AQID');
    assert.deepEqual(Object.keys(data).sort(), ['image/png', 'text/html', 'text/plain']);
  });

  it('takes metadata beside the bundle, and makes JSON of JSON types', async () => {
    const { data, metadata } = await displayBundle({
      [DISPLAY]: () => ({
        data: {
          'application/vnd.x+json': { a: [NaN, 1n, new Float32Array([1, Infinity])] },
          'text/plain': 'x',
        },
        metadata: { 'image/png': { width: 3 } },
      }),
    });
    assert.deepEqual(data, { 'application/vnd.x+json': { a: [null, 1, [1, null]] }, 'text/plain': 'x' });
    assert.deepEqual(metadata, { 'image/png': { width: 3 } });
  });

  it('says when a display method fails or never ends, and shows the object none the less', async () => {
    const failed = textOf(await displayBundle({ a: 1, [DISPLAY]: refuse }));
    assert.match(failed, /a: 1/);
    assert.match(failed, /its Jupyter\.display method failed: Error: not for you/);
    const started = performance.now();
    const late = textOf(
      await displayBundle({ a: 1, [DISPLAY]: () => new Promise(() => undefined) }, { timeout: 100 }),
    );
    assert.match(late, /gave nothing within 0\.1 s/);
    assert.ok(performance.now() - started < 2000);
  });

  it('says why there is nothing but text', async () => {
    const figure = { data: [{ y: new Float32Array(2_000_001) }], layout: {} };
    assert.match(textOf(await displayBundle(figure)), /more than 2000000 values are too many for one output/);
  });

  it('folds long text: its beginning, then how much there is more', async () => {
    const text = Array.from({ length: 500 }, (_, i) => `<line ${i}>`).join('\n');
    const { data } = await displayBundle({ [Symbol.for('nodejs.util.inspect.custom')]: () => text });
    assert.match(data['text/plain'] as string, /<line 199>\n… 300 more lines \(3\.3 kB\) left out …$/);
    assert.match(data['text/html'] as string, /<summary[^>]*>460 more lines/);
    assert.match(data['text/html'] as string, /&lt;line 499&gt;<\/pre><\/details>/);
    assert.ok(!/<line/.test(data['text/html'] as string));
  });

  it('takes objects of many properties in its stride', async () => {
    const wide = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`key${i}`, i]));
    const started = performance.now();
    assert.match(textOf(await displayBundle(wide)), /199,800 more properties|more lines/);
    assert.match(plainText(wide), /left out …$/);
    assert.match(textOf(await displayBundle({ wide })), /wide: \[Object\]/);
    assert.ok(performance.now() - started < 10_000);
  });

  it('tells an error with its stack, its properties and its causes', async () => {
    const root = new TypeError('loss is <NaN>', { cause: 'a string' });
    const error = Object.assign(new Error('training stopped', { cause: root }), { code: 'E_NAN' });
    const text = textOf(await displayBundle(error));
    assert.match(
      text,
      /^Error: training stopped\n {4}at .*\n(?:.*\n)* {2}code: 'E_NAN'\n\ncaused by: TypeError: loss is <NaN>\n(?:.*\n)+caused by: 'a string'$/,
    );
    error.message = 'changed later';
    assert.match(textOf(await displayBundle(error)), /^Error: changed later\n {4}at /);
    const several = new AggregateError([new Error('one'), new RangeError('two')], 'both');
    assert.match(textOf(await displayBundle(several)), /\[2 of 2\] RangeError: two/);
  });

  it('shows functions and classes by the line that calls them', async () => {
    const source =
      'return { load: async function* load(path, { a = 1, b = ")" } = {}) { }, arrow: (a, b = (1 + 2)) => a, short: x => x, Model: class Model extends Map { constructor() { super(); } }, method(a) { } }';
    // Not written here: the compiler of the tests would lay it out anew.
    const made = runInNewContext(`(() => { ${source} })()`) as Record<string, unknown>;
    const lines: Record<string, string> = {
      load: 'async function* load(path, { a = 1, b = ")" } = {})',
      arrow: 'arrow = (a, b = (1 + 2)) => …',
      short: 'short = x => …',
      Model: 'class Model extends Map',
      method: 'method(a)',
    };
    for (const [name, line] of Object.entries(lines)) {
      assert.deepEqual((await displayBundle(made[name])).data, { 'text/plain': line });
    }
    assert.equal(textOf(await displayBundle(Array.prototype.push)), 'function push (native, 1 parameter)');
  });
});
