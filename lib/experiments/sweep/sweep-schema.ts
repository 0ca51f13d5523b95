import { z } from 'zod';
import type { SweepSpec } from './sweep-spec.ts';

// As in training/config/config-schema.ts: each message is what was expected; parse-sweep.ts makes the sentence round it.

const whole = (low: number): z.ZodInt => {
  const error = `a whole number from ${low} on`;
  return z.int({ error }).min(low, { error });
};
const named = (error: string, pattern: RegExp): z.ZodString => z.string({ error }).regex(pattern, { error });
const text = z.string({ error: 'text' }).min(1, { error: 'text' });
const object = { error: 'an object' };

/** Names that become parts of a task's name, which `_` joins. */
const part = named(
  'a name of at most 40 letters, digits, dots and hyphens',
  /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/,
);
const partKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/, {
  error: 'named with at most 40 letters, digits, dots and hyphens',
});
const list = <T extends z.ZodType>(item: T, what: string): z.ZodArray<T> => {
  const error = `a list of ${what}, at least one`;
  return z.array(item, { error }).min(1, { error });
};
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const value: z.ZodType = z.union([scalar, z.array(z.union([scalar, z.array(scalar)]))], {
  error: 'text, a number, true, false, null or a list of them',
});
const settings = z.record(
  z.string().regex(/^[A-Za-z]+(?:\.[A-Za-z0-9]+)+$/, {
    error: 'a setting by its path, such as "training.epochs"',
  }),
  value,
  { error: 'an object of settings such as {"training.epochs": 3}' },
);
const variant = z.strictObject({ preset: text.optional(), set: settings.optional() }, object);
const nonEmpty = (record: object): boolean => Object.keys(record).length > 0;

const seeds = list(whole(0), 'different whole numbers').refine(
  (numbers) => new Set(numbers).size === numbers.length,
  { error: 'a list of different whole numbers, at least one' },
);
const parts = z.strictObject(
  { parts: whole(2), seed: whole(0).optional(), only: list(whole(1), 'parts, counted from 1').optional() },
  object,
);
const namedFold = z.strictObject(
  { name: part, train: list(text, 'fold names'), test: list(text, 'fold names') },
  object,
);
const slurm = z.strictObject(
  {
    partition: text.optional(),
    account: text.optional(),
    qos: text.optional(),
    gpus: whole(0).optional(),
    signalSeconds: whole(1).optional(),
    setup: z.array(text, { error: 'a list of lines' }).optional(),
    extra: z
      .array(named('an argument that starts with --', /^--\S/), { error: 'a list of arguments' })
      .optional(),
  },
  object,
);
const hours = 'a number of hours above 0';
const executor = z.strictObject(
  {
    kind: z.enum(['local', 'slurm'], { error: 'local or slurm' }).optional(),
    parallel: whole(1).optional(),
    memoryMiB: whole(64).optional(),
    threads: whole(1).optional(),
    limitHours: z.number({ error: hours }).gt(0, { error: hours }).optional(),
    retries: whole(0).optional(),
    slurm: slurm.optional(),
  },
  object,
);
const data = z.strictObject(
  {
    root: text,
    subjectPattern: text.optional(),
    subjectCsv: text.optional(),
    keepSubjectKeys: z.boolean({ error: 'true or false' }).optional(),
  },
  object,
);
const evaluation = z.strictObject(
  {
    replicates: whole(10).optional(),
    checkpoint: z.enum(['best', 'last'], { error: 'best or last' }).optional(),
    report: z.enum(['full', 'scores'], { error: 'full or scores' }).optional(),
  },
  object,
);

/**
 * The schema of a spec. Where a key may hold one of two kinds of thing, the kind that was given is the one to check, so
 * that a message speaks of what the person meant.
 * @param input - the spec
 */
export function sweepSchema(input: unknown): z.ZodType<SweepSpec> {
  const given = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  const foldsError = '{"parts": k} or a list of folds {name, train, test}';
  const folds = Array.isArray(given.folds)
    ? list(namedFold, 'folds {name, train, test}')
    : typeof given.folds === 'object' && given.folds !== null
      ? parts
      : z.never({ error: foldsError });
  const places =
    typeof given.data === 'object' && given.data !== null
      ? data
      : z.string({ error: "the data set's folder" }).min(1, { error: "the data set's folder" });
  return z.strictObject(
    {
      name: named(
        'a folder name of at most 64 letters, digits, dots, hyphens and underscores',
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      ),
      data: places,
      preset: text.optional(),
      set: settings.optional(),
      axes: z
        .record(
          partKey,
          z
            .record(partKey, variant, { error: 'an object of named variants' })
            .refine(nonEmpty, { error: 'an object of at least one named variant' }),
          { error: 'an object of named axes' },
        )
        .optional(),
      folds,
      seeds,
      evaluation: evaluation.optional(),
      executor: executor.optional(),
    },
    { error: 'an object with name, data, folds and seeds' },
  ) as unknown as z.ZodType<SweepSpec>;
}

/** What may stand where, for the nearest name to one that does not exist. */
export const SWEEP_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': ['name', 'data', 'preset', 'set', 'axes', 'folds', 'seeds', 'evaluation', 'executor'],
  data: Object.keys(data.shape),
  folds: [...Object.keys(parts.shape), ...Object.keys(namedFold.shape)],
  evaluation: Object.keys(evaluation.shape),
  executor: Object.keys(executor.shape),
  'executor.slurm': Object.keys(slurm.shape),
  axes: Object.keys(variant.shape),
};
