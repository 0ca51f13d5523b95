import { syncBuiltinESMExports } from 'node:module';
import * as timersNamespace from 'node:timers';
import * as promisesNamespace from 'node:timers/promises';
import { promisify } from 'node:util';
import { currentCell, enterCell, later, type CellContext } from './cell-context.ts';

const never = new Promise<never>(() => undefined);

/** What came of an await, and the cell that goes on with it. */
interface Awaited<T> {
  readonly cell: CellContext | undefined;
  readonly value: T;
}

/**
 * Stands between a cell and what it awaits: once the cell is stopped it never settles, so that nothing goes on behind
 * an `await`.
 * @param value - what is awaited
 */
export function gate<T>(value: T | PromiseLike<T>): Awaited<T> | Promise<Awaited<T>> {
  const cell = currentCell();
  if (cell?.isStopped === true) return never;
  if (!isThenable(value)) return { cell, value };
  return new Promise((resolve, reject) => {
    value.then(
      (result) => {
        if (cell?.isStopped !== true) resolve({ cell, value: result });
      },
      (reason: unknown) => {
        if (cell?.isStopped === true) return;
        enterCell(cell);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is not ours to change
        reject(reason);
      },
    );
  });
}

/**
 * The other side of {@link gate}: the cell goes on.
 * @param awaited - from there
 */
export function resume<T>({ cell, value }: Awaited<T>): T {
  enterCell(cell);
  return value;
}

/**
 * {@link gate} and {@link resume} for every turn of a `for await`.
 * @param values - what the loop runs over
 */
export function each(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown> {
  const inTime = Symbol.asyncIterator in values;
  const iterator = inTime ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const result = resume(await gate<IteratorResult<unknown, unknown>>(iterator.next()));
        if (result.done === true || inTime) return result;
        return { done: false, value: resume(await gate(result.value)) };
      },
      return: async (value: unknown) => {
        await iterator.return?.(value);
        return { done: true, value };
      },
    }),
  };
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** Like {@link gate}, for functions that give plain promises. */
async function stoppable<T>(value: PromiseLike<T>): Promise<T> {
  return resume(await gate(value));
}

type Callback = (...parameters: unknown[]) => void;
type Timer = (callback: Callback, ...rest: unknown[]) => { unref?: () => unknown };

/**
 * Makes timers and fetch honour the stop button: what a stopped cell has begun does not happen any more, and what it
 * begins never settles.
 */
export function makeGlobalsStoppable(): void {
  const timers = timersNamespace as unknown as { default: Record<string, unknown> };
  const promises = promisesNamespace as unknown as { default: Record<string, unknown> };
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const original = globalThis[name] as unknown as Timer;
    const wrapped = stoppableTimer(original);
    const promised = (promises.default[name] as (...parameters: unknown[]) => Promise<unknown>).bind(
      promises.default,
    );
    if (name !== 'setInterval') {
      const settling = (...parameters: unknown[]): Promise<unknown> => stoppable(promised(...parameters));
      promises.default[name] = settling;
      Object.defineProperty(wrapped, promisify.custom, { value: settling });
    }
    Object.assign(globalThis, { [name]: wrapped });
    timers.default[name] = wrapped;
  }
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const cell = currentCell();
    if (cell === undefined) return fetch(input, init);
    if (cell.isStopped) return never;
    const signals = [
      cell.controller.signal,
      ...(init?.signal === undefined || init.signal === null ? [] : [init.signal]),
    ];
    return stoppable(fetch(input, { ...init, signal: AbortSignal.any(signals) }));
  };
  syncBuiltinESMExports();
}

/**
 * Runs a timer's callback right behind the timer. Within it, JavaScript that is ended from outside takes the process with
 * it: Node finds that a timer began and never ended.
 */
function runAsMicrotask(callback: () => void): void {
  void Promise.resolve()
    .then(callback)
    .catch((error: unknown) => {
      later(() => {
        throw error; // as a timer's callback does
      }, 0);
    });
}

function stoppableTimer(original: Timer): Timer {
  return function (callback, ...rest) {
    const cell: CellContext | undefined = currentCell();
    if (cell === undefined || typeof callback !== 'function') return original(callback, ...rest);
    const timer = original(
      function (this: unknown, ...parameters: unknown[]) {
        if (cell.isStopped)
          clearTimeout(timer as NodeJS.Timeout); // an interval goes on otherwise
        else {
          runAsMicrotask(() => {
            enterCell(cell);
            callback.apply(this, parameters);
          });
        }
      },
      ...rest,
    );
    return timer;
  };
}
