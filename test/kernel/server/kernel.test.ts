import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../../../lib/kernel/client/kernel-client.ts';
import { parseKernelSpec } from '../../../lib/kernel/client/kernel-spec.ts';
import type { NotebookOutput } from '../../../lib/kernel/notebook/notebook-types.ts';

const SCRIPT = fileURLToPath(new URL('../../../bin/wt-dfn.mjs', import.meta.url));
const SPEC = parseKernelSpec(
  JSON.stringify({
    argv: [process.execPath, SCRIPT, 'kernel', 'start', '--connection-file', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'message',
  }),
  'kernel.json',
);
/** The promise is 100 ms; tests run on loaded machines. The conformance table has the times of a quiet one. */
const SOON = 3000;

function text(outputs: readonly NotebookOutput[], name = 'stdout'): string {
  return outputs
    .map((each) => (each.output_type === 'stream' && each.name === name ? each.text : ''))
    .join('');
}

function result(outputs: readonly NotebookOutput[]): unknown {
  return outputs
    .flatMap((each) => (each.output_type === 'execute_result' ? [each.data['text/plain']] : []))
    .at(-1);
}

function failure(outputs: readonly NotebookOutput[]): string {
  const error = outputs.find((each) => each.output_type === 'error');
  return error === undefined ? '' : `${error.ename}: ${error.evalue}`;
}

describe('kernel', function () {
  this.timeout(60_000);
  let folder: string;
  let client: KernelClient;
  const answers: (string | Promise<string>)[] = [];

  const run = async (code: string): Promise<readonly NotebookOutput[]> =>
    (await client.execute(code)).outputs;
  const valueOf = async (code: string): Promise<unknown> => result(await run(code));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wt-dfn-kernel-'));
    client = await KernelClient.start({
      spec: SPEC,
      cwd: folder,
      env: { NODE_OPTIONS: '--max-old-space-size=700' }, // so that memory runs out soon
      onInput: async () => (await answers.shift()) ?? '',
    });
  });
  after(async () => {
    await client.shutdown();
    await rm(folder, { recursive: true });
  });

  it('says who it is', () => {
    const { language_info: language, protocol_version: protocol } = client.info;
    assert.equal(protocol, '5.4');
    assert.deepEqual(
      [(language as { name: string }).name, (language as { mimetype: string }).mimetype],
      ['typescript', 'text/x-typescript'],
    );
  });

  it('shows values, text and displays in the order in which they came', async () => {
    const outputs = await run("console.log('a'); await display(1); console.error('b'); console.log('c'); 5");
    const kinds = outputs.map((each) =>
      each.output_type === 'stream' ? each.text.trim() : each.output_type,
    );
    assert.deepEqual(kinds, ['a', 'display_data', 'b', 'c', 'execute_result']);
  });

  it('loses none of 20,000 lines of a loop that never pauses', async () => {
    const lines = text(await run("for (let i = 0; i < 20000; i++) console.log('line', i)"))
      .trimEnd()
      .split('\n');
    assert.equal(lines.length, 20_000);
    assert.equal(lines.at(-1), 'line 19999');
  });

  it('hears native code and child processes', async () => {
    const outputs = await run(
      "import { execSync } from 'node:child_process'; import { writeSync } from 'node:fs'; execSync('echo child; echo wrong >&2', { stdio: 'inherit' }); writeSync(1, 'native\\n');",
    );
    assert.match(text(outputs), /child[^]*native/);
    assert.match(text(outputs, 'stderr'), /wrong/);
  });

  it('imports wt-dfn, from anywhere', async () => {
    assert.equal(await valueOf("import { mergeSubjects } from 'wt-dfn'; typeof mergeSubjects"), "'function'");
    assert.equal(await valueOf("import { TSNE } from 'wt-dfn/embedding'; typeof TSNE"), "'function'");
  });

  it('runs what the tslab kernel shows', async () => {
    const outputs = await run(
      "import * as tslab from 'tslab'; tslab.display.html('<b>x</b>'); const d = tslab.newDisplay(); d.text('one'); d.text('two')",
    );
    const shown = outputs.map((each) =>
      each.output_type === 'display_data' ? (each.data['text/html'] ?? each.data['text/plain']) : '',
    );
    assert.deepEqual(shown, ['<b>x</b>', 'two']);
  });

  it('uses a module that has changed, and one that only another one imports', async () => {
    await writeFile(join(folder, 'leaf.ts'), 'export const value: number = 1;\n');
    await writeFile(
      join(folder, 'stem.ts'),
      "import { value } from './leaf.ts';\nexport const twice = (): number => value * 2;\n",
    );
    assert.equal(await valueOf("import { twice } from './stem.ts'; twice()"), '2');
    await writeFile(join(folder, 'leaf.ts'), 'export const value: number = 21; export const more = "new";\n');
    assert.equal(
      await valueOf("import { twice } from './stem.ts'; import { more } from './leaf.ts'; twice() + more"),
      "'42new'",
    );
  });

  it('loads a file anew that was changed back, and takes TypeScript as a module without a package.json', async () => {
    const file = join(folder, 'back.ts');
    const first =
      'export default function twice(x: number): number { return 2 * x }\nexport const state = { n: 0 };';
    await writeFile(file, first);
    assert.equal(await valueOf("import twice, { state } from './back.ts'; state.n++; twice(4)"), '8');
    await writeFile(file, first.replace('2 *', '3 *'));
    assert.equal(await valueOf("import twice, { state } from './back.ts'; state.n++; twice(4)"), '12');
    await writeFile(file, first);
    assert.equal(await valueOf("import twice, { state } from './back.ts'; [twice(4), state.n]"), '[ 8, 0 ]');
  });

  it('imports JSON without ceremony', async () => {
    await writeFile(join(folder, 'data.json'), '{ "a": 3 }');
    assert.equal(await valueOf("import data from './data.json'; data.a"), '3');
  });

  it('asks the person', async () => {
    answers.push('Ada', 'y');
    assert.equal(
      await valueOf("const who = prompt('name?'); const sure = confirm('sure?'); `${who} ${sure}`"),
      "'Ada true'",
    );
  });

  it('takes no late answer to one question for the answer to the next', async () => {
    let answerLate: (text: string) => void = () => undefined;
    let answerNow: (text: string) => void = () => undefined;
    answers.push(new Promise((resolve) => (answerLate = resolve)));
    answers.push(new Promise((resolve) => (answerNow = resolve)));
    const stopped = client.begin("prompt('first?')");
    while (answers.length > 1) await delay(20);
    await client.interrupt();
    assert.equal((await stopped.finished).status, 'error');
    const next = client.begin("prompt('second?')");
    while (answers.length > 0) await delay(20);
    answerLate('late');
    await delay(300);
    answerNow('right');
    assert.equal(result((await next.finished).outputs), "'right'");
  });

  for (const [what, code] of [
    ['an endless loop', 'while (true) { }'],
    ['a loop after an await', 'await 0; await new Promise((r) => setTimeout(r, 5)); while (true) { }'],
    [
      'a loop that catches everything',
      'for (;;) { try { await 0; const t = Date.now(); while (Date.now() - t < 30); } catch { } }',
    ],
    [
      'a loop of timers',
      'for (;;) { try { await new Promise((r) => setTimeout(r, 10)); console.log("tick"); } catch { } }',
    ],
    ['a loop of files', "import { readFile } from 'node:fs/promises'; for (;;) await readFile('data.json')"],
    ['a loop that prints', "for (;;) console.log('x'.repeat(80))"],
    ['waiting for nothing', 'await new Promise(() => undefined)'],
    [
      'a loop over what comes in time',
      "import { setInterval as every } from 'node:timers/promises'; for await (const _ of every(20)) console.log('tick')",
    ],
  ] as const) {
    it(`stops ${what}; names are kept and the next cell runs`, async () => {
      await run('let kept = 7');
      const cell = client.begin(code);
      await delay(400);
      const asked = performance.now();
      assert.equal(await client.interrupt(), true);
      const { status, outputs } = await cell.finished;
      assert.ok(performance.now() - asked < SOON, `took ${Math.round(performance.now() - asked)} ms`);
      assert.equal(status, 'error');
      assert.match(failure(outputs), /^Interrupted/);
      const heard = outputs.length;
      assert.equal(await valueOf('kept'), '7');
      await delay(100);
      assert.equal(outputs.length, heard, 'a stopped cell says nothing any more');
      assert.equal(
        text(await run("console.log('and the next one is heard')")),
        'and the next one is heard\n',
      );
    });
  }

  it('stops a cell that has been asked for and not begun yet', async () => {
    // The thread is kept by what an earlier cell has left going, so that the stop comes before the cell has begun.
    await run('setTimeout(() => { const until = Date.now() + 400; while (Date.now() < until); }, 5); 0');
    await delay(30);
    const cell = client.begin('while (true);');
    await delay(150);
    const asked = performance.now();
    await client.interrupt();
    const { outputs } = await cell.finished;
    assert.ok(performance.now() - asked < SOON, `took ${Math.round(performance.now() - asked)} ms`);
    assert.match(failure(outputs), /^Interrupted/);
    assert.equal(await valueOf('1 + 1'), '2');
  });

  it('stops a cell that is being compiled, and goes on compiling', async () => {
    await run('const kept: number = 5;');
    // Each of these unions is compared with all others: minutes of checking.
    const slow = `
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Many = \`\${Digit}\${Digit}\${Digit}\${Digit}\`;
${Array.from({ length: 60 }, (_, i) => `declare const a${i}: { x: \`\${Many}${i}\` }; declare const b${i}: { x: \`\${Many}${i}\` | 'other' };\nfunction f${i}(): void { const c: { x: \`\${Many}${i}x\` } = b${i}; }`).join('\n')}
`;
    const cell = client.begin(slow);
    await delay(500);
    const asked = performance.now();
    await client.interrupt();
    const { outputs } = await cell.finished;
    const took = performance.now() - asked;
    assert.match(failure(outputs), /^Interrupted/);
    assert.ok(took < SOON, `took ${Math.round(took)} ms`);
    assert.equal(await valueOf('kept + 1'), '6');
    assert.match(failure(await run('const wrong: string = kept;')), /TS2322|not assignable/);
  });

  it('shows an error that is displayed with places in cells alone', async () => {
    const shown = String(await valueOf("function make() { return new Error('shown') }\nmake()"));
    assert.match(shown, /Error: shown/);
    assert.match(shown, /cell \d+:1:\d+/);
    assert.doesNotMatch(shown, /kernel\/session/);
    const printed = text(await run("console.log(new Error('printed'))"));
    assert.match(printed, /cell \d+:1:\d+/);
    assert.doesNotMatch(printed, /kernel\/session/);
  });

  it('stops what finished cells have left going, also where that keeps the thread', async () => {
    await run('let kept = 7');
    const ticking = client.begin("setInterval(() => console.log('tick'), 20); 0");
    await ticking.finished;
    await delay(200);
    assert.match(text(ticking.outputs), /tick/);
    await client.interrupt();
    await delay(100);
    const heard = text(ticking.outputs);
    await delay(200);
    assert.equal(text(ticking.outputs), heard);
    await run('setTimeout(() => { while (true); }, 10); 0');
    await delay(100);
    await client.interrupt();
    assert.equal(await valueOf('kept'), '7');
  });

  it('lets work end at a safe place, with its results', async () => {
    const cell = client.begin(
      `const hold = (globalThis as any)[Symbol.for('wt-dfn.cell')].hold();
       while (!cell.signal.aborted) await new Promise((r) => setTimeout(r, 10));
       const until = Date.now() + 300; while (Date.now() < until); // a step that is under way
       hold(); const whole = 'saved'`,
    );
    await delay(400);
    await client.interrupt();
    assert.match(failure((await cell.finished).outputs), /^Interrupted/);
    assert.equal(await valueOf('whole'), "'saved'");
  });

  it('answers completion, inspection and kernel_info while a cell keeps its thread', async () => {
    await run('const greeting = "hello"');
    const cell = client.begin('while (true) { }');
    await delay(200);
    const { content } = await client.request('shell', 'complete_request', {
      code: 'greeting.toUp',
      cursor_pos: 13,
    });
    assert.deepEqual(content.matches, ['toUpperCase']);
    const help = await client.request('shell', 'inspect_request', {
      code: 'greeting',
      cursor_pos: 3,
      detail_level: 0,
    });
    assert.match(JSON.stringify(help.content), /const greeting: /);
    await client.request('control', 'kernel_info_request', {});
    await client.interrupt();
    await cell.finished;
  });

  it('begins anew where a cell has taken away what the session stands on', async () => {
    assert.match(
      failure(await run('(globalThis as any).Atomics = undefined')),
      /^SessionEnded: a cell has replaced a part of JavaScript/,
    );
    assert.match(
      failure(await run("import { closeSync } from 'node:fs'; closeSync(3); console.log('unheard')")),
      /^SessionEnded: a cell has closed a file descriptor/,
    );
    await run("(Object.prototype as any).toJSON = () => 'patched'");
    assert.equal(await valueOf('({ a: [1] })'), '{ a: [ 1 ] }');
    await run('delete (Object.prototype as any).toJSON');
  });

  it('outlives a property that a cell has given to all objects', async () => {
    assert.equal(
      await valueOf(
        "(Object.prototype as any).get = () => 1;\nimport { sep } from 'node:path';\ndelete (Object.prototype as any).get; typeof sep",
      ),
      "'string'",
    );
  });

  it('outlives process.exit, stray errors and a process that dies', async () => {
    assert.match(failure(await run('process.exit(3)')), /process\.exit\(3\) was called/);
    await run("let before = 1; void Promise.reject(new Error('stray'))");
    assert.equal(await valueOf('before'), '1');
    assert.match(
      failure(await run("process.kill(process.pid, 'SIGTERM'); await new Promise(() => undefined)")),
      /^SessionEnded: .*SIGTERM.*variables are gone/,
    );
    assert.match(failure(await run('before')), /Cannot find name 'before'/);
    assert.equal(await valueOf('1 + 1'), '2');
  });

  it('says at once that a session has died, also where what it had started holds its output', async () => {
    await run("import { spawn } from 'node:child_process'; spawn('sleep', ['60'], { stdio: 'inherit' }); 0");
    const asked = performance.now();
    assert.match(
      failure(await run("process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined)")),
      /^OutOfMemory|^SessionEnded/,
    );
    assert.ok(performance.now() - asked < 10_000);
    assert.equal(await valueOf('1 + 1'), '2');
  });

  it('puts letters together that come in pieces', async () => {
    const code =
      'process.stdout.write(new Uint8Array([0xc3])); process.stdout.write(new Uint8Array([0xa9]));';
    assert.equal(text(await run(`${code} process.stdout.write('6869', 'hex'); 0`)), 'éhi');
  });

  it('says that memory ran out', async () => {
    const outputs = await run(
      'const held: number[][] = []; for (;;) held.push(new Array<number>(1e6).fill(1.5))',
    );
    assert.match(failure(outputs), /^OutOfMemory: /);
    assert.equal(await valueOf('2 + 2'), '4');
  });

  it('aborts the cells that were sent along with one that failed, and no others', async () => {
    const all = ['let x = 1', 'throw new Error("no")', 'x = 2', 'x = 3'].map((code) => client.begin(code));
    const statuses = (await Promise.all(all.map(({ finished }) => finished))).map(({ status }) => status);
    assert.deepEqual(statuses, ['ok', 'error', 'aborted', 'aborted']);
    assert.equal(await valueOf('x'), '1');
  });

  it('counts cells, keeps silent ones out, evaluates what it is asked beside', async () => {
    const first = await client.execute('1');
    await client.execute('2', { silent: true });
    const next = await client.execute('const q = 5', {
      userExpressions: { twice: 'q * 2', wrong: 'nowhere' },
    });
    assert.equal(next.executionCount, (first.executionCount ?? 0) + 1);
    const expressions = next.reply.user_expressions as Record<
      string,
      { status: string; data?: Record<string, string> }
    >;
    assert.equal(expressions.twice?.data?.['text/plain'], '10');
    assert.equal(expressions.wrong?.status, 'error');
  });

  it('opens comms both ways', async () => {
    await run(
      "let heard: unknown; comms.register('t', (comm, data) => { heard = data; comm.send({ pong: 1 }); })",
    );
    await client.request('shell', 'comm_info_request', {});
    const { content } = await client.request('shell', 'comm_info_request', { target_name: 'none' });
    assert.deepEqual(content.comms, {});
    await run("const mine = comms.open('elsewhere', { a: 1 })");
    const after = await client.request('shell', 'comm_info_request', {});
    assert.deepEqual(Object.values(after.content.comms as object), [{ target_name: 'elsewhere' }]);
  });
});
