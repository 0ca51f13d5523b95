import { readFileSync } from 'node:fs';

interface Golden {
  readonly bmp: readonly {
    readonly name: string;
    readonly file: string;
    readonly width: number;
    readonly height: number;
    readonly pixels: string;
  }[];
  /** SHA-256 of PIL's RGB pixels of each real sample. */
  readonly samples: Readonly<Record<string, string>>;
  readonly jitter: {
    readonly pixels: string;
    readonly cases: readonly {
      readonly brightness: number;
      readonly saturation: number;
      readonly brightnessFirst: boolean;
      readonly pixels: string;
    }[];
  };
  readonly outlines: readonly {
    readonly name: string;
    readonly mask: string;
    readonly area: number;
    readonly perimeter: number;
    readonly equivalentDiameter: number;
    readonly eccentricity: number;
    readonly solidity: number;
    readonly box: readonly [number, number, number, number];
  }[];
}

/** Numbers of PIL, torchvision's jitter and scikit-image; test/golden/data/make_golden.py made them. */
export const GOLDEN = JSON.parse(
  readFileSync(new URL('../golden/data/golden.json', import.meta.url), 'utf8'),
) as Golden;

/** Bytes from base64. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
