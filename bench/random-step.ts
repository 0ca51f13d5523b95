import { Random, STREAM_DEFAULTS, TernaryTrainer, WtDfn, type ImageBatch, type WtDfnOptions } from 'wt-dfn';

/** A batch of random pixels with both classes in turn, seeded. */
export function randomBatch(size: number, batch: number): ImageBatch {
  const random = Random.fromSeed(0);
  return {
    images: Uint8Array.from({ length: batch * size * size * 3 }, () => random.integer(0, 255)),
    size,
    details: undefined,
    detailSize: 0,
    labels: Int32Array.from({ length: batch }, (_, i) => i % 2),
    number: 0,
    indices: new Int32Array(batch),
  };
}

/** A trainer of all three streams with the family's defaults, and a network of its own. */
export function familyTrainer(network: WtDfnOptions): TernaryTrainer {
  return new TernaryTrainer(
    new WtDfn(network),
    {
      used: ['raw', 'crop', 'erase'],
      streams: STREAM_DEFAULTS,
      centreWeight: 1,
      centreRate: 0.05,
      centreUpdate: 'mean',
      normaliseCentres: true,
      classWeights: [1, 1],
      momentum: 0.9,
      weightDecay: 1e-5,
      freezeBatchNorm: false,
    },
    Random.fromSeed(0),
  );
}
