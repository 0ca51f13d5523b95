// The session's second thread: it hears the kernel while a cell keeps the first one busy, and stops that cell.
import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { encodeFrame, EVERYTHING, FrameReader, SHARED, type SessionOrder } from './frames.ts';

/** A thread that has not heard of the stop by then is kept busy; in milliseconds. */
const PATIENCE = 50;
/** One that has heard gets this long to end the cell; in milliseconds. */
const LONG_PATIENCE = 500;
/** JavaScript that is ended from outside ends within this time; in milliseconds. */
const NATIVE = 300;
/** Native code does not end: the session is given up after so many tries. */
const MOST_FAILURES = 5;
/** JavaScript does, though what was waiting behind it may begin and be ended too; given up after this, in milliseconds. */
const LONGEST = 4000;

const { shared, bytes } = workerData as { shared: Int32Array; bytes: Uint8Array };
const kernel = new Socket({ fd: 4, readable: true, writable: true });
const reader = new FrameReader<SessionOrder>();
const inspector = new Session();
inspector.connectToMainThread();

kernel.on('data', (piece: Buffer) => {
  for (const order of reader.push(piece)) {
    if (order.type === 'input') answer(order.text);
    else if (order.type === 'interrupt') void interrupt(order.cell, order.force);
    else {
      if (order.type === 'execute') Atomics.store(shared, SHARED.waiting, order.cell);
      parentPort?.postMessage(order);
    }
  }
});
// The kernel is gone: so is the session, whatever it does.
for (const event of ['close', 'error']) {
  kernel.on(event, () => {
    process.kill(process.pid, 'SIGKILL');
  });
}

function answer(text: string | null): void {
  if (Atomics.load(shared, SHARED.input) !== 1) return;
  const written = text === null ? 0 : new TextEncoder().encodeInto(text, bytes).written;
  Atomics.store(shared, SHARED.inputLength, written);
  Atomics.store(shared, SHARED.input, text === null ? 3 : 2);
  Atomics.notify(shared, SHARED.input);
}

async function interrupt(cell: number, force: boolean): Promise<void> {
  answer(null);
  const isGoingOn = (): boolean =>
    cell === EVERYTHING
      ? Atomics.load(shared, SHARED.heard) !== cell
      : Atomics.load(shared, SHARED.running) === cell || Atomics.load(shared, SHARED.waiting) === cell;
  Atomics.store(shared, SHARED.heard, 0);
  parentPort?.postMessage({ type: 'interrupt', cell, force });
  const begun = performance.now();
  let since = begun;
  let failures = 0;
  while (isGoingOn()) {
    await delay(5);
    if (Atomics.load(shared, SHARED.holds) > 0 && !force) continue; // it ends by itself
    const heard = Atomics.load(shared, SHARED.heard) === cell;
    if (performance.now() - since < (heard ? LONG_PATIENCE : PATIENCE)) continue;
    if (failures >= MOST_FAILURES || performance.now() - begun > LONGEST) {
      kernel.write(encodeFrame({ terminated: cell }));
      return;
    }
    const ended = await Promise.race([terminate(), delay(NATIVE, false)]);
    if (!ended) failures++;
    parentPort?.postMessage({ type: 'terminated', cell } satisfies SessionOrder);
    since = performance.now();
  }
}

function terminate(): Promise<boolean> {
  return new Promise((resolve) => {
    inspector.post('Runtime.terminateExecution', () => {
      resolve(true);
    });
  });
}
