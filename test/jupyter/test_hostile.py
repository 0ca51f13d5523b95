"""Hostile notebooks end in a clear result, in time, and are saved whole and small."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

import nbformat
import psutil

from hostile.notebooks import ALIVE, NOTEBOOKS, Hostile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def build(hostile: Hostile, path: pathlib.Path) -> None:
    """Writes the notebook; cells that may fail are tagged so."""
    v4 = nbformat.v4
    metadata = {"tags": ["raises-exception"]} if hostile.goes_on else {}
    cells = [v4.new_code_cell(source, metadata=metadata) for source in hostile.cells]
    spec = {"name": "wt-dfn", "display_name": "TypeScript (WT-DFN)", "language": "typescript"}
    nbformat.write(v4.new_notebook(cells=[*cells, v4.new_code_cell(ALIVE)], metadata={"kernelspec": spec}), path)


def run(hostile: Hostile, path: pathlib.Path) -> tuple[int | None, str, float]:
    """Runs it; no exit code means that the run did not end in time and was killed."""
    command = ["node", str(ROOT / "bin/wt-dfn.mjs"), "run", str(path)]
    if hostile.timeout is not None:
        command += ["--timeout", str(hostile.timeout)]
    environment = dict(os.environ)
    if hostile.heap is not None:
        environment["NODE_OPTIONS"] = f"--max-old-space-size={hostile.heap}"
    begun = time.monotonic()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            command, stdout=printed, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment
        )
        try:
            code = process.wait(hostile.limit)
        except subprocess.TimeoutExpired:
            code = None
            # Each part of the run is a session of its own in the system's sense: no group has them all.
            for each in psutil.Process(process.pid).children(recursive=True):
                each.kill()
            process.kill()
            process.wait()
        seconds = time.monotonic() - begun
        # The message stands at the end, even below 50 MB.
        printed.seek(max(0, printed.seek(0, os.SEEK_END) - 20_000))
        return code, printed.read().decode(errors="replace"), seconds


class HostileTest(unittest.TestCase):
    """One test a notebook; they are made below."""

    maxDiff = None

    def check(self, hostile: Hostile) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, f"{hostile.name}.ipynb")
            build(hostile, path)
            code, printed, seconds = run(hostile, path)
            tail = printed[-2000:]
            self.assertIsNotNone(code, f"did not end within {hostile.limit} s; said: {tail}")
            self.assertEqual(code, hostile.code, f"after {seconds:.1f} s it said: {tail}")
            self.assertTrue(re.search(hostile.says, printed), f"not said: {hostile.says}; said: {tail}")
            size = path.stat().st_size
            self.assertLessEqual(size, hostile.largest, "bytes of the saved notebook")
            saved = path.read_text("utf8")
            # NaN and lone surrogates are no JSON that others can read.
            json.loads(saved, parse_constant=lambda name: self.fail(f"{name} in the saved notebook"))
            notebook = nbformat.reads(saved, as_version=4)
            nbformat.validate(notebook)
            # The outputs alone, without colours: the source says many of the words too.
            outputs = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(str(cell.outputs) for cell in notebook.cells).replace(r"\x1b", "\x1b"))
            self.assertTrue(re.search(hostile.saves, outputs), f"not saved: {hostile.saves}; outputs: {outputs[:2000]}")
            if hostile.code == 0:
                last = notebook.cells[-1].outputs
                self.assertTrue(last and "alive 2,4" in str(last), f"the session did not go on: {last}")


def _test_of(hostile: Hostile):
    return lambda self: self.check(hostile)


for _each in NOTEBOOKS:
    setattr(HostileTest, f"test_{_each.name.replace('-', '_')}", _test_of(_each))


if __name__ == "__main__":
    unittest.main()
