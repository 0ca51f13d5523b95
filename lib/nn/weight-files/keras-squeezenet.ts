import { IMAGENET_MEAN, IMAGENET_STANDARD_DEVIATION } from '../../core/pixel-constants.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NamedArray } from '../named-array.ts';

/** The mean that Keras's `preprocess_input` takes from pixels in the order blue, green, red. Source: Keras, mode caffe. */
const CAFFE_MEAN_BGR = [103.939, 116.779, 123.68] as const;
/** Place of each of Keras's fire modules in torchvision's `features`. */
const PLACES: Readonly<Record<string, number>> = {
  fire2: 3,
  fire3: 4,
  fire4: 6,
  fire5: 7,
  fire6: 9,
  fire7: 10,
  fire8: 11,
  fire9: 12,
};
const PARTS: Readonly<Record<string, string>> = {
  squeeze1x1: 'squeeze',
  expand1x1: 'expand1x1',
  expand3x3: 'expand3x3',
};

/**
 * SqueezeNet 1.1's weights of keras-squeezenet by torchvision's names and in PyTorch's layouts.
 *
 * They learned from pixels in the order blue, green, red less Caffe's mean. That line is worked into the first
 * convolution, which is not padded, so that the network takes ImageNet's normalisation with the same results:
 * v_bgr = 255·s·x + 255·m - mean, hence w' = 255·s·w, b' = b + Σ w·(255·m - mean).
 * @param tensors - by their paths in the file, such as `fire2/squeeze1x1/uniform2`; kernels are the ones of rank 4
 * @throws {ParameterError} if the file holds no such network
 */
export function kerasSqueezeNet(tensors: ReadonlyMap<string, NamedArray>): Map<string, NamedArray> {
  const found = new Map<string, NamedArray>();
  for (const [path, array] of tensors) {
    const name = torchName(path);
    if (name === undefined) continue;
    if (array.shape.length === 4) found.set(`${name}.weight`, toPyTorch(array));
    else if (array.shape.length === 1) found.set(`${name}.bias`, array);
  }
  const weight = found.get('features.0.weight');
  const bias = found.get('features.0.bias');
  if (weight?.shape[1] !== 3 || bias === undefined || bias.shape[0] !== weight.shape[0]) {
    throw new ParameterError(
      'weights',
      `the Keras file holds no SqueezeNet 1.1 (conv1 and fire2 to fire9); it holds ${[...tensors.keys()].slice(0, 3).join(', ')}, …`,
    );
  }
  for (const [name, array] of foldPreprocessing(weight, bias)) found.set(name, array);
  return found;
}

function torchName(path: string): string | undefined {
  const [first, second, ...rest] = path.replace(/^model_weights\//, '').split('/');
  if (first === 'conv1') return 'features.0';
  // Keras writes fire2/squeeze1x1 as a group within a group, since the layer's name has a slash in it.
  const place = Object.hasOwn(PLACES, first ?? '') ? PLACES[first!] : undefined;
  const part = Object.hasOwn(PARTS, second ?? '') ? PARTS[second!] : undefined;
  if (place === undefined || part === undefined || rest.length === 0) return undefined;
  return `features.${String(place)}.${part}`;
}

/** `[height, width, in, out]` to `[out, in, height, width]`. */
function toPyTorch({ shape, data }: NamedArray): NamedArray {
  const [height, width, from, to] = shape as [number, number, number, number];
  const turned = new Float32Array(data.length);
  const places = height * width;
  for (let i = 0; i < data.length; i++) {
    const out = i % to;
    const input = Math.floor(i / to) % from;
    turned[(out * from + input) * places + Math.floor(i / (to * from))] = data[i]!;
  }
  return { shape: [to, from, height, width], data: turned };
}

function foldPreprocessing(weight: NamedArray, bias: NamedArray): [string, NamedArray][] {
  const [outs, , height, width] = weight.shape as [number, number, number, number];
  const places = height * width;
  const data = new Float32Array(weight.data.length);
  const shifted = Float32Array.from(bias.data);
  for (let out = 0; out < outs; out++) {
    let shift = 0;
    for (let rgb = 0; rgb < 3; rgb++) {
      const bgr = 2 - rgb;
      const scale = 255 * IMAGENET_STANDARD_DEVIATION[rgb]!;
      const summand = 255 * IMAGENET_MEAN[rgb]! - CAFFE_MEAN_BGR[bgr]!;
      for (let place = 0; place < places; place++) {
        const value = weight.data[(out * 3 + bgr) * places + place]!;
        data[(out * 3 + rgb) * places + place] = scale * value;
        shift += value * summand;
      }
    }
    shifted[out]! += shift;
  }
  return [
    ['features.0.weight', { shape: weight.shape, data }],
    ['features.0.bias', { shape: bias.shape, data: shifted }],
  ];
}
