import { environment } from './platform.ts';

/** What a kernel works on: bytes that can grow. A WebAssembly.Memory is one; {@link PlainMemory} stands in for it. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB behind the end; views made before are then empty, and must be made anew. */
  grow(pages: number): number;
}

/** A kernel with a memory of its own. */
export interface Kernel<Calls> {
  /** The kernel's functions; addresses that they take are bytes of the memory. */
  readonly calls: Calls;
  readonly memory: KernelMemory;
  /** False where the twin in TypeScript runs. */
  readonly compiled: boolean;
  /**
   * Takes bytes from the memory for good, at a multiple of 16.
   * @returns their address
   */
  readonly allocate: (bytes: number) => number;
}

/** How a kernel is opened. */
export interface OpenKernelOptions {
  /** Takes the twin in TypeScript even where the compiled kernel is there; `WT_DFN_EMBEDDING=plain` does so everywhere. */
  readonly plain?: boolean;
}

interface CompiledModule {
  readonly memory: KernelMemory;
  /** Where static data ends. */
  readonly heapBase: () => number;
}

// What is used of WebAssembly: its types come only with those of a browser's page.
interface Wasm {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ readonly exports: unknown }>;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const PAGE = 65_536;
const modules = new Map<string, Promise<object | undefined>>();
/** The compiled kernels' texts, once they are read; none where they were not built. */
let texts: Readonly<Record<string, string>> | undefined;
const reading: Promise<Readonly<Record<string, string>>> = import('./compiled-kernels.js').then(
  ({ compiledKernels }) => (texts = compiledKernels),
  () => (texts = {}),
);

/**
 * Opens a kernel: an instance of its WebAssembly module, or its twin in TypeScript where there is no such module (not
 * built, no SIMD) or where the caller wants it. Both do the same operations in the same order, so results are the same.
 * The module is compiled once in a thread; each instance has a memory of its own.
 * @param name - the source's name without `.as.ts`
 * @param twin - makes the twin's functions over a memory
 */
export async function openKernel<Calls extends object>(
  name: string,
  twin: (memory: KernelMemory) => Calls,
  { plain = environment('WT_DFN_EMBEDDING') === 'plain' }: OpenKernelOptions = {},
): Promise<Kernel<Calls>> {
  const module = plain ? undefined : await loadModule(name);
  if (module === undefined) {
    const memory = new PlainMemory();
    return withArena(twin(memory), memory, { base: 0, compiled: false });
  }
  const { exports } = await wasm()!.instantiate(module, {});
  const { memory, heapBase } = exports as CompiledModule;
  return withArena(exports as Calls, memory, { base: heapBase(), compiled: true });
}

/** Waits until {@link openKernelNow} finds compiled kernels, where there are any. */
export async function kernelsRead(): Promise<void> {
  await reading;
}

/**
 * {@link openKernel} at once. A program that has only just begun may get the twin: see {@link kernelsRead}.
 * @param name - the source's name without `.as.ts`
 * @param twin - makes the twin's functions over a memory
 */
export function openKernelNow<Calls extends object>(
  name: string,
  twin: (memory: KernelMemory) => Calls,
  { plain = environment('WT_DFN_EMBEDDING') === 'plain' }: OpenKernelOptions = {},
): Kernel<Calls> {
  const text = plain ? undefined : texts?.[name];
  const engine = wasm();
  if (text !== undefined && engine !== undefined) {
    try {
      const { exports } = new engine.Instance(new engine.Module(bytesOf(text)), {});
      const { memory, heapBase } = exports as CompiledModule;
      return withArena(exports as Calls, memory, { base: heapBase(), compiled: true });
    } catch {
      // an engine without SIMD, or one that compiles nothing at once
    }
  }
  const memory = new PlainMemory();
  return withArena(twin(memory), memory, { base: 0, compiled: false });
}

/** Memory of a kernel's twin: bytes that grow as WebAssembly's do. */
export class PlainMemory implements KernelMemory {
  #buffer = new ArrayBuffer(0);

  /** The bytes as they are now. */
  get buffer(): ArrayBuffer {
    return this.#buffer;
  }

  /** Adds pages behind the end. Returns how many there were. */
  grow(pages: number): number {
    const before = this.#buffer;
    this.#buffer = new ArrayBuffer(before.byteLength + pages * PAGE);
    new Uint8Array(this.#buffer).set(new Uint8Array(before));
    return before.byteLength / PAGE;
  }
}

function withArena<Calls>(
  calls: Calls,
  memory: KernelMemory,
  { base, compiled }: { base: number; compiled: boolean },
): Kernel<Calls> {
  let end = base;
  return {
    calls,
    memory,
    compiled,
    allocate: (bytes) => {
      const address = Math.ceil(end / 16) * 16;
      end = address + bytes;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return address;
    },
  };
}

function loadModule(name: string): Promise<object | undefined> {
  let module = modules.get(name);
  if (module === undefined) {
    module = compileModule(name);
    modules.set(name, module);
  }
  return module;
}

async function compileModule(name: string): Promise<object | undefined> {
  try {
    const text = (await reading)[name];
    if (text === undefined) return undefined;
    return await wasm()?.compile(bytesOf(text));
  } catch {
    return undefined; // not built, or an engine without SIMD: the twin is as right, only slower
  }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function wasm(): Wasm | undefined {
  return (globalThis as { readonly WebAssembly?: Wasm }).WebAssembly;
}
