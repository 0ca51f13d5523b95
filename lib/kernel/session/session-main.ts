// The process that runs the cells. The kernel starts it, and another one where this one has died.
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { register } from 'node:module';
import process from 'node:process';
import { SOURCE_ENDING, startWorker } from '../../core/worker.ts';
import { AskPerson } from './ask-person.ts';
import { CellContext, currentCell, enterCell, later } from './cell-context.ts';
import { CellFrames, oldestOf } from './cell-frames.ts';
import { makeCellGlobals } from './cell-globals.ts';
import { CellRunner } from './cell-runner.ts';
import { Comms } from './comms.ts';
import { captureOutput } from './capture-output.ts';
import { endBroken } from './end-broken.ts';
import { EVERYTHING, INPUT_BYTES, SHARED, type SessionOrder, type UserExpression } from './frames.ts';
import { tell, writeWhole } from './output.ts';
import { shownError } from './shown-error.ts';
import { bundleOf, showing } from './show-value.ts';
import { makeGlobalsStoppable } from './stoppable-globals.ts';

type ExecuteOrder = Extract<SessionOrder, { type: 'execute' }>;

/** How long a cell that was asked to stop may take until it counts as stopped; in milliseconds. */
const GRACE = 25;
/** So many cells are remembered, to stop what they have left going. */
const MOST_CELLS = 5000;

const folder = process.cwd();
const shared = new Int32Array(new SharedArrayBuffer(4 * Object.keys(SHARED).length));
const bytes = new Uint8Array(new SharedArrayBuffer(INPUT_BYTES));
const frames = new CellFrames(folder);
const contexts = new Map<number, CellContext>();
/** Marks, on the pipes that native code writes to, where the output of a cell ends. */
const mark = process.argv[2] ?? randomUUID();

captureOutput(frames);
register(new URL('./module-hooks.ts', import.meta.url).href.replace(/\.ts$/, SOURCE_ENDING));
const watcher = startWorker(new URL('./watcher.ts', import.meta.url), { workerData: { shared, bytes } });
const person = new AskPerson(shared, bytes);
const comms = new Comms();
makeGlobalsStoppable();
makeCellGlobals({ person, comms, show: showing(frames) });
const runner = new CellRunner(folder, frames);

process.on('uncaughtException', (error) => {
  complain(error, 'Uncaught');
});
process.on('unhandledRejection', (reason) => {
  complain(reason, 'Uncaught (in promise)');
});
// Node's own printing of warnings is replaced, as the way in which cells are run has one.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (!message.includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) process.stderr.write(`${name}: ${message}\n`);
});

watcher.on('message', (order: SessionOrder) => {
  try {
    obey(order);
  } catch (error) {
    endBroken(error);
  }
});
tell({ type: 'ready' });

function obey(order: SessionOrder): void {
  if (order.type === 'execute') execute(order);
  else if (order.type === 'interrupt') stop(order.cell);
  else if (order.type === 'terminated') giveUp(order.cell);
  else if (order.type === 'comm') comms.receive(order);
}

function execute(order: ExecuteOrder): void {
  const { cell, count, code, sourceMap } = order;
  frames.add(cell, { count, code, sourceMap });
  const context = new CellContext(cell, count);
  contexts.set(cell, context);
  if (contexts.size > MOST_CELLS) contexts.delete(oldestOf(contexts));
  watchHolds(context);
  Atomics.store(shared, SHARED.running, cell);
  Atomics.compareExchange(shared, SHARED.waiting, cell, 0);
  enterCell(context);
  runCell(order, context).catch((error: unknown) => {
    finish(context, 'error', error);
  });
}

async function runCell(order: ExecuteOrder, context: CellContext): Promise<void> {
  const value = await runner.run(order.javascript, context);
  if (context.controller.signal.aborted) {
    finish(context, 'interrupted');
    return;
  }
  if (value !== undefined && !order.silent) {
    tell({ type: 'result', cell: context.cell, bundle: await bundleOf(value, frames) });
  }
  const expressions: Record<string, UserExpression> = {};
  for (const expression of order.expressions) {
    expressions[expression.key] =
      'error' in expression
        ? { status: 'error', ...expression.error }
        : await evaluate(expression.javascript, context);
  }
  finish(context, 'ok', undefined, expressions);
}

async function evaluate(javascript: string, context: CellContext): Promise<UserExpression> {
  try {
    return { status: 'ok', ...(await bundleOf(await runner.run(javascript, context), frames)) };
  } catch (error) {
    return { status: 'error', ...shownError(error, frames) };
  }
}

function finish(
  context: CellContext,
  status: 'ok' | 'error' | 'interrupted',
  error?: unknown,
  expressions: Readonly<Record<string, UserExpression>> = {},
): void {
  if (!context.running) return;
  context.running = false;
  try {
    tellEnd(context, status, error, expressions);
  } catch (reason) {
    endBroken(reason);
  }
}

function tellEnd(
  context: CellContext,
  status: 'ok' | 'error' | 'interrupted',
  error: unknown,
  expressions: Readonly<Record<string, UserExpression>>,
): void {
  const { cell, reached, controller } = context;
  const isStopped = controller.signal.aborted;
  Atomics.compareExchange(shared, SHARED.running, cell, 0);
  Atomics.store(shared, SHARED.holds, 0);
  markEnd(cell);
  tell({
    type: 'done',
    cell,
    status: isStopped ? 'interrupted' : status,
    ...(status === 'error' && !isStopped ? { error: shownError(error, frames) } : {}),
    reached,
    expressions,
  });
}

/** Says on the pipes of native code that all of a cell's output is in them. */
function markEnd(cell: number): void {
  for (const file of [1, 2]) {
    try {
      writeWhole(file, Buffer.from(`${mark}${cell};`));
    } catch {
      // the cell has closed it
    }
  }
}

/** The person has pressed stop: the cell is asked, and given up shortly after it could have ended by itself. */
function stop(cell: number): void {
  Atomics.store(shared, SHARED.heard, cell);
  if (cell === EVERYTHING) {
    for (const { controller } of contexts.values()) controller.abort();
    return;
  }
  const context = contexts.get(cell);
  if (context === undefined) return;
  context.controller.abort();
  context.whenReleased(() => {
    later(() => {
      finish(context, 'interrupted');
    }, GRACE);
  });
}

/** The cell's JavaScript was ended from outside: it will not end by itself. */
function giveUp(cell: number): void {
  const context = contexts.get(cell);
  context?.controller.abort();
  if (context !== undefined) finish(context, 'interrupted');
}

/** The watching thread must know whether a cell ends by itself. */
function watchHolds(context: CellContext): void {
  const hold = context.hold.bind(context);
  context.hold = () => {
    const release = hold();
    Atomics.store(shared, SHARED.holds, context.holds);
    return () => {
      release();
      Atomics.store(shared, SHARED.holds, context.holds);
    };
  };
}

function complain(error: unknown, how: string): void {
  try {
    tell({
      type: 'stream',
      cell: currentCell()?.cell ?? 0,
      name: 'stderr',
      text: `${how} ${shownError(error, frames).traceback.join('\n')}\n`,
    });
  } catch (reason) {
    endBroken(reason);
  }
}
