"""Lines that may be lost, and their order."""

import time

from driver import Driver, check
from rows.registry import row

GROUP = "output"


def _lines(k: Driver, count: int, limit: float) -> str:
    code = k.code(ts=f"for (let i = 0; i < {count}; i++) console.log('line ' + i)", py=f"for i in range({count}): print('line', i)")
    ran = k.run(code, limit)
    lines = ran.printed().splitlines()
    check(lines == [f"line {i}" for i in range(count)], f"{len(lines)} of {count} lines" + ("" if ran.idle else ", status idle lost"))
    check(ran.idle, "status idle lost")
    return f"{ran.seconds:.1f} s"


@row(GROUP, "20,000 lines of a synchronous loop all arrive, in order")
def twenty_thousand(k: Driver) -> str:
    return _lines(k, 20_000, 30)


@row(GROUP, "1,000,000 lines all arrive, in order, within 60 s", breaks=True)
def a_million(k: Driver) -> str:
    return _lines(k, 1_000_000, 60)


@row(GROUP, "20,000 lines of a child process all arrive")
def child_process(k: Driver) -> str:
    shell = "for i in $(seq 20000); do echo line $i; done"
    code = k.code(
        ts=f"import {{ spawnSync }} from 'node:child_process'\nspawnSync('sh', ['-c', '{shell}'], {{ stdio: 'inherit' }}).status",
        py=f"import subprocess\nsubprocess.run(['sh', '-c', '{shell}']).returncode",
    )
    ran = k.run(code, 30)
    count = ran.printed().count("line ")
    check(count == 20_000, f"{count} of 20000 lines")
    return f"{ran.seconds:.1f} s"


@row(GROUP, "what is written to file descriptor 1 arrives (native code)")
def native(k: Driver) -> None:
    code = k.code(ts="import { writeSync } from 'node:fs'\nwriteSync(1, 'native\\n'); 0", py="import os\nos.write(1, b'native\\n'); 0")
    ran = k.run(code)
    check("native" in ran.printed(), "does not arrive")


@row(GROUP, "stream, display and result arrive in the order of the code")
def order(k: Driver) -> None:
    code = k.code(
        ts="import { display as shown } from 'tslab'\nfor (let i = 0; i < 50; i++) { console.log('a' + i); shown.html('b' + i) }\n'end'",
        deno="for (let i = 0; i < 50; i++) { console.log('a' + i); await Deno.jupyter.display({ 'text/html': 'b' + i }, { raw: true }) }\n'end'",
        py="from IPython.display import HTML, display\nfor i in range(50):\n    print(f'a{i}'); display(HTML(f'b{i}'))\n'end'",
    )
    found: list[str] = []
    for kind, content in k.run(code).messages:
        if kind == "stream":
            found += content["text"].split()
        elif kind in ("display_data", "execute_result"):
            data = content["data"]
            found.append("end" if "end" in data.get("text/plain", "") else data.get("text/html", "?"))
    wanted = [text for i in range(50) for text in (f"a{i}", f"b{i}")] + ["end"]
    check(found == wanted, f"{sum(a == b for a, b in zip(found, wanted))} of {len(wanted)} in place")


@row(GROUP, "output that comes after the cell's end belongs to the cell that began it")
def late_output(k: Driver) -> None:
    code = k.code(
        ts="setTimeout(() => console.log('late'), 400); 0",
        py="import threading\nthreading.Timer(0.4, lambda: print('late')).start(); 0",
    )
    first = k.send(code)
    k.collect(first)
    k.run(k.code(ts="1", py="1"))
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            message = k.client.get_iopub_msg(timeout=0.1)
        except Exception:
            continue
        if message["msg_type"] == "stream" and "late" in message["content"]["text"]:
            check(message["parent_header"].get("msg_id") == first, "shown below another cell")
            return
    check(False, "lost")


@row(GROUP, "update_display_data takes the place of what was shown")
def update(k: Driver) -> None:
    code = k.code(
        ts="import { newDisplay } from 'tslab'\nconst shown = newDisplay(); shown.html('one'); shown.html('two')",
        deno="await Deno.jupyter.display({ 'text/html': 'one' }, { raw: true, display_id: 'd' } as any)\nawait Deno.jupyter.broadcast('update_display_data', { data: { 'text/html': 'two' }, metadata: {}, transient: { display_id: 'd' } })",
        py="from IPython.display import HTML, display\nh = display(HTML('one'), display_id=True); h.update(HTML('two'))",
    )
    kinds = k.run(code).kinds()
    check("update_display_data" in kinds, f"sends {', '.join(kinds) or 'nothing'}")


@row(GROUP, "clear_output")
def clear(k: Driver) -> None:
    code = k.code(
        wt_dfn="console.log('old'); clearOutput(true); console.log('new')",
        deno="console.log('old'); await Deno.jupyter.broadcast('clear_output', { wait: true }); console.log('new')",
        ts="console.log('old'); (globalThis as any).clearOutput(true); console.log('new')",
        py="from IPython.display import clear_output\nprint('old'); clear_output(wait=True); print('new')",
    )
    check("clear_output" in k.run(code).kinds(), "has none")
