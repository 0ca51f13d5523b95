import { appendFile, readFile } from 'node:fs/promises';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { writeAtomically, writeError } from '../../core/write-atomically.ts';
import type { EpochMetrics } from '../epoch-metrics.ts';

/**
 * Reads a run's metrics, one JSON line an epoch. A last line that a kill tore apart is left out.
 * @param path - `metrics.jsonl`
 * @returns an empty list where the file is not there yet
 * @throws {CheckpointError} if a line before the last is not an epoch's metrics
 */
export async function readMetrics(path: string): Promise<EpochMetrics[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n');
  const whole = lines.slice(0, -1); // a line counts once its end has been written
  return whole.map((line, i) => {
    let metrics: Partial<EpochMetrics> | null;
    try {
      metrics = JSON.parse(line) as Partial<EpochMetrics> | null;
    } catch (error) {
      throw new CheckpointError(path, `${path}: line ${i + 1} is damaged (not JSON)`, { cause: error });
    }
    if (typeof metrics?.epoch !== 'number' || typeof metrics.train !== 'object') {
      throw new CheckpointError(path, `${path}: line ${i + 1} is damaged (no epoch, or no training scores)`);
    }
    return metrics as EpochMetrics;
  });
}

/**
 * Adds an epoch's line.
 * @param path - `metrics.jsonl`
 * @param metrics - the epoch's numbers
 * @throws {DataError} if the disk refuses
 */
export async function appendMetrics(path: string, metrics: EpochMetrics): Promise<void> {
  try {
    await appendFile(path, `${JSON.stringify(metrics)}\n`, { flush: true });
  } catch (error) {
    throw writeError(path, error);
  }
}

/**
 * Cuts the metrics back to the epochs that a checkpoint has finished, and drops a torn last line.
 * @param path - `metrics.jsonl`
 * @param epochs - number of finished epochs
 * @returns the lines kept
 */
export async function truncateMetrics(path: string, epochs: number): Promise<EpochMetrics[]> {
  const kept = (await readMetrics(path)).filter(({ epoch }) => epoch <= epochs);
  await writeAtomically(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return kept;
}
