// The session's second thread: it hears the kernel while a cell keeps the first one busy, and stops that cell.
import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { encodeFrame, FrameReader, SHARED, type SessionOrder } from './frames.ts';

/** A cell whose thread is free to listen ends by itself within this time; in milliseconds. */
const PATIENCE = 60;

const { shared, bytes } = workerData as { shared: Int32Array; bytes: Uint8Array };
const kernel = new Socket({ fd: 4, readable: true, writable: true });
const reader = new FrameReader<SessionOrder>();
const inspector = new Session();
inspector.connectToMainThread();

kernel.on('data', (piece: Buffer) => {
  for (const order of reader.push(piece)) {
    if (order.type === 'input') answer(order.text);
    else if (order.type === 'interrupt') void interrupt(order.cell, order.force);
    else parentPort?.postMessage(order);
  }
});
// The kernel is gone: so is the session, whatever it does.
kernel.on('close', () => process.kill(process.pid, 'SIGKILL'));
kernel.on('error', () => process.kill(process.pid, 'SIGKILL'));

function answer(text: string | null): void {
  if (Atomics.load(shared, SHARED.input) !== 1) return;
  const written = text === null ? 0 : new TextEncoder().encodeInto(text, bytes).written;
  Atomics.store(shared, SHARED.inputLength, written);
  Atomics.store(shared, SHARED.input, text === null ? 3 : 2);
  Atomics.notify(shared, SHARED.input);
}

async function interrupt(cell: number, force: boolean): Promise<void> {
  answer(null);
  parentPort?.postMessage({ type: 'interrupt', cell, force });
  const asked = performance.now();
  while (Atomics.load(shared, SHARED.running) === cell) {
    const isHeld = Atomics.load(shared, SHARED.holds) > 0 && !force;
    if (!isHeld && performance.now() - asked > PATIENCE) {
      await terminate();
      kernel.write(encodeFrame({ terminated: cell }));
      return;
    }
    await delay(5);
  }
}

function terminate(): Promise<void> {
  return new Promise((resolve) => {
    inspector.post('Runtime.terminateExecution', () => {
      resolve();
    });
  });
}
