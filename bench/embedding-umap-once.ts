// One map, in a process of its own: `embedding-umap-once.ts ours|umap-js ROWS COLUMNS POINTS.f32 MAP.f32 SEED`. Prints seconds.
// umap-js is looked for in the folder that UMAP_JS names.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UMAP } from 'wt-dfn/embedding';

interface Peer {
  readonly UMAP: new () => { fit(points: number[][]): number[][] };
}

const [which, height = '0', width = '0', input = '', output = '', seed = '0'] = process.argv.slice(2);
const [rows, columns] = [Number(height), Number(width)];
const bytes = readFileSync(input);
const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

async function run(): Promise<{ name: string; seconds: number; places: Float32Array }> {
  if (which === 'umap-js') {
    const entry = resolve(process.env.UMAP_JS ?? '', 'dist/index.js');
    const module = (await import(pathToFileURL(entry).href)) as Peer & { readonly default?: Peer };
    const Theirs = module.default?.UMAP ?? module.UMAP;
    const lists = Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
    const start = performance.now();
    const map = new Theirs().fit(lists);
    const seconds = (performance.now() - start) / 1000;
    return { name: 'umap-js', seconds, places: Float32Array.from(map.flat()) };
  }
  const start = performance.now();
  const map = await new UMAP({ seed: Number(seed) }).fitRows({ data, rows, columns });
  return { name: 'ours', seconds: (performance.now() - start) / 1000, places: map.data };
}

const { name, seconds, places } = await run();
writeFileSync(output, places);
console.log(JSON.stringify({ name, seconds }));
