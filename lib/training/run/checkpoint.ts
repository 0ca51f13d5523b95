import { createHash } from 'node:crypto';
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import type { RandomState } from '../../core/random.ts';
import { writeAtomically } from '../../core/write-atomically.ts';
import type { NamedArray } from '../../nn/named-array.ts';
import { decodeSafetensors, encodeSafetensors } from '../../nn/safetensors.ts';
import type { EpochSums } from '../epoch-sums.ts';

/** Version of {@link TrainingPosition} and of the tensors' names in a checkpoint. */
export const CHECKPOINT_VERSION = 1;

/** Where training stands: all that is needed to go on, beside the tensors. */
export interface TrainingPosition {
  readonly version: typeof CHECKPOINT_VERSION;
  /** Epoch in progress, counted from 0. */
  readonly epoch: number;
  /** Batches of that epoch that are done; all of them where only its validation is missing. */
  readonly batchesDone: number;
  readonly batchesPerEpoch: number;
  /** State of the generator that draws the streams' maps and thresholds. */
  readonly random: RandomState;
  /** Sums over the batches done, for the epoch's line in the metrics. */
  readonly sums: EpochSums;
  /** The best epoch so far (counted from 1) and its validation score; null before the first. */
  readonly best: { readonly epoch: number; readonly score: number } | null;
}

/** A checkpoint in memory. */
export interface Checkpoint {
  /**
   * The network's parameters and batch-norm statistics by their own names, and the trainer's state (feature centres,
   * momentum) by names that start with {@link TRAINER_PREFIX}.
   */
  readonly tensors: ReadonlyMap<string, NamedArray>;
  readonly position: TrainingPosition;
}

/** What the names of the trainer's tensors start with. */
export const TRAINER_PREFIX = 'trainer.';

/** The two checkpoints of a run that a caller can ask for. */
export type CheckpointName = 'best' | 'last';

/**
 * Where a run's checkpoint lies.
 * @param run - the run's folder
 * @param name - which one; `previous` is the one before `last`
 */
export function checkpointPath(run: string, name: CheckpointName | 'previous'): string {
  return join(run, 'checkpoints', `${name}.safetensors`);
}

/**
 * Writes a checkpoint as one safetensors file: whole or not at all, whenever the process is killed. `last` pushes the
 * file that it replaces to `previous`, so that two good ones lie on the disk.
 * @param run - the run's folder
 * @param name - which checkpoint
 * @param checkpoint - tensors and position
 * @throws {DataError} if the disk refuses
 */
export async function writeCheckpoint(
  run: string,
  name: CheckpointName,
  checkpoint: Checkpoint,
): Promise<void> {
  const position = JSON.stringify(checkpoint.position);
  const bytes = encodeSafetensors(checkpoint.tensors, {
    format: 'wt-dfn-checkpoint',
    position,
    sha256: checksum(checkpoint.tensors, position),
  });
  const path = checkpointPath(run, name);
  await writeAtomically(path, [bytes], async () => {
    if (name === 'last' && (await exists(path))) await rename(path, checkpointPath(run, 'previous'));
  });
}

/**
 * Reads a checkpoint and checks that not a bit of it has changed.
 * @param path - a file that {@link writeCheckpoint} made
 * @throws {CheckpointError} if it is missing, damaged or of another version
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CheckpointError(path, `${path}: ${missing ? 'there is no such checkpoint' : String(error)}`, {
      cause: error,
    });
  }
  const damaged = (what: string, cause?: unknown): CheckpointError =>
    new CheckpointError(path, `${path}: the checkpoint is damaged (${what})`, { cause });
  let content: ReturnType<typeof decodeSafetensors>;
  try {
    content = decodeSafetensors(bytes);
  } catch (error) {
    throw damaged(bytes.length === 0 ? 'an empty file' : 'not a whole safetensors file', error);
  }
  const { format, position: text, sha256 } = content.metadata;
  if (format !== 'wt-dfn-checkpoint' || text === undefined) {
    throw new CheckpointError(path, `${path}: a safetensors file, but not a checkpoint of wt-dfn`);
  }
  if (sha256 !== checksum(content.tensors, text)) throw damaged('its checksum does not fit');
  const position = JSON.parse(text) as { version: number };
  if (position.version !== CHECKPOINT_VERSION) {
    throw new CheckpointError(
      path,
      `${path}: a checkpoint of version ${position.version}, this wt-dfn reads ${CHECKPOINT_VERSION}`,
    );
  }
  return { tensors: content.tensors, position: position as TrainingPosition };
}

/** The newest whole checkpoint of a run, and which newer one had to be passed over. */
export interface LastGood {
  readonly checkpoint: Checkpoint;
  /** Why `last` was not taken; empty where it was. */
  readonly notice: string;
}

/**
 * Finds the checkpoint to resume from: `last`, or `previous` where `last` is missing or damaged.
 * @param run - the run's folder
 * @returns nothing where the run was killed before its first checkpoint
 * @throws {CheckpointError} if there are checkpoints but none of them is whole
 */
export async function readLastGood(run: string): Promise<LastGood | undefined> {
  const last = checkpointPath(run, 'last');
  const previous = checkpointPath(run, 'previous');
  const [hasLast, hasPrevious] = [await exists(last), await exists(previous)];
  if (!hasLast && !hasPrevious) return undefined;
  try {
    return { checkpoint: await readCheckpoint(last), notice: '' };
  } catch (error) {
    if (!hasPrevious || !(error instanceof CheckpointError)) throw error;
    // Killed between the two renames: `previous` is then the newest, and nothing was wrong.
    const notice = hasLast ? `${error.message}; going on from the one before it` : '';
    return { checkpoint: await readCheckpoint(previous), notice };
  }
}

/** SHA-256 over every tensor's name, shape, type and bytes, and the position. */
function checksum(tensors: ReadonlyMap<string, NamedArray>, position: string): string {
  const hash = createHash('sha256').update(position);
  for (const [name, { shape, data }] of tensors) {
    hash.update(JSON.stringify([name, shape, data.constructor.name]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
