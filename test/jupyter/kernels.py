"""The four kernels of the conformance table: where they come from, their versions, how they are started."""

import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[2]
TSLAB = "1.0.22"
DENO = "2.9.6"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "wt-dfn" / "conformance"


@dataclass(frozen=True)
class Kernel:
    """One column of the table."""

    name: str
    #: Whose code it takes: TypeScript or Python.
    language: str
    version: str
    spec: dict
    #: Environment that limits its memory, for the row about that.
    small_heap: dict[str, str] = field(default_factory=dict)


def find_kernels(wanted: list[str]) -> tuple[list[Kernel], list[str]]:
    """The wanted kernels that can be had, and a sentence for each that cannot."""
    found, missing = [], []
    for name, make in (("ipykernel", _ipykernel), ("wt-dfn", _ours), ("tslab", _tslab), ("deno", _deno)):
        if name not in wanted:
            continue
        try:
            found.append(make())
        except (OSError, subprocess.SubprocessError) as error:
            missing.append(f"{name} could not be had: {error}")
    return found, missing


def write_specs(kernels: list[Kernel], folder: pathlib.Path) -> None:
    """Installs them where only the table looks."""
    for kernel in kernels:
        place = folder / kernel.name
        place.mkdir(parents=True)
        (place / "kernel.json").write_text(json.dumps(kernel.spec))


def _ours() -> Kernel:
    prefix = CACHE / "ours"
    subprocess.run(["node", ROOT / "bin/wt-dfn.mjs", "kernel", "install", "--prefix", prefix], check=True, capture_output=True)
    spec = json.loads((prefix / "share/jupyter/kernels/wt-dfn/kernel.json").read_text())
    version = json.loads((ROOT / "package.json").read_text())["version"]
    return Kernel("wt-dfn", "typescript", version, spec, {"NODE_OPTIONS": "--max-old-space-size=150"})


def _ipykernel() -> Kernel:
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python", "language": "python"}
    return Kernel("ipykernel", "python", importlib.metadata.version("ipykernel"), spec)


def _package(name: str, version: str) -> pathlib.Path:
    """An npm package in a folder of its own, so that its dependencies stay out of ours."""
    folder = CACHE / f"{name}-{version}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--save-exact", f"{name}@{version}"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
        (folder / "ready").touch()
    return folder / "node_modules" / name


def _tslab() -> Kernel:
    # As its own `tslab install` writes it, but for the absolute path.
    script = str(_package("tslab", TSLAB) / "bin/tslab")
    argv = ["node", script, "kernel", "--config-path", "{connection_file}"]
    spec = {"argv": argv, "display_name": "TypeScript", "language": "typescript"}
    return Kernel("tslab", "typescript", TSLAB, spec, {"NODE_OPTIONS": "--max-old-space-size=150"})


def _deno() -> Kernel:
    package = _package("deno", DENO)
    binary = str(package / "deno")
    if not pathlib.Path(binary).exists():
        subprocess.run(["node", package / "install.cjs"], check=True, capture_output=True, cwd=package)
    subprocess.run([binary, "--version"], check=True, capture_output=True)
    argv = [binary, "jupyter", "--kernel", "--conn", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Deno", "language": "typescript"}
    return Kernel("deno", "typescript", DENO, spec, {"DENO_V8_FLAGS": "--max-old-space-size=150"})


def node_version() -> str:
    """Node that runs ours and tslab."""
    return subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
