import { TENSORFLOW_VERSION, type NativeFlavour } from './cache-folder.ts';

/** One wheel of the Python package index, pinned by its digest. */
export interface PinnedWheel {
  readonly name: string;
  readonly version: string;
  /** pip's platform tags, any of which may match. */
  readonly platforms: readonly string[];
  readonly sha256: string;
  /** Size for the progress bar and for the disk check; rounded up. */
  readonly megabytes: number;
}

/** The wheels that make one native engine. */
export interface WheelSet {
  /** Holds TensorFlow's shared libraries and the headers of its C API. */
  readonly tensorflow: PinnedWheel;
  /** NVIDIA's libraries, for the GPU build. */
  readonly companions: readonly PinnedWheel[];
  /** What the unpacked libraries take. */
  readonly unpackedMegabytes: number;
}

const MANYLINUX_X64 = ['manylinux2014_x86_64', 'manylinux_2_17_x86_64', 'manylinux1_x86_64'];

function tensorflow(
  name: string,
  platforms: readonly string[],
  megabytes: number,
  sha256: string,
): PinnedWheel {
  return { name, version: TENSORFLOW_VERSION, platforms, sha256, megabytes };
}

function nvidia(part: string, version: string, megabytes: number, sha256: string): PinnedWheel {
  return { name: `nvidia-${part}-cu12`, version, platforms: MANYLINUX_X64, sha256, megabytes };
}

// Digests: those of the files on the Python package index (tensorflow: hashed after download; nvidia: as the index states
// them). The companions are what tensorflow 2.18.0 requires under its extra "and-cuda", less nvcc: only XLA would call it.
const WHEELS: Readonly<Record<string, WheelSet>> = {
  'linux-x64-cpu': {
    tensorflow: tensorflow(
      'tensorflow-cpu',
      MANYLINUX_X64,
      231,
      '089e71746960ea581dca53401f84b3b99c8537313e337a9e5dbf97036a936f7e',
    ),
    companions: [],
    unpackedMegabytes: 690,
  },
  'linux-arm64-cpu': {
    tensorflow: tensorflow(
      'tensorflow',
      ['manylinux2014_aarch64', 'manylinux_2_17_aarch64'],
      232,
      '85f1e7369af6d329b117b52e86093cd1e0458dd5404bf5b665853f873dd00b48',
    ),
    companions: [],
    unpackedMegabytes: 780,
  },
  'darwin-arm64-cpu': {
    tensorflow: tensorflow(
      'tensorflow',
      ['macosx_12_0_arm64'],
      240,
      '453cb60638a02fd26316fb36c8cbcf1569d33671f17c658ca0cf2b4626f851e7',
    ),
    companions: [],
    unpackedMegabytes: 670,
  },
  'linux-x64-gpu': {
    tensorflow: tensorflow(
      'tensorflow',
      MANYLINUX_X64,
      616,
      '70b8dd70fa3600bfce66ab529eebb804e1f9d7c863d2f71bc8fe9fc7a1ec3976',
    ),
    companions: [
      nvidia('cublas', '12.5.3.2', 364, 'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b'),
      nvidia('cuda-cupti', '12.5.82', 14, 'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953'),
      nvidia('cuda-nvrtc', '12.5.82', 25, '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd'),
      nvidia(
        'cuda-runtime',
        '12.5.82',
        1,
        '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115',
      ),
      nvidia('cudnn', '9.3.0.75', 578, '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d'),
      nvidia('cufft', '11.2.3.61', 193, '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8'),
      nvidia('curand', '10.3.6.82', 57, '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536'),
      nvidia(
        'cusolver',
        '11.6.3.83',
        131,
        '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b',
      ),
      nvidia('cusparse', '12.5.1.3', 218, '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752'),
      nvidia('nccl', '2.21.5', 189, '8579076d30a8c24988834445f8d633c697d42397e92ffc3f63fa26766d25e0a0'),
      nvidia('nvjitlink', '12.5.82', 22, 'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212'),
    ],
    unpackedMegabytes: 4100,
  },
};

/**
 * The wheels for this kind of machine; none where the index has no wheel with separate libraries (Windows, Intel Macs).
 * @param flavour - processor only, or GPU
 * @param machine - `process.platform` and `process.arch`, joined by a hyphen
 */
export function wheelsFor(
  flavour: NativeFlavour,
  machine: string = `${process.platform}-${process.arch}`,
): WheelSet | undefined {
  return WHEELS[`${machine}-${flavour}`];
}
