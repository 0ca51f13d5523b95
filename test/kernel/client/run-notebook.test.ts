import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { KernelClient } from '../../../lib/kernel/client/kernel-client.ts';
import type { Notebook, NotebookCell } from '../../../lib/kernel/client/notebook.ts';
import { runNotebook } from '../../../lib/kernel/client/run-notebook.ts';
import { fakeSpec } from './start-fake.ts';

const code = (source: string, ...tags: string[]): NotebookCell => ({
  cell_type: 'code',
  source,
  metadata: { tags },
  outputs: [{ output_type: 'stream', name: 'stdout', text: 'of an older run' }],
  execution_count: 99,
});
const text = (source: string): NotebookCell => ({ cell_type: 'markdown', source, metadata: {} });
const notebook = (...cells: NotebookCell[]): Notebook => ({
  nbformat: 4,
  nbformat_minor: 4,
  metadata: {},
  cells,
});
const outcome = (cells: readonly NotebookCell[]) =>
  cells.map(({ outputs, execution_count: count }) => [
    count,
    ...(outputs ?? []).map((output) =>
      'text' in output ? output.text : 'ename' in output ? output.ename : '?',
    ),
  ]);

describe('run a notebook', function () {
  this.timeout(30_000);
  let client: KernelClient;
  beforeEach(async () => {
    client = await KernelClient.start({ spec: fakeSpec() });
  });
  afterEach(async () => {
    await client.kill();
  });

  it('runs code cells in order, and leaves those tagged skip-execution as they are', async () => {
    const source = notebook(
      text('# Title'),
      code('print stdout a'),
      code('  \n'),
      code('print stdout never', 'skip-execution'),
      code(['print stdout', ' b'].join('')),
    );
    const before = structuredClone(source);
    const told: string[] = [];
    const run = await runNotebook(source, {
      kernel: client,
      onCell: ({ kind, cell, index, total }) =>
        told.push(`${kind} ${String(cell)}/${String(total)} at ${String(index)}`),
    });
    assert.equal(run.status, 'done');
    assert.deepEqual(source, before);
    assert.deepEqual(outcome(run.notebook.cells), [
      [undefined],
      [1, 'a\n'],
      [null],
      [99, 'of an older run'],
      [2, 'b\n'],
    ]);
    assert.deepEqual(told, [
      'begin 1/2 at 1',
      'output 1/2 at 1',
      'end 1/2 at 1',
      'begin 2/2 at 4',
      'output 2/2 at 4',
      'end 2/2 at 4',
    ]);
    assert.deepEqual(run.notebook.metadata.language_info, { name: 'typescript' });
  });

  it('ends at the first error and names its cell, as its brackets do, and line; older outputs below it are gone', async () => {
    const run = await runNotebook(
      notebook(
        text('#'),
        code('print stdout a'),
        code('print stdout b\nthrow TypeError bad'),
        code('print stdout c'),
      ),
      { kernel: client },
    );
    assert.equal(run.status, 'failed');
    assert.deepEqual(run.failure, { cell: 2, reason: 'error', ename: 'TypeError', evalue: 'bad', line: 2 });
    assert.deepEqual(outcome(run.notebook.cells).slice(1), [[1, 'a\n'], [2, 'b\n', 'TypeError'], [null]]);
  });

  it('goes on after an error where the cell or the notebook allows it', async () => {
    const cells = [code('throw A', 'raises-exception'), code('throw B'), code('print stdout end')];
    assert.equal((await runNotebook(notebook(...cells), { kernel: client })).failure?.cell, 2);
    const run = await runNotebook(
      { ...notebook(...cells), metadata: { allow_errors: true } },
      { kernel: client },
    );
    assert.equal(run.status, 'done');
    assert.deepEqual(outcome(run.notebook.cells)[2], [5, 'end\n']);
  });

  it('interrupts a cell whose time is up', async () => {
    const run = await runNotebook(notebook(code('print stdout a\nsleep 20000'), code('print stdout b')), {
      kernel: client,
      timeout: 0.3,
    });
    assert.deepEqual([run.status, run.failure?.reason], ['failed', 'timeout']);
    assert.deepEqual(outcome(run.notebook.cells), [[1, 'a\n', 'Interrupted', 'TimeoutError'], [null]]);
    assert.equal((await client.execute('')).status, 'ok');
  });

  it('kills a kernel that does not heed the interrupt, and keeps what it had printed', async () => {
    const run = await runNotebook(notebook(code('print stdout a\nsleep 20000 deaf')), {
      kernel: client,
      timeout: 0.3,
    });
    assert.equal(run.failure?.reason, 'timeout');
    assert.deepEqual(outcome(run.notebook.cells), [[1, 'a\n', 'TimeoutError']]);
    assert.equal(client.failure?.failure, 'died');
  });

  it('keeps what a kernel had printed when it died', async () => {
    const run = await runNotebook(
      notebook(code('print stdout a'), code('print stdout b\nexit 9'), code('')),
      {
        kernel: client,
      },
    );
    assert.deepEqual([run.status, run.failure?.cell, run.failure?.reason], ['failed', 2, 'kernel']);
    assert.match(run.failure?.evalue ?? '', /exit code 9/);
    assert.deepEqual(outcome(run.notebook.cells), [[1, 'a\n'], [2, 'b\n', 'KernelError'], [null]]);
  });

  it('interrupts the cell when the caller stops it', async () => {
    const controller = new AbortController();
    const running = runNotebook(notebook(code('print stdout a\nsleep 20000'), code('print stdout b')), {
      kernel: client,
      signal: controller.signal,
      onCell: ({ kind }) => {
        if (kind === 'output') controller.abort();
      },
    });
    const run = await running;
    assert.equal(run.status, 'stopped');
    assert.deepEqual(outcome(run.notebook.cells), [[1, 'a\n', 'Interrupted'], [null]]);
    await setTimeout(0);
  });

  it('starts a kernel of its own, and ends it', async () => {
    const run = await runNotebook(notebook(code('print stdout a')), { kernel: { spec: fakeSpec() } });
    assert.equal(run.status, 'done');
  });
});
