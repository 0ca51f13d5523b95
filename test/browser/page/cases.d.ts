import type * as Embedding from '../../../lib/embedding/index.ts';

type Module = typeof Embedding;
type Arrays = readonly (Float32Array | Int32Array)[];

export const cases: Readonly<Record<string, (embedding: Module) => Arrays | Promise<Arrays>>>;
export const threaded: readonly string[];
export const small: readonly string[];
export function stopped(embedding: Module): Promise<string>;
