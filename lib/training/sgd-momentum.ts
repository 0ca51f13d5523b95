import * as tf from '@tensorflow/tfjs-core';

/** The constants of {@link SgdMomentum}. */
export interface SgdMomentumOptions {
  /** Share of the old velocity that is kept; 0.9. Source: Method 4 (TF, GuYuc). */
  readonly momentum?: number;
  /** Share of each weight that is added to its gradient; 1e-5. Source: Method 4 (TF, GuYuc). */
  readonly weightDecay?: number;
  /** Factor on a parameter's rate by its name, asked for once; 1. PyTorch's parameter groups do the same. */
  readonly rateFactor?: (name: string) => number;
}

/**
 * Stochastic gradient descent with momentum as PyTorch counts it:
 * g ← Σ gradients + decay·w; v ← momentum·v + g; w ← w - rate·factor·v.
 */
export class SgdMomentum {
  /** v of each parameter by its name; of the parameter's shape, zero at first. */
  readonly velocities: ReadonlyMap<string, tf.Variable>;
  readonly #parameters: ReadonlyMap<string, tf.Variable>;
  readonly #momentum: number;
  readonly #weightDecay: number;
  readonly #rateFactors: ReadonlyMap<string, number>;

  constructor(
    parameters: ReadonlyMap<string, tf.Variable>,
    { momentum = 0.9, weightDecay = 1e-5, rateFactor = () => 1 }: SgdMomentumOptions = {},
  ) {
    this.#parameters = parameters;
    this.#momentum = momentum;
    this.#weightDecay = weightDecay;
    this.#rateFactors = new Map([...parameters.keys()].map((name) => [name, rateFactor(name)]));
    const velocities = new Map<string, tf.Variable>();
    tf.tidy(() => {
      for (const [name, parameter] of parameters)
        velocities.set(name, tf.variable(tf.zerosLike(parameter), false));
    });
    this.velocities = velocities;
  }

  /**
   * Takes one step.
   * @param gradients - one or more gradients of each parameter, by the variable's own name; a parameter without any
   *   stands still but for its decay and velocity
   * @param learningRate - rate of this step
   */
  apply(gradients: readonly tf.NamedTensorMap[], learningRate: number): void {
    tf.tidy(() => {
      // One scalar for all parameters: TensorFlow.js would make them anew in every multiplication.
      const [momentum, decay] = [this.#momentum, this.#weightDecay].map((v) => tf.scalar(v)) as [
        tf.Scalar,
        tf.Scalar,
      ];
      const rates = new Map(
        [...new Set(this.#rateFactors.values())].map((factor) => [factor, tf.scalar(learningRate * factor)]),
      );
      for (const [name, parameter] of this.#parameters) {
        tf.tidy(() => {
          const parts = gradients.flatMap((map) => map[parameter.name] ?? []);
          if (this.#weightDecay !== 0) parts.push(tf.mul(parameter, decay));
          const velocity = this.velocities.get(name)!;
          parts.push(tf.mul(velocity, momentum));
          velocity.assign(tf.addN(parts));
          const rate = rates.get(this.#rateFactors.get(name)!)!;
          parameter.assign(tf.sub(parameter, tf.mul(velocity, rate)));
        });
      }
    });
  }

  /** Frees the velocities. */
  dispose(): void {
    for (const velocity of this.velocities.values()) velocity.dispose();
  }
}
