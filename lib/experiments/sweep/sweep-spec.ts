import type { CheckpointName } from '../../training/run/checkpoint.ts';

/** A setting's value in a spec, of the setting's own type: `3`, `"black"`, `["raw", "crop"]`, `null`. */
export type SettingValue = string | number | boolean | null | readonly SettingValue[];

/** One way to run: a preset, settings by dotted path (`training.epochs`), both or neither. */
export interface SweepVariant {
  readonly preset?: string;
  readonly set?: Readonly<Record<string, SettingValue>>;
}

/** A fold by the source's own folders: C-NMC's `fold_0`, …. Cells of people who stand on both sides are not trained on. */
export interface NamedFold {
  /** Short name, for the tasks' names. */
  readonly name: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
}

/** Cross-validation by subject: the people are dealt into parts, and each part is tested on in turn. */
export interface SubjectParts {
  readonly parts: number;
  /** Seed of the dealing, the same for all runs. Default 1. */
  readonly seed?: number;
  /** Only these parts, counted from 1. Default: all. */
  readonly only?: readonly number[];
}

/** What Slurm is asked for, beside memory, processors and time. */
export interface SlurmOptions {
  readonly partition?: string;
  readonly account?: string;
  readonly qos?: string;
  /** GPUs a task. Default none. */
  readonly gpus?: number;
  /** Seconds before the time limit at which a task makes its checkpoint and is queued anew. Default 120. */
  readonly signalSeconds?: number;
  /** Lines of shell before each task, as a cluster wants them: `module load nodejs/20`. */
  readonly setup?: readonly string[];
  /** More arguments for sbatch, one each: `--constraint=avx2`. */
  readonly extra?: readonly string[];
}

/** How the tasks are run. */
export interface SweepExecutor {
  /** Default `local`: processes on this machine. */
  readonly kind?: 'local' | 'slurm';
  /** Tasks at a time. Default: one for every two processors of this machine; as many as Slurm starts. */
  readonly parallel?: number;
  /** Memory a task, in MiB. Default: measured on this machine; 4096 for Slurm. */
  readonly memoryMiB?: number;
  /** Processors a task. Default: this machine's, shared out; 2 for Slurm. */
  readonly threads?: number;
  /**
   * Hours after which one start of a task makes its checkpoint and ends, to go on in another start. Default: no limit on
   * this machine; the partition's own on Slurm.
   */
  readonly limitHours?: number;
  /** How often a task that crashed or was killed is started again. Default 2. */
  readonly retries?: number;
  readonly slurm?: SlurmOptions;
}

/** A sweep: every combination of variants, folds and seeds is one task, which is one run. */
export interface SweepSpec {
  /** The sweep's folder in the store. */
  readonly name: string;
  /** The data set's folder, or the folder and how it is read. Relative to the place where the command is called. */
  readonly data:
    | string
    | {
        readonly root: string;
        /** As `--subject-pattern`. */
        readonly subjectPattern?: string;
        /** As `--subject-csv`. */
        readonly subjectCsv?: string;
        /** As `--keep-subject-keys`. */
        readonly keepSubjectKeys?: boolean;
      };
  /** What every task starts from. Default `quick`. */
  readonly preset?: string;
  /** Settings of every task, by dotted path. */
  readonly set?: Readonly<Record<string, SettingValue>>;
  /** What is compared: named axes of named variants. Default: nothing, the preset alone. */
  readonly axes?: Readonly<Record<string, Readonly<Record<string, SweepVariant>>>>;
  /** Who is trained on and who is tested on. */
  readonly folds: SubjectParts | readonly NamedFold[];
  /** Seeds of the training (`training.seed`). */
  readonly seeds: readonly number[];
  readonly evaluation?: {
    /** Bootstrap replicates. Default 2000. */
    readonly replicates?: number;
    /** Default `best`. */
    readonly checkpoint?: CheckpointName;
    /** `full` has figures and a page, `scores` predictions and report only. Default `full`. */
    readonly report?: 'full' | 'scores';
  };
  readonly executor?: SweepExecutor;
}

/**
 * Gives a spec its type: `export default defineSweep({ … })` in a file for `wt-dfn sweep`.
 * @param spec - is returned as it is; it is checked when the sweep is read
 */
export function defineSweep(spec: SweepSpec): SweepSpec {
  return spec;
}
