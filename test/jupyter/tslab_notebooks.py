"""Executes the workbook's notebooks, unchanged, on the stock tslab kernel, and says which of them pass.

    test/jupyter/run tslab [notebooks/03-training.ipynb ...]

tslab and its own TypeScript stay in a folder of their own; it finds wt-dfn as it would after `npm install wt-dfn`.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import nbformat
from kernels import CACHE, ROOT, find_kernels, write_specs
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

#: Seconds that a cell may take.
LIMIT = 900
NOTEBOOKS = [*sorted(ROOT.glob("notebooks/*.ipynb")), *sorted(ROOT.glob("notebooks/solutions/*.ipynb"))]


def prepare(folder: pathlib.Path) -> None:
    """A person's folder: notebooks, and packages beside them."""
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    modules = folder / "node_modules"
    modules.mkdir()
    (modules / "wt-dfn").symlink_to(ROOT)
    tslab = next(CACHE.glob("tslab-*")) / "node_modules"
    for name in ("tslab", "@types"):
        (modules / name).symlink_to(tslab / name)


def execute(path: pathlib.Path, folder: pathlib.Path, kernel: str) -> str:
    """What came of a notebook; nothing where all of it ran."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=LIMIT, kernel_name=kernel, resources={"metadata": {"path": str(path.parent)}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        return f"{error.ename}: {error.evalue}\n{error.traceback[-1500:]}"
    except (CellTimeoutError, DeadKernelError) as error:
        return f"{type(error).__name__}: {str(error)[:500]}"
    finally:
        nbformat.write(notebook, folder / f"{path.parent.name}-{path.name}")
    return ""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path, default=NOTEBOOKS)
    parser.add_argument("--out", type=pathlib.Path, help="folder for the executed notebooks")
    options = parser.parse_args()
    subprocess.run(["npm", "run", "--silent", "build"], cwd=ROOT, check=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tslab-") as name:
        folder = pathlib.Path(name)
        kernels, missing = find_kernels(["tslab"])
        if missing:
            raise SystemExit("; ".join(missing))
        write_specs(kernels, folder / "share/kernels")
        os.environ["JUPYTER_PATH"] = str(folder / "share")
        prepare(folder)
        executed = options.out or folder
        executed.mkdir(parents=True, exist_ok=True)
        for each in options.notebooks:
            path = folder / each.resolve().relative_to(ROOT)
            begun = time.monotonic()
            problem = execute(path, executed, kernels[0].name)
            failed += problem != ""
            verdict = "passed" if problem == "" else "FAILED"
            print(f"{verdict}: tslab {each.resolve().relative_to(ROOT)} ({time.monotonic() - begun:.0f} s) {problem}", flush=True)
    print(f"tslab: {len(options.notebooks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
