import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CellsOfNotebook } from './run-cells.ts';

/** Cells in order, and what the last of them gives. */
const EXAMPLES: readonly (readonly [string, readonly string[], unknown])[] = [
  ['the value of the last expression', ['1 + 1'], 2],
  ['no value for an assignment', ['let a = 1', 'a = 2'], undefined],
  ['a variable that a later cell reads', ['const a = 20', 'a + 1'], 21],
  [
    'one variable: a function sees a later assignment',
    ['let n = 0; function get() { return n }', 'n = 5', 'get()'],
    5,
  ],
  ['one variable: an arrow function too', ['let n = 1; const get = () => n * 2', 'n = 4; get()'], 8],
  ['another type for the same name', ['let v = 1', "let v = 'text'", 'v.toUpperCase()'], 'TEXT'],
  [
    'a function declared again is the one that callers use',
    ['function f() { return 1 } function g() { return f() }', 'function f() { return 2 }', 'g()'],
    2,
  ],
  ['a function before its declaration', ['const x = early(); function early() { return 7 } x'], 7],
  [
    'classes, inheritance over cells',
    [
      'class A { m() { return 1 } }',
      'class B extends A { override m() { return super.m() + 1 } }',
      'new B().m()',
    ],
    2,
  ],
  [
    'a class that uses itself while it is being made',
    ['class C { static readonly one = new C(); n = 3 }', 'C.one.n'],
    3,
  ],
  ['enums', ['enum E { A, B = 5 }', 'E.B'], 5],
  ['const enums', ['const enum K { A = 3 }', 'K.A'], 3],
  ['namespaces', ['namespace N { export const q = 9 }', 'N.q'], 9],
  [
    'types and interfaces',
    ['interface P { q: number } type Q = P | undefined', 'const p: Q = { q: 4 }; p.q'],
    4,
  ],
  [
    'objects taken apart',
    ['const { a, b: [x, ...y], ...z } = { a: 1, b: [2, 3, 4], c: 5 }', 'JSON.stringify([a, x, y, z])'],
    '[1,2,[3,4],{"c":5}]',
  ],
  [
    'defaults of patterns',
    ['const { a = 3, b: { c = 4 } = {} } = {} as { a?: number; b?: { c?: number } }', 'a + c'],
    7,
  ],
  ['swapped by a pattern', ['let a = 1; let b = 2', '[a, b] = [b, a]; a * 10 + b'], 21],
  ['shorthand properties', ['const a = 1', 'JSON.stringify({ a })'], '{"a":1}'],
  ['shorthand assignment', ['let a = 1', '({ a } = { a: 8 }); a'], 8],
  ['a local variable hides the notebook’s', ['let a = 1', '{ let a = 2; a++; } a'], 1],
  ['a parameter hides the notebook’s', ['let a = 1', '((a: number) => a)(6) + a'], 7],
  ['var in a loop lives on', ['for (var i = 0; i < 3; i++) { }', 'i'], 3],
  [
    'let in a loop does not',
    ['let i = 9; let seen = 0', 'for (let i = 0; i < 3; i++) seen += i; i * 10 + seen'],
    93,
  ],
  ['loops over the notebook’s own variable', ['let k = 0', 'for (k of [1, 2, 3]) { } k'], 3],
  ['++ and +=', ['let n = 1', 'n++; n += 5; n'], 7],
  ['typeof', ['let n = 1', 'typeof n'], 'number'],
  [
    'templates and tags',
    ['const tag = (t: TemplateStringsArray, v: number) => t[0]! + v; const q = 2', 'tag`a${q}`'],
    'a2',
  ],
  [
    'functions do not get the scope as this',
    ['function self(this: unknown) { return this === undefined }', 'self()'],
    true,
  ],
  ['functions keep their names', ['const f = () => 1; const g = class {}', 'f.name + g.name'], 'fg'],
  ['await', ['const v = await Promise.resolve(3)', 'v'], 3],
  [
    'for await',
    ['let s = 0; async function* g() { yield 1; yield 2 } for await (const v of g()) s += v', 's'],
    3,
  ],
  ['generators and closures', ['function* g() { yield 1; yield 2 }', '[...g()].length'], 2],
  [
    'using is disposed at the end of its cell',
    [
      'const log: string[] = []',
      '{ } using x = { [Symbol.dispose]() { log.push("gone") } }; log.push("there")',
      'log.join()',
    ],
    'there,gone',
  ],
  [
    'decorators',
    [
      'const seen: string[] = []; function note(value: unknown, context: ClassMethodDecoratorContext) { seen.push(String(context.name)) }',
      'class D { @note m() { } }',
      'seen.join()',
    ],
    'm',
  ],
  [
    'names of globals',
    ['const name = "n"; const performance = 1; const process = 2', 'name + performance + process'],
    'n12',
  ],
  ['names that objects have', ['const constructor = 1; const toString = 2', 'constructor + toString'], 3],
  [
    'exports count as declarations',
    ['export const e = 1; export function f() { return 2 } export class G { }', 'e + f()'],
    3,
  ],
  [
    'satisfies and as',
    ['const v = { a: 1 } satisfies Record<string, number>; const w = v as { a: number }', 'w.a'],
    1,
  ],
  ['generics in arrow functions', ['const id = <T>(x: T): T => x', 'id(5)'], 5],
  ['packages: names', ["import { join } from 'node:path'", "join('a', 'b')"], 'a/b'],
  [
    'packages: default and namespace',
    ["import path, * as all from 'node:path'", 'path.sep === all.sep'],
    true,
  ],
  [
    'packages: renamed, and types that are none at run time',
    [
      "import { readFile as read, type FileHandle } from 'node:fs/promises'; import type { Stats } from 'node:fs'",
      'typeof read',
    ],
    'function',
  ],
  [
    'a type imported without saying so',
    ["import { PathLike, readFileSync } from 'node:fs'", "const p: PathLike = 'x'; typeof readFileSync"],
    'function',
  ],
  ['CommonJS by require', ["import fs = require('node:fs')", 'typeof fs.readFileSync'], 'function'],
  ['import.meta', ['import.meta.url.startsWith("file:") && import.meta.dirname.length > 0'], true],
];

