import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import { conv2d } from '../engine/ops/conv2d.ts';
import type { Backbone, BackboneStage } from './backbone.ts';
import { stageStrides, type MapStride, type SqueezeNetForm } from './backbones.ts';
import type { ForwardMode } from './convolution-unit.ts';
import { heNormal } from './initialisation.ts';
import type { ParameterStore } from './parameter-store.ts';

/** SqueezeNet 1.1's fire modules by their place in torchvision's `features`, stage by stage: squeeze and expand widths. */
const STAGES = [
  [
    { place: 3, squeeze: 16, expand: 64 },
    { place: 4, squeeze: 16, expand: 64 },
  ],
  [
    { place: 6, squeeze: 32, expand: 128 },
    { place: 7, squeeze: 32, expand: 128 },
  ],
  [
    { place: 9, squeeze: 48, expand: 192 },
    { place: 10, squeeze: 48, expand: 192 },
    { place: 11, squeeze: 64, expand: 256 },
    { place: 12, squeeze: 64, expand: 256 },
  ],
] as const;
const STEM_CHANNELS = 64;

/**
 * SqueezeNet 1.1 without its classifier: a 3x3 stem and eight fire modules, with biases and without batch
 * normalisation, so that nothing in it needs freezing. Names and shapes as in torchvision; stem and pooling are not
 * padded, so its maps are one cell smaller than size / stride.
 */
export class SqueezeNet implements Backbone {
  /** C */
  readonly featureChannels: number = 512;
  readonly stages: readonly BackboneStage[];
  readonly #stem: BiasedConvolution;
  readonly #strides: readonly number[];
  readonly #fires: readonly (readonly Fire[])[];

  constructor(
    store: ParameterStore,
    form: SqueezeNetForm,
    { mapStride, random }: { mapStride: MapStride; random: Random },
  ) {
    this.#strides = stageStrides(form, mapStride);
    this.#stem = new BiasedConvolution(
      store,
      { name: 'features.0', shape: [3, 3, 3, STEM_CHANNELS], stride: 2, padding: 0 },
      random,
    );
    let inChannels = STEM_CHANNELS;
    let stride = 2;
    const stages: BackboneStage[] = [];
    this.#fires = STAGES.map((fires, stage) => {
      const made = fires.map(({ place, squeeze, expand }) => {
        const fire = new Fire(
          store,
          { name: `features.${String(place)}`, inChannels, squeeze, expand },
          random,
        );
        inChannels = 2 * expand;
        return fire;
      });
      stride *= this.#strides[stage]!;
      stages.push({ stride, channels: inChannels });
      return made;
    });
    this.stages = stages;
  }

  /** As {@link Backbone.stageMaps} says. */
  stageMaps(images: tf.Tensor4D, { inputGradient = false }: ForwardMode): tf.Tensor4D[] {
    let maps = this.#stem.apply(images, inputGradient);
    return this.#fires.map((fires, stage) => {
      maps = fires.reduce((value, fire) => fire.apply(value), pool(maps, this.#strides[stage]!));
      return maps;
    });
  }

  /** As {@link Backbone.stageOf} says. */
  stageOf(name: string): number {
    const place = Number(/^features\.(\d+)\./.exec(name)?.[1] ?? 0);
    return 1 + STAGES.findIndex((fires) => fires.some((fire) => fire.place === place));
  }
}

/** A narrow 1x1 convolution whose result a 1x1 and a 3x3 one widen side by side. Source: Iandola et al. 2016. */
class Fire {
  readonly #squeeze: BiasedConvolution;
  readonly #expand: readonly BiasedConvolution[];

  constructor(
    store: ParameterStore,
    {
      name,
      inChannels,
      squeeze,
      expand,
    }: Record<'inChannels' | 'squeeze' | 'expand', number> & { name: string },
    random: Random,
  ) {
    const unit = (part: string, from: number, to: number, kernel: number) =>
      new BiasedConvolution(
        store,
        { name: `${name}.${part}`, shape: [kernel, kernel, from, to], stride: 1, padding: kernel >> 1 },
        random,
      );
    this.#squeeze = unit('squeeze', inChannels, squeeze, 1);
    this.#expand = [unit('expand1x1', squeeze, expand, 1), unit('expand3x3', squeeze, expand, 3)];
  }

  apply(x: tf.Tensor4D): tf.Tensor4D {
    const squeezed = this.#squeeze.apply(x);
    return tf.concat(
      this.#expand.map((unit) => unit.apply(squeezed)),
      3,
    );
  }
}

interface BiasedConvolutionOptions {
  readonly name: string;
  readonly shape: [kernel: number, kernel: number, inChannels: number, outChannels: number];
  readonly stride: number;
  readonly padding: number;
}

/** max(Conv(x) + bias, 0). */
class BiasedConvolution {
  readonly #options: BiasedConvolutionOptions;
  readonly #filter: tf.Variable<tf.Rank.R4>;
  readonly #bias: tf.Variable<tf.Rank.R1>;

  constructor(store: ParameterStore, options: BiasedConvolutionOptions, random: Random) {
    this.#options = options;
    this.#filter = store.addParameter(`${options.name}.weight`, heNormal(options.shape, random));
    this.#bias = store.addParameter(`${options.name}.bias`, tf.zeros([options.shape[3]]));
  }

  apply(x: tf.Tensor4D, inputGradient = true): tf.Tensor4D {
    return tf.relu(tf.add(conv2d(x, this.#filter, { ...this.#options, inputGradient }), this.#bias));
  }
}

/**
 * The maximum over 3x3 windows of values >= 0. At stride 2 without padding before, and with a last, partial window
 * where one is left (torchvision's ceil_mode); at stride 1, which only `mapStride` asks for, the size stays.
 */
function pool(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return tf.maxPool(x, 3, 1, 'same');
  const behind = (size: number): [number, number] => [0, size >= 3 ? (size - 3) % 2 : 3 - size];
  const rows = behind(x.shape[1]);
  const columns = behind(x.shape[2]);
  const whole = rows[1] + columns[1] === 0 ? x : tf.pad4d(x, [[0, 0], rows, columns, [0, 0]]);
  return tf.maxPool(whole, 3, 2, 'valid');
}
