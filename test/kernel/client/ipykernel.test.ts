// Against a real kernel: WT_DFN_JUPYTER_PYTHON names a Python that has ipykernel and nbclient.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { NotebookOutput } from '../../../lib/kernel/notebook/notebook-types.ts';
import { KernelClient } from '../../../lib/kernel/client/kernel-client.ts';
import { parseKernelSpec, type KernelSpec } from '../../../lib/kernel/client/kernel-spec.ts';
import type { Notebook } from '../../../lib/kernel/client/notebook.ts';
import { runNotebook } from '../../../lib/kernel/client/run-notebook.ts';

const python = process.env.WT_DFN_JUPYTER_PYTHON;

describe('client with ipykernel (WT_DFN_JUPYTER_PYTHON)', function () {
  this.timeout(60_000);
  let spec: KernelSpec;
  let client: KernelClient | undefined;
  before(function () {
    if (python === undefined) this.skip();
    const argv = [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
    spec = parseKernelSpec(JSON.stringify({ argv, display_name: 'Python', language: 'python' }), 'ipykernel');
  });
  afterEach(async () => {
    await client?.kill();
    client = undefined;
  });

  for (const transport of ['tcp', 'ipc'] as const) {
    it(`executes, completes, interrupts, restarts and sees a death over ${transport}`, async () => {
      client = await KernelClient.start({ spec, transport });
      assert.equal(client.info.implementation, 'ipython');
      const lines = await client.execute('for i in range(20000): print(i)');
      const expected = Array.from({ length: 20_000 }, (_, i) => `${String(i)}\n`).join('');
      assert.deepEqual(lines.outputs, [{ output_type: 'stream', name: 'stdout', text: expected }]);
      const complete = await client.request('shell', 'complete_request', { code: 'pri', cursor_pos: 3 });
      assert.ok((complete.content.matches as string[]).includes('print'));
      const loop = client.begin('print("on", flush=True)\nwhile True: pass');
      while (loop.outputs.length === 0) await setTimeout(10);
      await client.interrupt();
      assert.equal((await loop.finished).status, 'error');
      const asks = await client.execute('input("name?")');
      assert.equal((asks.outputs[0] as { ename?: string }).ename, 'StdinNotImplementedError');
      await client.execute('x = 1');
      await client.restart();
      assert.equal((await client.execute('x')).status, 'error');
      await assert.rejects(client.execute('import os; os._exit(3)'), /exit code 3/);
    });
  }

  it('runs a notebook with the outputs that nbclient gives it', async () => {
    const cell = (source: string, ...tags: string[]) => ({
      cell_type: 'code',
      metadata: { tags },
      source,
      outputs: [] as NotebookOutput[],
      execution_count: null,
    });
    const notebook: Notebook = {
      nbformat: 4,
      nbformat_minor: 4,
      metadata: { kernelspec: { name: 'python3', display_name: 'Python', language: 'python' } },
      cells: [
        cell('from IPython.display import display, clear_output, HTML\nimport sys\nprint("a"); print("b")'),
        cell('h = display("one", display_id="x"); display(HTML("<b>c</b>")); 42'),
        cell('h.update("two"); clear_output(wait=True); print("c")'),
        cell('print("gone"); clear_output(); print("err", file=sys.stderr)'),
        cell('display("three", display_id="x")\n1 / 0', 'raises-exception'),
        cell('never', 'skip-execution'),
        { cell_type: 'markdown', metadata: {}, source: '# end' },
        cell('sum(range(5))'),
      ],
    };
    const run = await runNotebook(notebook, { kernel: { spec } });
    assert.equal(run.status, 'done');
    const program =
      'import json, sys, nbformat, nbclient\nnb = nbformat.from_dict(json.load(sys.stdin))\nnbclient.NotebookClient(nb).execute()\nprint(json.dumps(nb))';
    const theirs = JSON.parse(
      execFileSync(python ?? '', ['-c', program], { input: JSON.stringify(notebook), encoding: 'utf8' }),
    ) as Notebook;
    const comparable = ({ cells }: Notebook) =>
      cells.map(({ outputs, execution_count: count }) => [
        count,
        JSON.parse(JSON.stringify(outputs ?? [])) as unknown,
      ]);
    assert.deepEqual(comparable(run.notebook), comparable(theirs));
  });

  it('finds the line of an error', async () => {
    client = await KernelClient.start({ spec });
    const cells = ['def f():\n  raise ValueError("bad")', '1\n\nf()'].map((source) => ({
      cell_type: 'code',
      metadata: {},
      source,
    }));
    const run = await runNotebook(
      { nbformat: 4, nbformat_minor: 4, metadata: {}, cells },
      { kernel: client },
    );
    assert.deepEqual(run.failure, { cell: 2, reason: 'error', ename: 'ValueError', evalue: 'bad', line: 3 });
  });
});
