import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { injectParameters, parameterFailure } from '../../../lib/kernel/client/inject-parameters.ts';
import { sourceOf, type Notebook } from '../../../lib/kernel/client/notebook.ts';
import { parseParameter } from '../../../lib/kernel/client/parse-parameter.ts';

const notebook = (): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'wt-dfn', language: 'typescript' } },
  cells: [
    { cell_type: 'markdown', id: 'a', source: 'epochs = 1', metadata: { tags: ['parameters'] } },
    {
      cell_type: 'code',
      id: 'b',
      source: ['let epochs = 1, name: string = "x";\n', 'const fixed = 2;\n', '{ let inner = 3; }'],
      metadata: { tags: ['parameters'] },
    },
    { cell_type: 'code', id: 'c', source: 'print(epochs)', metadata: {} },
  ],
});
const refused = (message: RegExp) => (error: unknown) =>
  error instanceof ParameterError && message.test(error.message);

describe('notebook parameters', () => {
  it('reads values as numbers, booleans, JSON, or else as text', () => {
    for (const [text, value] of [
      ['3', 3],
      ['-1e-3', -0.001],
      ['true', true],
      ['null', null],
      ['[1,"a"]', [1, 'a']],
      ['"3"', '3'],
      ['resnet18', 'resnet18'],
      ['a=b c', 'a=b c'],
      ['007', '007'],
      ['1e999', '1e999'],
      ['', ''],
    ] as const) {
      assert.deepEqual(parseParameter(`name=${text}`), ['name', value]);
    }
    for (const text of ['name', '=1', '1a=2', 'a-b=1', 'a;b=1']) {
      assert.throws(() => parseParameter(text), refused(/must be name=value/));
    }
  });

  it('reads every JSON value back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseParameter(`p=${text}`), ['p', JSON.parse(text)]);
      }),
    );
  });

  it('puts a cell after the one tagged parameters, and replaces it in the next run', async () => {
    const changed = notebook();
    await injectParameters(changed, { epochs: 3, name: 'a "quoted"\nword' });
    assert.deepEqual(
      changed.cells.map(({ id }) => id),
      ['a', 'b', 'injected-parameters', 'c'],
    );
    assert.equal(
      sourceOf(changed.cells[2]!),
      '// Parameters of this run\nepochs = 3;\nname = "a \\"quoted\\"\\nword";',
    );
    await injectParameters(changed, { epochs: 4 });
    assert.equal(changed.cells.length, 4);
    assert.equal(sourceOf(changed.cells[2]!), '// Parameters of this run\nepochs = 4;');
  });

  it('changes nothing without parameters', async () => {
    const changed = notebook();
    await injectParameters(changed, {});
    assert.deepEqual(changed, notebook());
  });

  it('refuses values that the declaration does not take, in one sentence', async () => {
    const declaring = (source: string): Notebook => {
      const changed = notebook();
      changed.cells[1]!.source = source;
      return changed;
    };
    for (const [source, value, expected] of [
      ['let p = 3', 'abc', 'a number'],
      ['let p = -3', null, 'a number'],
      ['let p: number | undefined', true, 'a number'],
      ["let p: 'raw' | 'crop' = 'raw'", 'erase', '"raw" or "crop"'],
      ['let p: number | null = null', 'x', 'a number or null'],
      ['let p = false', 1, 'true or false'],
      ['let p: readonly (number | true)[] = []', [1, 'a'], 'a list, each of which is a number or true'],
      ['let p = [1, 2]', 3, 'a list, each of which is a number'],
    ] as const) {
      await assert.rejects(injectParameters(declaring(source), { p: structuredClone(value) }), {
        name: 'ParameterError',
        message: `-p p: must be ${expected}, as the cell tagged "parameters" declares it, got ${JSON.stringify(value)}`,
      });
    }
    await assert.rejects(
      injectParameters(declaring('let p = `a`'), { p: 3 }),
      refused(/-p p: must be a text, .*, got 3; for the text write -p 'p="3"'$/),
    );
    for (const [source, value] of [
      ['let p = 3', 4],
      ["let p: 'raw' | 'crop' = 'raw'", 'crop'],
      ['let p: number[] = []', []],
      ['let p: Size = 3', 'whatever only the checker knows'],
      ['let p', 'anything'],
      ['let p = null', 'anything'],
      ['let p = compute()', 'anything'],
    ] as const) {
      await injectParameters(declaring(source), { p: structuredClone(value) });
    }
    const javascript = { ...declaring('let p = 3'), metadata: { language_info: { name: 'javascript' } } };
    await injectParameters(javascript, { p: 'abc' });
  });

  it('names the parameter where the cell of the given ones fails', async () => {
    const changed = notebook();
    await injectParameters(changed, { epochs: 3, name: 'x' });
    const failure = {
      reason: 'error',
      ename: 'TypeError',
      evalue: "line 3: Type 'string' is not assignable to type 'Name'.\n  more",
      line: 3,
    } as const;
    assert.deepEqual(parameterFailure(changed.cells[2]!, failure), {
      reason: 'error',
      ename: 'ParameterError',
      evalue:
        '-p name: must be what the cell tagged "parameters" declares, got "x": Type \'string\' is not assignable to type \'Name\'.',
      line: undefined,
    });
    assert.equal(parameterFailure(changed.cells[3]!, failure), failure);
    const stopped = { ...failure, reason: 'stopped' } as const;
    assert.equal(parameterFailure(changed.cells[2]!, stopped), stopped);
  });

  it('refuses names that the cell does not declare, and lists those that it does', async () => {
    await assert.rejects(
      injectParameters(notebook(), { epoch: 3 }),
      refused(/-p epoch: .*declares no variable of that name; it declares epochs, name$/),
    );
    await assert.rejects(injectParameters(notebook(), { inner: 3 }), refused(/it declares epochs, name/));
    await assert.rejects(
      injectParameters(notebook(), { fixed: 3 }),
      refused(/declared with const.*with let/),
    );
    const none = notebook();
    none.cells = none.cells.slice(2);
    await assert.rejects(injectParameters(none, { epochs: 3 }), refused(/none of its code cells is tagged/));
    const python = { ...notebook(), metadata: { language_info: { name: 'python' } } };
    await assert.rejects(injectParameters(python, { epochs: 3 }), refused(/written in python/));
  });
});
