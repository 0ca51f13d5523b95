import { AbortError } from '../../core/errors/abort-error.ts';
import { WtDfnError } from '../../core/errors/wt-dfn-error.ts';
import { canShareMemory, processors, startThread } from './platform.ts';
import type { Thread, ThreadAnswer, ThreadModule } from './platform.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * How many threads work is to be split among.
 * @param wanted - the caller's option; all processors where left out
 * @returns 1 where threads cannot share memory
 */
export async function teamSize(wanted: number | undefined): Promise<number> {
  if (!canShareMemory()) return 1;
  return wanted ?? (await processors());
}

/** Threads that run the same code, each on its own part of some work, over memory that they share. */
export class ThreadTeam {
  readonly #name: string;
  readonly #threads: Thread[] = [];
  readonly #waiting: (Waiting | undefined)[] = [];
  #dead: Error | undefined;

  private constructor(name: string) {
    this.#name = name;
  }

  /**
   * Starts the threads.
   * @param module - their code, which calls `serveThread`
   * @param size - how many
   * @param name - for messages: "findNeighbours"
   * @throws {WtDfnError} if threads cannot be started here
   */
  static async start(module: ThreadModule, size: number, name: string): Promise<ThreadTeam> {
    const team = new ThreadTeam(name);
    try {
      for (let number = 0; number < size; number++) {
        const thread = await startThread(module, {
          onMessage: (message) => {
            team.#receive(number, message as ThreadAnswer);
          },
          onFailure: (why) => {
            team.#fail(new WtDfnError(`${name}: a worker thread died (${why})`));
          },
        });
        team.#threads.push(thread);
      }
    } catch (error) {
      await team.end();
      const why = error instanceof Error ? error.message : String(error);
      throw new WtDfnError(`${name}: worker threads cannot be started here (${why})`, { cause: error });
    }
    return team;
  }

  /**
   * Sends a message to each thread, and waits for all answers.
   * @param messages - one a thread, in order; plain data, and arrays over shared memory
   * @throws {WtDfnError} if a thread fails or dies; the whole team has then to be ended
   */
  all(messages: readonly unknown[]): Promise<unknown[]> {
    return Promise.all(
      messages.map(
        (message, number) =>
          new Promise<unknown>((resolve, reject) => {
            if (this.#dead !== undefined) {
              reject(this.#dead);
              return;
            }
            this.#waiting[number] = { resolve, reject };
            this.#threads[number]!.send(message);
          }),
      ),
    );
  }

  /** Ends all threads at once, whatever they do; done when they are gone. */
  async end(): Promise<void> {
    this.#fail(new AbortError(`${this.#name}: stopped on request`));
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  #receive(number: number, answer: ThreadAnswer): void {
    const waiting = this.#waiting[number];
    this.#waiting[number] = undefined;
    if ('error' in answer) waiting?.reject(new WtDfnError(`${this.#name}: ${answer.error}`));
    else waiting?.resolve(answer.result);
  }

  #fail(error: Error): void {
    this.#dead ??= error;
    for (const [number, waiting] of this.#waiting.entries()) {
      this.#waiting[number] = undefined;
      waiting?.reject(this.#dead);
    }
  }
}
