// The PyTorch example of test/golden/network as typed values (see its README for what each name holds).
import { readFileSync } from 'node:fs';
import { decodeSafetensors } from '../../lib/nn/safetensors.ts';
import type { NamedArray } from '../../lib/nn/named-array.ts';
import type { ImageBatch } from '../../lib/data/image-batch.ts';
import { WtDfn } from '../../lib/nn/wt-dfn.ts';
import { loadWeights } from '../../lib/nn/weights.ts';

const FOLDER = new URL('../golden/network/', import.meta.url);

export interface GoldenStep {
  readonly cropMap: number[];
  readonly eraseMap: number[];
  readonly cropTheta: number[];
  readonly eraseTheta: number[];
  readonly boxes: [number, number, number, number][];
  readonly erasedPixels: number[];
  readonly losses: Record<'raw' | 'crop' | 'erase' | 'centre', number>;
  readonly loss: number;
}

interface CentreExample {
  readonly loss: number;
  readonly gradient: number[][];
  readonly centres: number[][];
}

interface GoldenFile {
  readonly widths: [number, number, number, number];
  readonly attentionMaps: number;
  readonly labels: number[];
  readonly size: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly beta: number;
  readonly lambda: number;
  readonly strides: Record<string, { readonly rawLoss: number; readonly steps: GoldenStep[] }>;
  readonly centres: {
    readonly labels: number[][];
    readonly features: number[][][];
    readonly rules: Record<'mean' | 'sum' | 'last', CentreExample[]>;
  };
}

export const golden = JSON.parse(readFileSync(new URL('network.json', FOLDER), 'utf8')) as GoldenFile;

/** One example: the network at its first weights, the batch, and what PyTorch says. */
export interface GoldenExample {
  readonly network: WtDfn;
  readonly batch: ImageBatch;
  readonly steps: readonly GoldenStep[];
  readonly rawLoss: number;
  /** All tensors whose names start with `prefix.`, without it. */
  readonly tensors: (prefix: string) => Map<string, NamedArray>;
}

export function goldenExample(mapStride: 16 | 32): GoldenExample {
  const stride = `stride${String(mapStride)}`;
  const { tensors } = decodeSafetensors(readFileSync(new URL(`${stride}.safetensors`, FOLDER)));
  const images = new Uint8Array(readFileSync(new URL(`${stride}-images.u8`, FOLDER)));
  const under = (prefix: string): Map<string, NamedArray> =>
    new Map(
      [...tensors].flatMap(([name, array]) =>
        name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), array] as const] : [],
      ),
    );
  const network = new WtDfn({
    backbone: { block: 'basic', blocks: [2, 2, 2, 2], widths: golden.widths, stem: 'imagenet' },
    attentionMaps: golden.attentionMaps,
    mapStride,
  });
  loadWeights(network, under('initial'), { strict: true });
  const batch: ImageBatch = {
    images,
    size: golden.size,
    details: undefined,
    detailSize: 0,
    labels: Int32Array.from(golden.labels),
    number: 0,
    indices: Int32Array.from(golden.labels.keys()),
  };
  const { steps, rawLoss } = golden.strides[String(mapStride)]!;
  return { network, batch, steps, rawLoss, tensors: under };
}

/** Largest difference, relative to the largest expected value (absolute where that is tiny). */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let scale = 1e-6;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const gap = Math.abs(actual[i]! - expected[i]!);
    difference = Number.isNaN(gap) ? Infinity : Math.max(difference, gap);
  }
  return difference / scale;
}
