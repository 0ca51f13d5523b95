/** Where the arithmetic runs: native TensorFlow, WebAssembly, or plain JavaScript. */
export type EngineBackend = 'tensorflow' | 'wasm' | 'cpu';

/** One way to an engine that was tried, and how it went. */
export interface EngineAttempt {
  /** What was tried, for a person: "binding in the user's cache", "official wheel through pip". */
  readonly what: string;
  readonly ok: boolean;
  /** Why it failed or was left out; empty where it worked. */
  readonly reason: string;
  readonly seconds: number;
}

/** The engine that runs, and how it came to be. */
export interface Engine {
  readonly backend: EngineBackend;
  /** Version of the library that does the arithmetic: TensorFlow's C library, or the TensorFlow.js package. */
  readonly version: string;
  /** Threads that one operation may use. */
  readonly threads: number;
  /** The GPU's name, or nothing where the processor computes. */
  readonly gpu: string | undefined;
  readonly tried: readonly EngineAttempt[];
  /** One line for the person where the engine is slower than it could be; empty otherwise. */
  readonly notice: string;
}
