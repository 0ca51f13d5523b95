// A kernel of a few lines, for tests of the client: `node --import tsx fake-kernel.ts CONNECTION_FILE`. Each line of a
// cell is a command. It answers by the protocol, or wrongly where a command says so.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Publisher, Router } from 'zeromq';
import { channelAddress, readConnectionFile } from '../../../lib/kernel/protocol/connection.ts';
import type { JsonObject, JupyterMessage } from '../../../lib/kernel/protocol/message.ts';
import { decodeMessage, encodeMessage, MessageSigner } from '../../../lib/kernel/protocol/wire.ts';

const [file = '', mode = ''] = process.argv.slice(2);
if (mode === 'dies') {
  process.stderr.write('the library is missing\n');
  process.exit(3);
}
const info = await readConnectionFile(file);
const right = new MessageSigner(info.key);
const wrong = new MessageSigner('another key');
let signer = mode === 'foreign' ? wrong : right;

const [shell, control, stdin, heartbeat] = [new Router(), new Router(), new Router(), new Router()];
const iopub = new Publisher({ sendHighWaterMark: 0 });
for (const socket of [shell, control, stdin, heartbeat]) socket.sendHighWaterMark = 0;
await iopub.bind(channelAddress(info, 'iopub'));
await heartbeat.bind(channelAddress(info, 'hb'));
await stdin.bind(channelAddress(info, 'stdin'));
await control.bind(channelAddress(info, 'control'));
await shell.bind(channelAddress(info, 'shell'));

function frames(
  type: string,
  content: JsonObject,
  parent: JupyterMessage,
  to = parent.identities,
): Uint8Array[] {
  const header = {
    msg_id: randomUUID(),
    session: 'fake',
    username: '',
    date: '',
    msg_type: type,
    version: '5.4',
  };
  return encodeMessage(
    { identities: to, header, parent_header: parent.header, metadata: {}, content, buffers: [] },
    signer,
  );
}
const publish = (type: string, content: JsonObject, parent: JupyterMessage): Promise<void> =>
  iopub.send(frames(type, content, parent, [Buffer.from(type)]));

let interrupted = false;
let count = 0;
process.on('SIGINT', () => (interrupted = true));

void (async () => {
  for await (const beat of heartbeat) await heartbeat.send(beat);
})();
void (async () => {
  for await (const message of control) {
    const request = decodeMessage(message, right);
    if (request.header.msg_type === 'interrupt_request') interrupted = true;
    const type = request.header.msg_type.replace('_request', '_reply');
    await control.send(frames(type, { status: 'ok' }, request));
    if (type === 'shutdown_reply' && mode !== 'stays') process.exit(0);
  }
})();

/** Does what a cell's lines say; an error is the reply's content. */
async function execute(request: JupyterMessage): Promise<JsonObject> {
  const code = String(request.content.code);
  count += 1;
  await publish('execute_input', { code, execution_count: count }, request);
  let reply: JsonObject = { status: 'ok', execution_count: count, payload: [], user_expressions: {} };
  for (const [i, line] of code.split('\n').entries()) {
    const [command = '', first = '', second = ''] = line.split(' ');
    switch (command) {
      case 'print':
        await publish('stream', { name: first, text: `${second}\n` }, request);
        break;
      case 'lines':
        for (let n = 0; n < Number(first); n++) {
          await publish('stream', { name: 'stdout', text: `${String(n)}\n` }, request);
        }
        break;
      case 'display':
      case 'update': {
        const type = command === 'display' ? 'display_data' : 'update_display_data';
        const data = { 'text/plain': second };
        await publish(type, { data, metadata: {}, transient: { display_id: first } }, request);
        break;
      }
      case 'clear':
        await publish('clear_output', { wait: first === 'wait' }, request);
        break;
      case 'result':
        await publish(
          'execute_result',
          { data: { 'text/plain': first }, metadata: {}, execution_count: count },
          request,
        );
        break;
      case 'forge':
        signer = wrong;
        await publish('stream', { name: 'stdout', text: 'forged\n' }, request);
        signer = right;
        break;
      case 'sleep':
        for (let t = 0; t < Number(first) && !(interrupted && second !== 'deaf'); t += 10)
          await setTimeout(10);
        break;
      case 'late': // after the cell's end
        void setTimeout(50).then(() => publish('stream', { name: 'stdout', text: `${first}\n` }, request));
        break;
      case 'input': {
        await stdin.send(frames('input_request', { prompt: first, password: false }, request));
        const answer = decodeMessage(await stdin.receive(), right);
        await publish('stream', { name: 'stdout', text: JSON.stringify(answer.content) }, request);
        break;
      }
      case 'exit':
        process.exit(Number(first));
        break;
      case 'kill':
        process.kill(process.pid, 'SIGKILL');
        break;
      case 'stop': // neither heartbeat nor anything else
        process.kill(process.pid, 'SIGSTOP');
        break;
      case 'spawn': {
        const { spawn } = await import('node:child_process');
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
        await publish('stream', { name: 'stdout', text: String(child.pid) }, request);
        break;
      }
      case 'env':
        await publish('stream', { name: 'stdout', text: process.env[first] ?? '' }, request);
        break;
    }
    const failed = command === 'throw' ? first : interrupted ? 'Interrupted' : undefined;
    if (failed !== undefined) {
      interrupted = false;
      const traceback = [`${failed}: ${second}`, `    at cell ${String(count)}:${String(i + 1)}:1`];
      const error = { ename: failed, evalue: second, traceback };
      await publish('error', error, request);
      reply = { status: 'error', execution_count: count, ...error };
      break;
    }
  }
  return reply;
}

for await (const message of shell) {
  const request = decodeMessage(message, right);
  const type = request.header.msg_type;
  await publish('status', { execution_state: 'busy' }, request);
  const content =
    type === 'execute_request' ? await execute(request)
    : { status: 'ok', protocol_version: '5.4', implementation: 'fake', language_info: { name: 'typescript' } }; // prettier-ignore
  await shell.send(frames(type.replace('_request', '_reply'), content, request));
  await publish('status', { execution_state: 'idle' }, request);
}
