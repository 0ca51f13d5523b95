import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FakeMachine } from './fake-machine.ts';

interface Told {
  readonly path?: string;
}

describe('provisioning by several processes', function () {
  this.timeout(60_000);
  let machine: FakeMachine;
  before(function () {
    if (process.platform === 'win32') this.skip(); // the fakes are shell scripts
  });
  beforeEach(() => {
    machine = new FakeMachine();
    process.env.FAKE_WHEELS = JSON.stringify(machine.wheels);
  });
  afterEach(() => {
    machine.dispose();
  });

  function start(): ChildProcess {
    const script = fileURLToPath(new URL('provision-child.ts', import.meta.url));
    return spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  async function told(child: ChildProcess): Promise<Told> {
    let text = '';
    child.stdout!.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    await new Promise((resolve) => child.on('close', resolve));
    return JSON.parse(text) as Told;
  }

  async function until(done: () => boolean, what: string): Promise<void> {
    for (let i = 0; !done(); i++) {
      if (i > 300) throw new Error(`never: ${what}`);
      await sleep(100);
    }
  }

  it('the second waits, says so, and uses what the first has made', async () => {
    process.env.FAKE_PIP_GATE = join(machine.folder, 'gate');
    const first = told(start());
    await until(() => machine.log.includes('pip'), 'the first process downloads');
    const second = told(start());
    await until(() => machine.log.includes('waiting'), 'the second process waits');
    writeFileSync(process.env.FAKE_PIP_GATE, '');
    const [a, b] = await Promise.all([first, second]);
    assert.ok(a.path !== undefined);
    assert.equal(b.path, a.path);
    assert.deepEqual(machine.log, ['pip', 'waiting', 'compiler']);
  });

  it('a process killed in the middle leaves nothing that anybody would use', async () => {
    process.env.FAKE_PIP_GATE = join(machine.folder, 'gate');
    const child = start();
    await until(() => machine.log.includes('pip'), 'the process downloads');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    assert.ok(readdirSync(machine.engines).some((name) => name.includes('.partial-')));
    assert.equal(await machine.provision({ download: false }), undefined);
    // The dead process refreshes its lock no more; the clock is turned on instead of waiting for that.
    utimesSync(join(machine.engines, '.lock'), new Date(0), new Date(0));
    writeFileSync(process.env.FAKE_PIP_GATE, '');
    delete process.env.FAKE_PIP_GATE;
    const ready = await machine.provision();
    assert.ok(ready !== undefined && existsSync(ready.path));
    assert.ok(!readdirSync(machine.engines).some((name) => name.includes('.partial-')));
  });

  it('Ctrl-C in the middle gives the lock back at once', async () => {
    process.env.FAKE_PIP_GATE = join(machine.folder, 'gate');
    const child = start();
    await until(() => machine.log.includes('pip'), 'the process downloads');
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    writeFileSync(process.env.FAKE_PIP_GATE, '');
    delete process.env.FAKE_PIP_GATE;
    const begin = performance.now();
    assert.ok(await machine.provision());
    assert.ok(performance.now() - begin < 10_000, 'waited for the lock to grow stale');
  });
});
