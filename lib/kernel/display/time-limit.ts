import { WtDfnError } from '../../core/errors/wt-dfn-error.ts';

/**
 * Waits for work, but not for ever; what is late is dropped, its errors too.
 * @param work - a promise, or a value
 * @param milliseconds - how long to wait
 * @param what - for the message: "the display method"
 * @throws {WtDfnError} when the time is over
 */
export async function within<T>(work: T | PromiseLike<T>, milliseconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new WtDfnError(`${what} gave nothing within ${Number((milliseconds / 1000).toFixed(1))} s`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
