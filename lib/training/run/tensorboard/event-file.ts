import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically, writeError } from '../../../core/write-atomically.ts';
import type { EpochMetrics } from '../../epoch-metrics.ts';
import { epochScalars } from './epoch-scalars.ts';
import { encodeEvent, FILE_VERSION, type TensorBoardEvent } from './event-message.ts';
import { tfRecord } from './tf-record.ts';

/** What TensorBoard knows a file of events by. */
export const EVENT_FILE = 'events.out.tfevents.';

/**
 * The events of one session of a run, in a file that TensorBoard reads while it grows. A resumed run gets a file more,
 * which begins by saying from which epoch on the earlier ones no longer hold: nothing of them is cut off, and of an
 * epoch that was begun twice the later line counts.
 */
export class EventFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Begins a session's file; its name comes after those of earlier sessions.
   * @param folder - of the run
   * @param epochs - finished ones, whose events in earlier files hold
   * @throws {DataError} if the disk refuses
   */
  static async begin(folder: string, epochs: number): Promise<EventFile> {
    const earlier = (await readdir(folder)).filter((name) => name.startsWith(EVENT_FILE));
    const last = Math.max(
      0,
      ...earlier.map((name) => Number.parseInt(name.slice(EVENT_FILE.length), 10) || 0),
    );
    // TensorBoard reads files in the order of their names, so a clock that was set back must not come before.
    const stamp = Math.max(Math.floor(Date.now() / 1000), last + 1);
    const file = new EventFile(join(folder, `${EVENT_FILE}${String(stamp).padStart(10, '0')}.wt-dfn`));
    await writeAtomically(
      file.#path,
      records([
        { wallTime: now(), fileVersion: FILE_VERSION },
        { wallTime: now(), step: epochs + 1, start: true },
      ]),
    );
    return file;
  }

  /**
   * Adds an epoch's scalars.
   * @throws {DataError} if the disk refuses
   */
  async append(metrics: EpochMetrics): Promise<void> {
    const [record] = records([{ wallTime: now(), step: metrics.epoch, scalars: epochScalars(metrics) }]);
    try {
      await appendFile(this.#path, record!, { flush: true });
    } catch (error) {
      throw writeError(this.#path, error);
    }
  }
}

/**
 * Writes a file of one event, such as the scores of a test; an earlier one of that name is replaced.
 * @param folder - where to
 * @param name - the end of the file's name
 * @param event - step and scalars
 * @throws {DataError} if the disk refuses
 */
export async function writeEventFile(
  folder: string,
  name: string,
  event: Pick<TensorBoardEvent, 'step' | 'scalars'>,
): Promise<void> {
  const events = [
    { wallTime: now(), fileVersion: FILE_VERSION },
    { wallTime: now(), ...event },
  ];
  await writeAtomically(join(folder, `${EVENT_FILE}${name}`), records(events));
}

function records(events: readonly TensorBoardEvent[]): Uint8Array[] {
  return events.map((event) => tfRecord(encodeEvent(event)));
}

function now(): number {
  return Date.now() / 1000;
}
