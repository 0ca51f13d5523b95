"""Drives four kernels through jupyter_client and prints, as Markdown, what each of them does.

    test/jupyter/run conformance [--kernels wt-dfn,ipykernel] [--rows word] [--state FILE] [--json] [--write] [--quiet-machine]

--write puts the table into docs/kernel.md between its two marks.
"""

import argparse
import datetime
import importlib
import importlib.metadata
import json
import os
import pathlib
import platform
import sys
import tempfile

from driver import Driver, Failed, Hung, NotApplicable
from kernels import ROOT, find_kernels, node_version, write_specs
from rows.files import write_files
from rows.registry import ROWS

COLUMNS = ["wt-dfn", "ipykernel", "tslab", "deno"]
PAGE = ROOT / "docs/kernel.md"
#: Rows register themselves; the groups stand in this order.
for _group in ("output", "stopping", "variables", "imports", "errors", "protocol", "life", "speed"):
    importlib.import_module(f"rows.{_group}")
MARKS = ("<!-- conformance -->", "<!-- /conformance -->")


class State:
    """What has been found so far; kept in a file, where one is named, so that a long run can be done in parts."""

    def __init__(self, path: str | None) -> None:
        self.path = None if path is None else pathlib.Path(path)
        kept = json.loads(self.path.read_text()) if self.path is not None and self.path.exists() else {}
        #: Kernel, title of the row, outcome and value.
        self.results: dict[str, dict[str, dict]] = kept.get("results", {})
        self.facts: dict = kept.get("facts", {})

    def save(self) -> None:
        """Writes the file."""
        if self.path is not None:
            self.path.write_text(json.dumps({"results": self.results, "facts": self.facts}, indent=1))


def attempt(row, driver) -> tuple[dict, bool]:
    """What came of a row, and whether the kernel can be used for the next one."""
    try:
        return {"outcome": "pass", "value": row.check(driver) or ""}, True
    except NotApplicable:
        return {"outcome": "n.a.", "value": ""}, True
    except Failed as error:
        return {"outcome": "fail", "value": str(error)}, not isinstance(error, Hung)
    except Exception as error:  # the kernel has broken the client, which is its failure
        return {"outcome": "fail", "value": f"{type(error).__name__}: {str(error)[:80]}"}, False


def run_kernel(kernel, specs: pathlib.Path, wanted: list, state: State) -> None:
    """Every row for one kernel that is not known yet; one that hangs is killed and started anew."""
    found = state.results.setdefault(kernel.name, {})
    wanted = [row for row in wanted if row.title not in found]
    if not wanted:
        return
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        write_files(pathlib.Path(folder))
        driver = Driver(kernel, specs, pathlib.Path(folder))
        driver.facts = state.facts
        driver.start()
        for row in wanted:
            if row.fresh and not driver.fresh:
                driver.renew()
            elif driver.fresh and not row.fresh:
                driver.warm()
            outcome, healthy = attempt(row, driver)
            if outcome["outcome"] == "fail" and not row.fresh:
                # What an earlier row has done to the kernel must not count against this one.
                driver.renew()
                driver.warm()
                outcome, healthy = attempt(row, driver)
            if not healthy:
                driver.renew()
            if row.breaks:
                driver.renew()
            found[row.title] = outcome
            state.save()
            print(f"{kernel.name}: {row.title}: {outcome['outcome']} {outcome['value']}", file=sys.stderr, flush=True)
        driver.stop()


