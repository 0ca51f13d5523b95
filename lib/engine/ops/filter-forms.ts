import * as tf from '@tensorflow/tfjs-core';

let forms: Map<object, Map<string, tf.Tensor4D>> | undefined;

/**
 * Runs work during which no filter changes, so that forms derived from filters (turned, split by stride) are made
 * once and serve every backward pass within. They are freed at the end.
 * @param work - such as the passes of one training step, before the weights change
 */
export function withFilterForms<T>(work: () => T): T {
  if (forms !== undefined) return work();
  forms = new Map();
  try {
    return work();
  } finally {
    for (const made of forms.values()) tf.dispose([...made.values()]);
    forms = undefined;
  }
}

/**
 * A form of a filter, remembered while {@link withFilterForms} runs.
 * @param filter - the filter; its data identify it, so a copy shares its forms
 * @param name - of the form
 * @param make - makes it where it is not there yet
 * @returns the form; outside of {@link withFilterForms} the surrounding tidy frees it
 */
export function filterForm(filter: tf.Tensor4D, name: string, make: () => tf.Tensor4D): tf.Tensor4D {
  if (forms === undefined) return make();
  let made = forms.get(filter.dataId);
  if (made === undefined) {
    made = new Map<string, tf.Tensor4D>();
    forms.set(filter.dataId, made);
  }
  let form = made.get(name);
  if (form === undefined) {
    form = tf.keep(tf.tidy(make));
    made.set(name, form);
  }
  return form;
}
