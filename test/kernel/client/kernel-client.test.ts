import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { KernelError } from '../../../lib/core/errors/kernel-error.ts';
import type { OutputEvent } from '../../../lib/kernel/client/cell-output.ts';
import type { KernelClientOptions } from '../../../lib/kernel/client/kernel-client-options.ts';
import { KernelClient } from '../../../lib/kernel/client/kernel-client.ts';
import { fakeSpec } from './start-fake.ts';

function failsAs(failure: string, message: RegExp) {
  return (error: unknown): true => {
    assert.ok(error instanceof KernelError, String(error));
    assert.equal(error.failure, failure);
    assert.match(error.message, message);
    return true;
  };
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A dead process whose parent does not ask after it is still listed.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('kernel client', function () {
  this.timeout(30_000);
  let client: KernelClient | undefined;
  const start = async (options: Partial<KernelClientOptions> = {}): Promise<KernelClient> => {
    client = await KernelClient.start({ spec: fakeSpec(), ...options });
    return client;
  };
  afterEach(async () => {
    await client?.kill();
    client = undefined;
  });

  for (const transport of ['tcp', 'ipc'] as const) {
    it(`starts, executes and ends a kernel over ${transport}`, async function () {
      if (transport === 'ipc' && process.platform === 'win32') this.skip();
      const kernel = await start({ transport });
      assert.equal(kernel.info.implementation, 'fake');
      const { pid = 0 } = kernel;
      const events: OutputEvent[] = [];
      const done = await kernel.execute('print stdout a\nprint stdout b\nprint stderr c\nresult 42', {
        onOutput: (event) => events.push(event),
      });
      assert.deepEqual(done.outputs, [
        { output_type: 'stream', name: 'stdout', text: 'a\nb\n' },
        { output_type: 'stream', name: 'stderr', text: 'c\n' },
        { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': '42' }, metadata: {} },
      ]);
      assert.deepEqual([done.status, done.executionCount, done.complete], ['ok', 1, true]);
      assert.deepEqual(
        events.map((event) => event.kind),
        ['text', 'text', 'text', 'output'],
      );
      await kernel.shutdown();
      assert.ok(!lives(pid));
    });
  }

  it('keeps 20,000 lines, each in its place', async () => {
    const { outputs } = await (await start()).execute('lines 20000\nprint stdout end');
    const expected = Array.from({ length: 20_000 }, (_, n) => `${String(n)}\n`).join('');
    assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: `${expected}end\n` }]);
  });

  it('answers requests in the order in which they were made', async () => {
    const kernel = await start();
    const order: string[] = [];
    const cells = Array.from({ length: 50 }, async (_, i) => {
      const { outputs } = await kernel.execute(`print stdout ${String(i)}`);
      order.push(String(i));
      assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: `${String(i)}\n` }]);
    });
    await Promise.all(cells);
    assert.deepEqual(
      order,
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
  });

  it('updates what an earlier cell displayed, and gives late output to the cell that caused it', async () => {
    const kernel = await start();
    const first = await kernel.execute('display x one\nlate afterwards');
    const second = await kernel.execute('update x two\nsleep 200');
    assert.deepEqual(first.outputs, [
      { output_type: 'display_data', data: { 'text/plain': 'two' }, metadata: {} },
      { output_type: 'stream', name: 'stdout', text: 'afterwards\n' },
    ]);
    assert.deepEqual(second.outputs, []);
  });

  it('tells of an error, and goes on', async () => {
    const kernel = await start();
    const { status, outputs } = await kernel.execute('print stdout a\nthrow RangeError far');
    assert.equal(status, 'error');
    assert.equal(outputs[1]?.output_type, 'error');
    assert.equal((await kernel.execute('')).status, 'ok');
  });

  it('refuses messages that are signed with another key', async () => {
    const kernel = await start();
    const { outputs } = await kernel.execute('forge\nprint stdout real');
    assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: 'real\n' }]);
    assert.equal(kernel.refused, 1);
  });

  it('says so where a kernel signs everything with another key', async () => {
    await assert.rejects(
      start({ spec: fakeSpec('foreign'), startTimeout: 10 }),
      failsAs('start', /did not answer within 10 s of its start; \d+ messages with a wrong signature/),
    );
  });

  it('answers a request for input with an error, or with what somebody types', async () => {
    const { outputs } = await (await start()).execute('input name?');
    assert.match(JSON.stringify(outputs), /InputError.*nobody is there/);
    await client?.kill();
    const asked = await (
      await start({ onInput: (prompt) => Promise.resolve(`to ${prompt}`) })
    ).execute('input name?');
    assert.match(JSON.stringify(asked.outputs), /to name\?/);
  });

  it('sees at once that a kernel has died, with what it had printed', async () => {
    const kernel = await start();
    const running = kernel.begin('print stdout before\nexit 7');
    const begun = performance.now();
    await assert.rejects(running.finished, failsAs('died', /^kernel Fake: ended with exit code 7$/));
    assert.ok(performance.now() - begun < 5000);
    assert.deepEqual(running.outputs, [{ output_type: 'stream', name: 'stdout', text: 'before\n' }]);
    assert.throws(() => kernel.begin(''), failsAs('died', /exit code 7/));
    await kernel.restart();
    assert.equal((await kernel.execute('')).executionCount, 1);
  });

  it('tells a death by signal', async () => {
    await assert.rejects(
      (await start()).execute('kill'),
      failsAs('died', /was ended by SIGKILL \(out of memory\?\)/),
    );
  });

  it('sees a kernel that hangs by its heartbeat', async function () {
    if (process.platform === 'win32') this.skip();
    const kernel = await start({ hangAfter: 2 });
    await assert.rejects(kernel.execute('stop'), failsAs('hung', /hangs, 2 heartbeats went unanswered/));
  });

  it('does not take a long cell for one that hangs', async () => {
    assert.equal((await (await start({ hangAfter: 1 })).execute('sleep 3500')).status, 'ok');
  });

  it('says why a kernel does not start', async () => {
    await assert.rejects(
      start({ spec: fakeSpec('dies') }),
      failsAs('start', /ended with exit code 3 \(the library is missing\)/),
    );
    await assert.rejects(
      start({ spec: fakeSpec('', { argv: ['/nowhere/program'] }) }),
      failsAs('start', /cannot be started: \/nowhere\/program is not there/),
    );
  });

  for (const mode of ['message', 'signal'] as const) {
    it(`interrupts by ${mode}`, async function () {
      if (mode === 'signal' && process.platform === 'win32') this.skip();
      const kernel = await start({ spec: fakeSpec('', { interrupt_mode: mode }) });
      const running = kernel.begin('print stdout begun\nsleep 20000');
      while (running.outputs.length === 0) await setTimeout(10);
      assert.ok(await kernel.interrupt());
      assert.equal((await running.finished).status, 'error');
    });
  }

  it('kills a kernel that stays, with all that it has started', async () => {
    const kernel = await start({ spec: fakeSpec('stays') });
    const { outputs } = await kernel.execute('spawn');
    const child = Number(outputs[0]?.output_type === 'stream' ? outputs[0].text : NaN);
    assert.ok(lives(child));
    const { pid = 0 } = kernel;
    await kernel.shutdown();
    assert.ok(!lives(pid));
    await setTimeout(50);
    assert.ok(!lives(child));
  });

  it("gives the kernel its kernelspec's environment", async () => {
    const kernel = await start({ spec: fakeSpec('', { env: { FAKE: '${PATH}:x' } }), env: { MORE: 'y' } });
    const { outputs } = await kernel.execute('env FAKE\nenv MORE');
    assert.deepEqual(outputs, [
      { output_type: 'stream', name: 'stdout', text: `${process.env.PATH ?? ''}:xy` },
    ]);
  });
});
