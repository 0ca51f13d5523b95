"""Drives a real JupyterLab in headless Chromium with our kernel, as a person would: open, run all, look at figures, Tab,
Shift-Tab, the stop button on an endless loop and on training, restart, a committed notebook that nobody trusts. Screenshots go to the folder named by --shots.

Run by test/jupyter/run; alone: python test/jupyter/lab.py [--shots DIR], in an environment with jupyterlab and playwright in
which the kernel is installed (wt-dfn kernel install --prefix VENV). The browser is the system's chromium.
"""

import argparse
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import expect, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]

CELLS = [
    "import { display } from 'tslab';\nimport { showFigure } from 'wt-dfn';\nconst answer = 42;",
    "await showFigure(display, { data: [{ x: [1, 2, 3], y: [1, 4, 9] }], layout: { title: { text: 'squares' }, width: 500, height: 320 } });",
    "console.log('a line'); answer",
]

#: Trains a small network on a few drawn cells, for longer than anybody waits.
TRAINING = [
    """import { newDisplay } from 'tslab';
import { changeConfig, findPreset, openDataset, progressIn, splitImages, startEngine, synthesiseDataset, trainRun } from 'wt-dfn';
await synthesiseDataset('drawn', { subjects: 12, cells: 4, seed: 1, format: 'png' });
const dataset = await openDataset('drawn');
const config = changeConfig(findPreset('quick').config, { training: { epochs: 200 } });
const run = {
  path: 'run', dataRoot: dataset.root, engine: await startEngine(), config: config,
  train: dataset.images, onProgress: progressIn(newDisplay()),
};""",
    "console.log('training begins');\nawait trainRun(run);",
    """import { checkpointPath, readCheckpoint, readRun } from 'wt-dfn';
const { position, tensors } = await readCheckpoint(checkpointPath('run', 'last'));
const weights = [...tensors.values()].every(({ data }) => data.every(Number.isFinite));
const stopped = position.epoch * position.batchesPerEpoch + position.batchesDone;
const more = new AbortController();
const resumed = await trainRun({ ...run, resume: true, signal: more.signal, onStep: () => more.abort() });
const after = resumed.position.epoch * resumed.position.batchesPerEpoch + resumed.position.batchesDone;
console.log(`whole: ${weights}, ${(await readRun('run')).path.length > 0}, went on: ${after - stopped}`);""",
]


def notebook(cells):
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "wt-dfn", "display_name": "TypeScript (WT-DFN)", "language": "typescript"},
            "language_info": {"name": "typescript"},
        },
        "cells": [
            {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
            for i, source in enumerate(cells)
        ],
    }


class Lab:
    """A JupyterLab server and a page that shows one notebook of it."""

    def __init__(self, browser, folder, shots):
        self.folder = folder
        self.shots = shots
        self.token = secrets.token_hex(16)
        self.log = open(folder / "server.log", "w+")
        self.server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--ServerApp.port_retries=50",
                f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
                "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--allow-root",
            ],
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )
        self.page = browser.new_page(viewport={"width": 1200, "height": 900})
        self.url = self.wait_for_url()

    def wait_for_url(self):
        for _ in range(300):
            found = re.search(r"http://127\.0\.0\.1:\d+/lab", (self.folder / "server.log").read_text())
            if found:
                return found.group(0)
            time.sleep(0.2)
        raise SystemExit("JupyterLab did not start:\n" + (self.folder / "server.log").read_text()[-2000:])

    def open(self, name, cells):
        self.open_notebook(name, notebook(cells))

    def open_notebook(self, name, content):
        cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
        (self.folder / name).write_text(json.dumps(content))
        self.page.goto(f"{self.url}/tree/{name}?token={self.token}&reset")
        expect(self.page.locator(".jp-Notebook .jp-CodeCell")).to_have_count(len(cells), timeout=60_000)
        self.wait_idle()

    def command(self, name):
        self.page.evaluate(f"window.jupyterapp.commands.execute({name!r})")

    def wait_idle(self, timeout=60_000):
        self.page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=timeout
        )

    def cell(self, index):
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(index)

    def prompt(self, index):
        return self.cell(index).locator(".jp-InputPrompt")

    def shot(self, name):
        if self.shots:
            self.page.screenshot(path=str(self.shots / f"{name}.png"))

    def run(self, index):
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def close(self):
        self.page.close()
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
        self.log.close()


def runs_all(lab):
    lab.open("all.ipynb", CELLS)
    lab.command("notebook:run-all-cells")
    expect(lab.prompt(2)).to_have_text("[3]:", timeout=90_000)
    expect(lab.cell(2).locator(".jp-OutputArea")).to_contain_text("a line")
    expect(lab.cell(2).locator(".jp-OutputArea")).to_contain_text("42")
    picture = lab.cell(1).locator(".jp-OutputArea img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") >= 500
    lab.shot("run-all")


