/** One report of how far long work has come; listeners get at most a few a second and must not throw. */
export interface Progress {
  /** What is being done, for a person: "train epoch 2/10", "decode". */
  readonly phase: string;
  /** Units finished so far. */
  readonly done: number;
  /** Units in all; 0 where it is not known. */
  readonly total: number;
  /** The unit in the plural: "images", "MB", "cells". */
  readonly unit: string;
  /** Units a second over the recent past, where it is known. */
  readonly rate?: number;
  /** Seconds left in this phase, where it is known. */
  readonly secondsLeft?: number;
  /** A few words more, such as the present loss. */
  readonly detail?: string;
}

/** Receives the progress of long work. */
export type ProgressListener = (progress: Progress) => void;
