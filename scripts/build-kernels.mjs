// Compiles the AssemblyScript kernels of lib/embedding/kernels (*.as.ts) to WebAssembly, and writes them as base64 into
// compiled-kernels.js beside their sources, where load-kernels.ts finds them. That file is not committed; without it
// every kernel's twin in TypeScript runs, with the same results.
//
//   node scripts/build-kernels.mjs [FOLDER]    FOLDER gets a copy too: the build gives it to dist/
//
// Nothing is compiled where the sources have not changed since. A file *.part.as.ts is no kernel, but for others to import.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'lib/embedding/kernels');
const target = join(folder, 'compiled-kernels.js');

// Kernels get plain memory from their own module and no runtime: they allocate nothing, and never throw.
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];

/** Compiles what has changed. Returns whether anything had. */
export async function buildKernels() {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.as.ts'));
  sources.sort();
  const hash = createHash('sha256').update(JSON.stringify(OPTIONS));
  hash.update(readFileSync(fileURLToPath(import.meta.resolve('assemblyscript/package.json'))));
  for (const name of sources) hash.update(name).update(readFileSync(join(folder, name)));
  const header = `// Made by scripts/build-kernels.mjs from the sources with the hash ${hash.digest('hex')}.\n`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(header)) return false;

  const { default: asc } = await import('assemblyscript/asc');
  const lines = [];
  for (const name of sources.filter((source) => !source.endsWith('.part.as.ts'))) {
    const binary = await compile(asc, name);
    lines.push(`  '${name.replace(/\.as\.ts$/, '')}':\n    '${Buffer.from(binary).toString('base64')}',\n`);
  }
  const text = `${header}export const compiledKernels = {\n${lines.join('')}};\n`;
  const temporary = `${target}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, target); // whole or not there, also where two processes build at once
  return true;
}

async function compile(asc, name) {
  let binary;
  const { error, stderr } = await asc.main([name, '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: (file, base) => {
      const path = join(folder, base ?? '.', file);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (file, contents) => {
      if (file.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    throw new Error(`${name} does not compile: ${String(error?.message ?? '')}\n${stderr.toString()}`);
  }
  return binary;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const copy = process.argv[2];
  if (hasCompiler()) {
    await buildKernels();
    if (copy !== undefined) copyFileSync(target, join(copy, 'compiled-kernels.js'));
  } else if (copy !== undefined) {
    throw new Error('build-kernels: AssemblyScript is not installed');
  } // an installation without development tools (npm ci --omit=dev) has no compiler, and its `prepare` needs none
}

function hasCompiler() {
  try {
    return import.meta.resolve('assemblyscript/asc') !== '';
  } catch {
    return false;
  }
}