def markdown(results: dict, versions: dict, note: str) -> str:
    """The table, its versions and how it was taken."""
    columns = [name for name in COLUMNS if name in results]
    lines = [note, "", "| | " + " | ".join(f"{name} {versions[name]}" for name in columns) + " |", "| --- |" + " --- |" * len(columns)]
    group = None
    for row in ROWS:
        cells = [results[name].get(row.title) for name in columns]
        if not any(cells):
            continue
        if row.group != group:
            group = row.group
            lines.append(f"| **{group}** |" + " |" * len(columns))
        lines.append(f"| {row.title} | " + " | ".join(_cell(cell) for cell in cells) + " |")
    passed = {name: sum(cell["outcome"] == "pass" for cell in results[name].values()) for name in columns}
    asked = {name: sum(cell["outcome"] != "n.a." for cell in results[name].values()) for name in columns}
    lines.append("| **passed, of those that apply** | " + " | ".join(f"**{passed[n]} of {asked[n]}**" for n in columns) + " |")
    return "\n".join(lines)


def _cell(cell: dict | None) -> str:
    if cell is None:
        return "not measured"
    value = cell["value"]
    for mark, escaped in (("\\", "\\\\"), ("|", "\\|"), ("\n", " "), ("<", "&lt;"), ("`", "'"), ("*", "\\*"), ("_", "\\_")):
        value = value.replace(mark, escaped)
    value = value.replace(str(pathlib.Path.home()), "~")
    return cell["outcome"] if value == "" else f"{cell['outcome']}: {value}"


def describe(versions: dict, quiet: bool, count: int) -> str:
    """When, with what, and on what kind of machine."""
    load = os.getloadavg()[0]
    cores = os.cpu_count()
    state = "a quiet machine" if quiet else "a machine that did other work at the same time, so its times are too long"
    return (
        f"Made by `test/jupyter/run conformance --write` on {datetime.date.today().isoformat()}: {count} rows; wt-dfn and tslab on "
        f"Node {node_version()}, ipykernel on Python {platform.python_version()}, jupyter_client "
        f"{importlib.metadata.version('jupyter_client')}, {platform.system()} {platform.machine()}. Times were taken on {state} "
        f"({cores} cores, load {load:.1f} at the end). Megabytes count the kernel and all processes below it."
    )


def write_page(text: str) -> None:
    """Puts the table into the page."""
    page = PAGE.read_text("utf8")
    before, _, rest = page.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not end:
        raise SystemExit(f"{PAGE}: needs the marks {MARKS[0]} and {MARKS[1]}")
    PAGE.write_text(f"{before}{MARKS[0]}\n<!-- prettier-ignore-start -->\n\n{text}\n\n<!-- prettier-ignore-end -->\n{MARKS[1]}{after}", "utf8")


def main() -> int:
    """Exits with 1 where a row of our own kernel fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernels", default=",".join(COLUMNS), help="of wt-dfn, ipykernel, tslab, deno")
    parser.add_argument("--rows", default="", help="only rows whose title or group has this in it")
    parser.add_argument("--state", help="file that keeps what was found; rows in it are not run again")
    parser.add_argument("--json", action="store_true", help="print JSON instead of Markdown")
    parser.add_argument("--write", action="store_true", help="put the table into docs/kernel.md")
    parser.add_argument("--quiet-machine", action="store_true", help="say that nothing else runs")
    flags = parser.parse_args()
    wanted = [row for row in ROWS if flags.rows.lower() in f"{row.group} {row.title}".lower()]
    kernels, missing = find_kernels(flags.kernels.split(","))
    state = State(flags.state)
    with tempfile.TemporaryDirectory() as folder:
        write_specs(kernels, pathlib.Path(folder))
        for kernel in kernels:
            run_kernel(kernel, pathlib.Path(folder), wanted, state)
    results = {kernel.name: state.results[kernel.name] for kernel in kernels}
    versions = {kernel.name: kernel.version for kernel in kernels}
    note = " ".join([describe(versions, flags.quiet_machine, len(wanted)), *missing])
    text = markdown(results, versions, note)
    if flags.write:
        write_page(text)
    print(json.dumps({"note": note, "versions": versions, "results": results}, indent=2) if flags.json else text)
    return int(any(cell["outcome"] == "fail" for cell in results.get("wt-dfn", {}).values()))


if __name__ == "__main__":
    sys.exit(main())
