/** WebAssembly modules in base64, by kernel. Written by scripts/build-kernels.mjs; may be missing in a checkout. */
export declare const compiledKernels: Readonly<Record<string, string>>;
