import { z } from 'zod';
import {
  AUGMENT_METHOD_DEFAULTS,
  AUGMENT_METHODS,
  methodProblems,
  type AugmentMethod,
  type AugmentMethodOptions,
} from '../../data/baselines/augment-methods.ts';

type Methods = keyof AugmentMethodOptions;

/** The settings of `augment` for published methods; the ranges are those that the methods themselves check. */
export const AUGMENT_METHOD_SHAPE: {
  readonly method: z.ZodType<AugmentMethod>;
} & { readonly [Method in Methods]: z.ZodType<AugmentMethodOptions[Method]> } = {
  method: z.enum(AUGMENT_METHODS as [AugmentMethod, ...AugmentMethod[]], {
    error: `${AUGMENT_METHODS.slice(0, -1).join(', ')} or ${AUGMENT_METHODS.at(-1)!}`,
  }),
  ...(Object.fromEntries(
    (Object.keys(AUGMENT_METHOD_DEFAULTS) as Methods[]).map((method) => [method, sectionOf(method)]),
  ) as { readonly [Method in Methods]: z.ZodType<AugmentMethodOptions[Method]> }),
};

/** Every key of the method is wanted, and no other; each value is one that the method takes. */
function sectionOf(method: Methods): z.ZodType {
  const defaults = AUGMENT_METHOD_DEFAULTS[method] as unknown as Record<string, unknown>;
  const keys = Object.keys(defaults).map((key) => {
    const expected = expectedOf(method, key);
    const fits = (value: unknown): boolean => problemOf(method, { ...defaults, [key]: value }) === undefined;
    return [key, z.unknown().refine((value) => value !== undefined && fits(value), { error: expected })];
  });
  return z.strictObject(Object.fromEntries(keys) as Record<string, z.ZodType>, {
    error: 'a section with settings in it',
  });
}

/** What a setting must be, in the words of the method's own check. */
function expectedOf(method: Methods, key: string): string {
  const defaults = AUGMENT_METHOD_DEFAULTS[method] as unknown as Record<string, unknown>;
  const wrong = Array.isArray(defaults[key]) ? [] : {};
  return problemOf(method, { ...defaults, [key]: wrong })?.expected ?? '';
}

function problemOf(method: Methods, values: Record<string, unknown>) {
  const options = { ...AUGMENT_METHOD_DEFAULTS, [method]: values };
  return methodProblems(options)[0];
}
