import * as tf from '@tensorflow/tfjs-core';
import { ParameterError } from '../core/errors/parameter-error.ts';

/** A network's variables by torchvision's names; it alone creates and disposes them. */
export class ParameterStore {
  /** What training changes, in the order of the network. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** What is kept but not trained: the running statistics of batch normalisation. */
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  readonly #parameters = new Map<string, tf.Variable>();
  readonly #buffers = new Map<string, tf.Variable>();

  constructor() {
    this.parameters = this.#parameters;
    this.buffers = this.#buffers;
  }

  /**
   * Adds a trainable variable.
   * @param name - torchvision's name, such as `layer1.0.conv1.weight`
   * @param value - its first value, taken over
   */
  addParameter<R extends tf.Rank>(name: string, value: tf.Tensor<R>): tf.Variable<R> {
    return add(this.#parameters, name, value, true);
  }

  /** Adds a variable that is not trained. */
  addBuffer<R extends tf.Rank>(name: string, value: tf.Tensor<R>): tf.Variable<R> {
    return add(this.#buffers, name, value, false);
  }

  /** Frees every variable. */
  dispose(): void {
    for (const variable of [...this.#parameters.values(), ...this.#buffers.values()]) variable.dispose();
    this.#parameters.clear();
    this.#buffers.clear();
  }
}

function add<R extends tf.Rank>(
  variables: Map<string, tf.Variable>,
  name: string,
  value: tf.Tensor<R>,
  trainable: boolean,
): tf.Variable<R> {
  if (variables.has(name)) throw new ParameterError('name', `ParameterStore: ${name} is there already`);
  const variable = tf.variable(value, trainable);
  value.dispose();
  variables.set(name, variable);
  return variable;
}