describe('cells of a notebook', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wt-dfn-cells-'));
  });
  after(() => rm(folder, { recursive: true }));

  describe('keep their names', () => {
    // One notebook for all: the next example begins with other names or declares them anew.
    let cells: CellsOfNotebook;
    before(() => {
      cells = new CellsOfNotebook(folder);
    });
    for (const [what, sources, expected] of EXAMPLES) {
      it(what, async () => {
        let value: unknown;
        for (const source of sources) value = await cells.run(source);
        assert.deepEqual(value, expected);
      });
    }
  });

  it('fail before they run where a type is wrong, at the token', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run('let ran = false');
    await assert.rejects(
      cells.run('ran = true;\nconst t: number = "x";'),
      /^SyntaxError: TS2322 2:7: Type 'string'/,
    );
    assert.equal(await cells.run('ran'), false);
    await assert.rejects(cells.run('let n = 1;\nn.toUpperCase()'), /TS2339 2:3/);
    await cells.run('const fixed = 1');
    await assert.rejects(cells.run('fixed = 2'), /TS2588 1:1/);
    await assert.rejects(cells.run('nowhere'), /TS2304 1:1/);
  });

  it('give their last value below a comment, too', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run('let total = 0; function addAll(n: number) { total += n; return total; }');
    assert.equal(await cells.run('// count\naddAll(5)'), 5);
    assert.equal(await cells.run('1;\n// and\n2 + 2'), 4);
    assert.equal(await cells.run('/* one\n two */ total // behind'), 5);
  });

  it('hand the shared names to no function as its this', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run('const me = function (this: unknown) { return this; }');
    for (const call of ['me()', 'me!()', '(me as any)()', '(me)()', '(me as any)`text`']) {
      assert.equal(await cells.run(call), undefined, call);
    }
  });

  it('run over what comes in time', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run('async function* count() { yield 1; yield 2; yield 3; }\nlet sum = 0');
    await cells.run('for await (const n of count()) { if (n === 3) break; sum += n; }');
    await cells.run('for await (const n of [Promise.resolve(10), 20]) sum += n');
    assert.equal(await cells.run('sum'), 33);
    await assert.rejects(
      cells.run('for await (const n of [Promise.reject(new Error("no"))]) sum += n'),
      /^Error: no$/,
    );
  });

  it('say so where the last statement has no end', async () => {
    const cells = new CellsOfNotebook(folder);
    for (const code of ['while (true)', 'if (true)', 'label:', 'for (;;)']) {
      await assert.rejects(cells.run(code), /1:1: the last statement has no end/, code);
    }
  });

  it('may list what they export, and import plain JavaScript', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run('export {}');
    await cells.run('const listed = 2; export { listed };');
    assert.equal(await cells.run('listed'), 2);
    await assert.rejects(cells.run('export default function () { }'), /a cell is no module/);
    await writeFile(join(folder, 'plain.mjs'), 'export const plain = 3;');
    assert.equal(await cells.run("import { plain } from './plain.mjs'; plain"), 3);
  });

  it('run in spite of their types where they say so', async () => {
    const cells = new CellsOfNotebook(folder);
    assert.equal(await cells.run('// @ts-nocheck\nconst t: number = "x"; t'), 'x');
  });

  it('refuse what is no TypeScript, and exports that mean nothing in a cell', async () => {
    const cells = new CellsOfNotebook(folder);
    await assert.rejects(cells.run('let u = ('), /TS1109 1:10/);
    await assert.rejects(cells.run('export default 3'), /a cell is no module/);
    await assert.rejects(cells.run("export * from 'node:fs'"), /a cell is no module/);
  });

  it('keep what was declared before an error, and nothing that was not', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run('let kept: number | string = 1');
    await assert.rejects(
      cells.run('const one = 1;\nconst two = one + 1;\nnull!;\nthrow new Error("here");\nconst three = 3;'),
    );
    assert.equal(await cells.run('one + two'), 3);
    await assert.rejects(cells.run('three'), /TS2304/);
  });

  it('say in which line of their own TypeScript an error happened', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run(
      'interface Gone { a: number }\ntype Too = string;\nfunction fail(): never {\n  throw new Error("x");\n}',
    );
    const error: unknown = await cells.run('fail()').catch((thrown: unknown) => thrown);
    assert.equal(cells.place(error), 'cell 1:4:9');
  });

  it('use a changed module, also one that is only imported by another', async () => {
    const cells = new CellsOfNotebook(folder);
    await writeFile(join(folder, 'leaf.ts'), 'export const value: number = 1;\n');
    await writeFile(
      join(folder, 'stem.ts'),
      "import { value } from './leaf.ts';\nexport const twice = (): number => value * 2;\n",
    );
    assert.equal(await cells.run("import { twice } from './stem.ts'; twice()"), 2);
    await assert.rejects(cells.run("import { absent } from './stem.ts'"), /TS2305/);
    await assert.rejects(cells.run("import './not-there.ts'; 1"), /not-there/);
  });

  it('see JSON files', async () => {
    await writeFile(join(folder, 'data.json'), '{ "a": [1, 2] }');
    const cells = new CellsOfNotebook(folder);
    assert.equal(await cells.run("import data from './data.json' with { type: 'json' }; data.a.length"), 2);
  });

  it('do not slow down over a thousand cells, nor forget', async () => {
    const cells = new CellsOfNotebook(folder);
    await cells.run('let total = 0; const first = { deep: [1] }');
    for (let i = 0; i < 300; i++) await cells.run(`const v${i % 7} = { n: ${i} }; total += v${i % 7}.n`);
    assert.equal(await cells.run('total'), (299 * 300) / 2);
    assert.equal(await cells.run('first.deep[0]'), 1);
  });
});
