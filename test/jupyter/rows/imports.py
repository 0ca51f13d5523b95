"""What cells import, and what happens when it changes on disk."""

import time

from driver import Driver
from rows.files import write_module
from rows.registry import row

GROUP = "imports"


@row(GROUP, "npm package, ESM")
def esm(k: Driver) -> None:
    k.expect(k.code(ts="import { esm } from 'esm-package'\nesm"), "esm")


@row(GROUP, "npm package, CommonJS")
def commonjs(k: Driver) -> None:
    k.expect(k.code(ts="import { cjs } from 'cjs-package'\ncjs"), "cjs")


@row(GROUP, "npm package with an exports map only")
def exports_map(k: Driver) -> None:
    k.expect(k.code(ts="import { part } from 'exports-package/part'\npart"), "part")


@row(GROUP, "ESM with top-level await")
def top_level_await(k: Driver) -> None:
    k.expect(k.code(ts="import { late } from 'await-package'\nlate"), "late")


@row(GROUP, "../lib/x.ts directly")
def local(k: Driver) -> None:
    k.expect(k.code(ts="import { x } from '../lib/x.ts'\nx", py="import sys\nsys.path.insert(0, '../lib')\nfrom x import x\nx"), "from x")


@row(GROUP, "JSON")
def json(k: Driver) -> None:
    code = "import data from '../data.json' with { type: 'json' }\ndata.answer"
    k.expect(k.code(ts=code, tslab="import data from '../data.json'\ndata.answer"), "42")


@row(GROUP, "dynamic import")
def dynamic(k: Driver) -> None:
    k.expect(k.code(ts="(await import('esm-package')).esm", py="import importlib\nimportlib.import_module('json').loads('\"esm\"')"), "esm")


@row(GROUP, "Node's own modules, by name and as a namespace")
def builtin(k: Driver) -> None:
    k.expect(k.code(ts="import { join } from 'node:path'\nimport * as os from 'node:os'\n[join('a', 'b'), typeof os.cpus].join(' ')"), "a/b function")


@row(GROUP, "import.meta")
def meta(k: Driver) -> None:
    k.expect(k.code(ts="import.meta.url.startsWith('file:')"), "true")


@row(GROUP, "a file that has changed is used by the next cell that imports it")
def reload(k: Driver) -> None:
    _reload(k, "changing")


@row(GROUP, "and one that such a file imports")
def transitive(k: Driver) -> None:
    write_module(k, "outer", "export { value } from './inner.ts'\n", "from inner import value\n")
    _reload(k, "inner", "outer")


def _reload(k: Driver, changed: str, imported: str | None = None) -> None:
    name = imported or changed
    code = k.code(
        ts=f"import {{ value }} from '../lib/{name}.ts'\nvalue",
        py=f"%load_ext autoreload\n%autoreload 2\nimport sys\nsys.path.insert(0, '../lib')\nfrom {name} import value\nvalue",
    )
    write_module(k, changed, "export const value: number = 1\n", "value = 1\n")
    k.expect(code, "1")
    time.sleep(1.1)  # Python looks at whole seconds
    write_module(k, changed, "export const value: number = 22\n", "value = 22\n")
    k.expect(code, "22")
