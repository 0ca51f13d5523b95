import type { TrainingConfig } from '../config/training-config.ts';

/** A config that has a name, with what a person wants to know before starting it. */
export interface Preset {
  readonly name: string;
  /** One sentence: what it is for. */
  readonly summary: string;
  /** The command that runs it. */
  readonly command: string;
  /** How long it takes, and on what. */
  readonly minutes: string;
  /** What it scores, and on what; "not measured yet" until it is. */
  readonly expected: string;
  readonly config: TrainingConfig;
}
