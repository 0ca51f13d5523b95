"""Errors that point at the cell's own source."""

import re
import time

from driver import Driver, check
from rows.registry import row

GROUP = "errors"


@row(GROUP, "traceback has the line of the cell's own source")
def line(k: Driver) -> None:
    code = k.code(
        ts="interface Wide {\n  a: number\n}\nfunction fails(it: Wide): never {\n  throw new Error('boom ' + it.a)\n}\nfails({ a: 1 })",
        py="class Wide:\n  a: int\n\ndef fails(it):\n  raise ValueError('boom')\n\nfails(1)",
    )
    error = k.run(code).error
    check("boom" in error, "no error shown")
    check(re.search(r":5:\d+|line 5\b|> 5 ", error), "another line")
    check(re.search(r":7:\d+|line 7\b|> 7 ", error), "the caller has another line")


@row(GROUP, "type error fails the cell before it runs")
def types(k: Driver) -> None:
    ran = k.run(k.code(ts="console.log('ran')\nconst n: number = 'text'"))
    check(ran.status == "error", "is not found")
    check("ran" not in ran.printed(), "the cell runs first")


@row(GROUP, "strict: null and implicit any are found")
def strict(k: Driver) -> None:
    ran = k.run(k.code(ts="function size(a) { return (null as string | null).length }"))
    check(ran.status == "error", "is not found")


@row(GROUP, "and points at the line and the token")
def token(k: Driver) -> None:
    ran = k.run(k.code(ts="const right = 1\nconst wrong: number = 'text'"))
    check(re.search(r"2[:,]\s?\d+|line 2", ran.error), "no line")
    check(re.search(r"[~^]{3,}", ran.error), "no mark below the token")


@row(GROUP, "@ts-nocheck relaxes it")
def nocheck(k: Driver) -> None:
    k.expect(k.code(ts="// @ts-nocheck\nconst loose: number = 'text'\nloose"), "text")


@row(GROUP, "error has ename, evalue and traceback in reply and on iopub")
def fields(k: Driver) -> None:
    ran = k.run(k.code(ts="throw new RangeError('far')", py="raise IndexError('far')"))
    name = k.code(ts="RangeError", py="IndexError")
    reply = ran.reply or {}
    shown = next((c for t, c in ran.messages if t == "error"), {})
    for where, content in (("reply", reply), ("iopub", shown)):
        check(content.get("ename") == name and content.get("evalue") == "far" and content.get("traceback"), f"{where}: {content.get('ename')}: {content.get('evalue')}")


@row(GROUP, "uncaught rejection is told, and the session goes on")
def rejection(k: Driver) -> None:
    _later(k, k.code(ts="void Promise.reject(new Error('nobody')); 0", py="import asyncio\nasync def f(): raise ValueError('nobody')\nt = asyncio.ensure_future(f()); 0"))


@row(GROUP, "error in a timer is told, and the session goes on")
def later(k: Driver) -> None:
    _later(k, k.code(ts="setTimeout(() => { throw new Error('nobody') }, 50); 0", py="import threading\ndef f(): raise ValueError('nobody')\nthreading.Timer(0.05, f).start(); 0"))


def _later(k: Driver, code: str) -> None:
    k.run(k.code(ts="var safe = 9", py="safe = 9"))
    ran = k.run(code)
    text = ran.error
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and "nobody" not in text:
        try:
            text += str(k.client.get_iopub_msg(timeout=0.2)["content"])
        except Exception:
            continue
    found = k.run_next("safe", 10)
    check(found.result == "9", f"the session is lost: {found.status}")
    check("nobody" in text, "nothing is told")


@row(GROUP, "process.exit in a cell keeps variables")
def exit_(k: Driver) -> None:
    k.run(k.code(ts="var safe = 9", py="safe = 9"))
    k.run(k.code(ts="process.exit(0)", deno="Deno.exit(0)", py="import sys\nsys.exit(0)"), 10)
    found = k.run_next("safe", 10)
    check(found.result == "9", f"the session is lost: {found.status}")


@row(GROUP, "a session that ends itself is told, and the next cell runs", breaks=True)
def suicide(k: Driver) -> None:
    ran = k.run(k.code(ts="process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined)", py="import os\nos.kill(os.getpid(), 9)"), 10)
    check(ran.status == "error", "is not told")
    k.expect("1 + 1", "2")


@row(GROUP, "out of memory is told as that, and the next cell runs", breaks=True)
def memory(k: Driver) -> None:
    if k.kernel.small_heap:
        k.renew(**k.kernel.small_heap)
        k.warm()
    code = k.code(
        ts="const hold: number[][] = []; while (true) hold.push(new Array(100_000).fill(hold.length))",
        py="import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\nhold = []\nwhile True: hold.append(bytearray(1 << 24))",
    )
    ran = k.run(code, 40)
    check("memory" in ran.error.lower(), f"says {ran.error[:60] or 'nothing'}")
    k.expect("1 + 1", "2")
