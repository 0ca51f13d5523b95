// Makes dist/embedding whole: a browser's module workers know neither node_modules nor an import map, so what the compiled
// files import by a package's name is copied into dist/vendor (with its licence) and imported from there.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const require = createRequire(import.meta.url);

/** The only file of lib/core and lib/embedding that imports a package; test/browser finds any other. */
const FILE = join(dist, 'core/random.js');

const text = readFileSync(FILE, 'utf8').replace(/from '(pure-rand)\/([^']+)'/g, (_, name, module) => {
  const to = join(dist, 'vendor', name, `${module}.js`);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(fileURLToPath(import.meta.resolve(`${name}/${module}`)), to);
  copyFileSync(
    join(dirname(require.resolve(`${name}/package.json`)), 'LICENSE'),
    join(dist, 'vendor', name, 'LICENSE'),
  );
  return `from '${relative(dirname(FILE), to).replaceAll('\\', '/')}'`;
});
writeFileSync(FILE, text);