def completes_and_inspects(lab):
    lab.cell(2).locator(".cm-content").click()
    lab.page.keyboard.press("Control+A")
    lab.page.keyboard.type("answer.toFi", delay=40)
    time.sleep(0.5)
    lab.page.keyboard.press("Tab")
    completed = lambda: "answer.toFixed" in lab.cell(2).locator(".cm-content").inner_text()
    for _ in range(50):
        if completed() or lab.page.locator(".jp-Completer:visible").count():
            break
        time.sleep(0.1)
    lab.shot("tab")
    if not completed():
        lab.page.keyboard.press("Enter")
    expect(lab.cell(2).locator(".cm-content")).to_contain_text("answer.toFixed", timeout=10_000)
    lab.page.keyboard.type("(")
    lab.page.keyboard.press("Shift+Tab")
    expect(lab.page.locator(".jp-Tooltip")).to_contain_text("toFixed", timeout=20_000)
    lab.shot("shift-tab")
    lab.page.keyboard.press("Escape")


def stops_a_loop(lab):
    lab.open("stop.ipynb", ["let kept = 7; while (true) {}", "kept"])
    lab.run(0)
    expect(lab.prompt(0)).to_have_text("[*]:", timeout=20_000)
    time.sleep(3)
    began = time.monotonic()
    lab.page.locator("[data-command='notebook:interrupt-kernel']").first.click()
    expect(lab.cell(0).locator(".jp-OutputArea")).to_contain_text("stopped at your request", timeout=20_000)
    print(f"  the stop button took {time.monotonic() - began:.2f} s in the browser")
    lab.run(1)
    expect(lab.prompt(1)).to_have_text("[2]:", timeout=20_000)
    lab.shot("stop")


def stops_training(lab):
    lab.open("training.ipynb", TRAINING)
    lab.run(0)
    expect(lab.prompt(0)).to_have_text("[1]:", timeout=120_000)
    lab.run(1)
    expect(lab.cell(1).locator(".jp-OutputArea")).to_contain_text("training begins", timeout=30_000)
    expect(lab.cell(1).locator(".jp-OutputArea")).to_contain_text("images/s", timeout=60_000)
    time.sleep(4)
    began = time.monotonic()
    lab.page.locator("[data-command='notebook:interrupt-kernel']").first.click()
    expect(lab.cell(1).locator(".jp-OutputArea")).to_contain_text("stopped at your request", timeout=30_000)
    print(f"  training stopped after {time.monotonic() - began:.2f} s: its step was finished and its checkpoint written")
    lab.shot("stop-training")
    lab.run(2)
    expect(lab.cell(2).locator(".jp-OutputArea")).to_contain_text("whole: true, true, went on: 1", timeout=60_000)
    lab.shot("training-went-on")


def shows_what_was_saved(lab):
    content = json.loads((ROOT / "notebooks/00-start.ipynb").read_text())
    saved = [output for cell in content["cells"] for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    lab.open_notebook("saved.ipynb", content)
    assert not lab.page.evaluate("window.jupyterapp.shell.currentWidget.model.cells.get(2).trusted"), "the notebook is trusted"
    found = set()
    for _ in range(60):  # cells that were never in sight have no picture yet
        pictures = lab.page.locator(".jp-Notebook .jp-OutputArea img[src^='data:image/png']")
        found |= set(pictures.evaluate_all("all => all.filter(each => each.naturalWidth > 0).map(each => each.src.slice(-200))"))
        if len(found) >= len(saved):
            break
        lab.page.locator(".jp-Notebook .jp-WindowedPanel-outer").first.evaluate("panel => panel.scrollBy(0, 500)")
        time.sleep(0.2)
    lab.page.locator(".jp-Notebook .jp-OutputArea img").first.scroll_into_view_if_needed()
    lab.shot("saved")
    assert len(found) == len(saved), f"{len(found)} of {len(saved)} pictures are seen"


def restarts(lab):
    lab.open("again.ipynb", ["const gone = 1;", "gone"])
    lab.command("notebook:run-all-cells")
    expect(lab.prompt(1)).to_have_text("[2]:", timeout=60_000)
    began = time.monotonic()
    lab.page.locator("[data-command='notebook:restart-kernel']").first.click()
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    time.sleep(1)
    lab.wait_idle()
    print(f"  a restart took {time.monotonic() - began:.2f} s")
    lab.run(1)
    expect(lab.cell(1).locator(".jp-OutputArea")).to_contain_text("Cannot find name 'gone'", timeout=60_000)
    lab.shot("restart")


CHECKS = [runs_all, completes_and_inspects, stops_a_loop, stops_training, restarts, shows_what_was_saved]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shots", type=pathlib.Path)
    parser.add_argument("--only", help="the checks whose names contain this word")
    options = parser.parse_args()
    if options.shots:
        options.shots.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print(f"JupyterLab: 0 passed, 0 failed, {len(CHECKS)} skipped: no chromium; install it, or name it by CHROMIUM=")
        return 0
    checks = [check for check in CHECKS if options.only is None or options.only in check.__name__]
    failed = 0
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        lab = Lab(browser, pathlib.Path(name), options.shots)
        try:
            for check in checks:
                try:
                    check(lab)
                    print(f"passed: JupyterLab {check.__name__}")
                except Exception as error:  # a failing check must not hide the next ones
                    failed += 1
                    lab.shot(f"failed-{check.__name__}")
                    print(f"FAILED: JupyterLab {check.__name__}: {error}")
        finally:
            lab.close()
            browser.close()
    print(f"JupyterLab: {len(checks) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
