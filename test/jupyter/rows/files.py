"""The folder that the rows' cells run in: packages, modules and data to import."""

import json
import pathlib

from kernels import ROOT


def write_files(folder: pathlib.Path) -> None:
    """Writes them; the notebook lies in notebooks/, so that ../lib is meant as people mean it."""
    packages = {
        "esm-package": ({"type": "module", "main": "index.js"}, {"index.js": "export const esm = 'esm'\n"}),
        "cjs-package": ({"main": "index.js"}, {"index.js": "exports.cjs = 'cjs'\n"}),
        "exports-package": (
            {"type": "module", "exports": {"./part": {"types": "./dist/part.d.ts", "import": "./dist/part.js"}}},
            {"dist/part.js": "export const part = 'part'\n", "dist/part.d.ts": "export declare const part: string;\n"},
        ),
        "await-package": ({"type": "module", "main": "index.js"}, {"index.js": "export const late = await Promise.resolve('late')\n"}),
    }
    for name, (manifest, files) in packages.items():
        place = folder / "node_modules" / name
        place.mkdir(parents=True)
        (place / "package.json").write_text(json.dumps({"name": name, "version": "1.0.0", **manifest}))
        types = {"index.d.ts": f"export declare const {dict(zip(packages, ('esm', 'cjs', 'part', 'late')))[name]}: string;\n"}
        for path, text in {**types, **files}.items():
            (place / path).parent.mkdir(exist_ok=True)
            (place / path).write_text(text)
    # tslab knows no console without Node's types above the notebook.
    (folder / "node_modules/@types").mkdir()
    (folder / "node_modules/@types/node").symlink_to((ROOT / "node_modules/@types/node").resolve())
    (folder / "node_modules/undici-types").symlink_to((ROOT / "node_modules/undici-types").resolve())
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module", "dependencies": {name: "1.0.0" for name in packages}}))
    (folder / "deno.json").write_text('{"nodeModulesDir": "manual"}')
    (folder / "notebooks").mkdir()
    (folder / "lib").mkdir()
    (folder / "data.json").write_text('{"answer": 42}')
    (folder / "lib/x.ts").write_text("export const x: string = 'from x'\n")
    (folder / "lib/x.py").write_text("x = 'from x'\n")


def write_module(driver, name: str, typescript: str, python: str) -> None:
    """Writes a module of the kernel's language; its time of change is a new one even on coarse clocks."""
    is_python = driver.kernel.language == "python"
    path = driver.folder / "lib" / f"{name}.{'py' if is_python else 'ts'}"
    path.write_text(python if is_python else typescript)
