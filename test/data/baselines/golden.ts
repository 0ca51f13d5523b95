import { readFileSync } from 'node:fs';

interface Golden {
  readonly side: number;
  /** Pixels `[side, side, 3]` by name. */
  readonly images: Readonly<Record<'cell' | 'noise' | 'patch', string>>;
  readonly operations: readonly {
    readonly image: 'cell' | 'noise';
    readonly operation: string;
    readonly argument: number | null;
    readonly pixels: string;
  }[];
  /** `[side, side]` by the image's name. */
  readonly saliency: Readonly<Record<'cell' | 'noise' | 'patch', string>>;
}

/** Pixels of PIL and OpenCV; test/golden/augmentation/make_golden.py made them. */
export const GOLDEN = JSON.parse(
  readFileSync(new URL('../../golden/augmentation/golden.json', import.meta.url), 'utf8'),
) as Golden;
