import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('supervised-program.ts', import.meta.url));

const started = new Set<number>();

/** Starts the program and gathers what it prints. */
function start(mode: string) {
  const env = { ...process.env };
  delete env.WT_DFN_SUPERVISED;
  const child = spawn(process.execPath, ['--import', 'tsx', program, mode], { env });
  if (child.pid !== undefined) started.add(child.pid);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      resolve(code);
    });
  });
  /** Waits for the computing half to say who it is. */
  const computing = async (): Promise<number> => {
    for (;;) {
      const pid = /pid (\d+)/.exec(printed)?.[1];
      if (pid !== undefined) {
        started.add(Number(pid));
        return Number(pid);
      }
      assert.equal(child.exitCode, null, printed);
      await setTimeout(10);
    }
  };
  return { child, ended, computing, printed: () => printed };
}

describe('supervise', function () {
  this.timeout(30_000);
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  afterEach(() => {
    for (const pid of started) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended, as it should.
      }
    }
    started.clear();
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`passes ${signal} on as a request, which long work answers in order`, async () => {
      const { child, ended, computing, printed } = start('work');
      await computing();
      child.kill(signal);
      assert.equal(await ended, 0);
      assert.match(printed(), /stopping\nstopped in order/);
    });
  }

  it('ends what nobody has made interruptible at once', async () => {
    const { child, ended, computing } = start('idle');
    await computing();
    child.kill('SIGINT');
    assert.equal(await ended, 130);
  });

  it('kills deaf work at the second request', async () => {
    const { child, ended, computing, printed } = start('deaf');
    await computing();
    child.kill('SIGINT');
    while (!printed().includes('stopping')) await setTimeout(10);
    child.kill('SIGINT');
    assert.equal(await ended, 130);
  });

  it('stops in order where the supervising process is killed', async () => {
    const { child, computing, printed } = start('work');
    const pid = await computing();
    child.kill('SIGKILL');
    while (!printed().includes('stopped in order')) await setTimeout(10);
    while (existsSync(`/proc/${String(pid)}/cmdline`)) await setTimeout(10);
  });

  it('passes the exit code on, and a death by signal as shells count it', async () => {
    assert.equal(await start('code').ended, 7);
    const crashed = start('crash');
    assert.equal(await crashed.ended, 128 + constants.signals.SIGKILL);
    assert.match(crashed.printed(), /the computing process was ended by SIGKILL/);
  });

  it('computes where no handler runs and no terminal reaches', async function () {
    if (process.platform !== 'linux') this.skip();
    const { child, ended, computing } = start('work');
    const pid = await computing();
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const caught = BigInt(`0x${/SigCgt:\s*([0-9a-f]+)/.exec(status)![1]!}`);
    // Node itself catches SIGINT and SIGTERM, to end the process by them.
    for (const name of ['SIGHUP', 'SIGWINCH', 'SIGCHLD', 'SIGUSR2'] as const) {
      assert.equal(caught & (1n << BigInt(constants.signals[name] - 1)), 0n, `${name} has a handler`);
    }
    // The sixth field of stat is the session.
    const session = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]!
      .split(' ')[3];
    assert.equal(session, String(pid));
    child.kill('SIGINT');
    await ended;
  });
});
