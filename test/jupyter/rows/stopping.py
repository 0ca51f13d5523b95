"""The stop button."""

import signal
import socket
import time

from driver import Driver, NotApplicable, check
from rows.registry import row

GROUP = "stop"
#: Seconds that a stopped cell may take to end.
LIMIT = 5


def stop(k: Driver, code: str, by=None) -> str:
    """Begins a cell, stops it, and looks whether the session is what it was."""
    print_ = k.code(ts="console.log('begun')", py="print('begun', flush=True)")
    k.run(k.code(ts="var kept = 7", py="kept = 7"))
    request = k.send(f"{print_}\n{code}")
    k.collect(request, 20, until="begun")
    time.sleep(0.3)
    begun = time.monotonic()
    (by or k.interrupt)()
    try:
        k.collect(request, LIMIT)
    except Exception:
        check(k.process.is_running() and k.process.status() != "zombie", "the kernel has ended")
        raise
    milliseconds = (time.monotonic() - begun) * 1000
    ran = k.run_next(k.code(ts="kept", py="kept"), LIMIT)
    check(ran.result == "7", f"the next cell does not find its variable: {ran.status}")
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        try:
            message = k.client.get_iopub_msg(timeout=0.1)
        except Exception:
            continue
        late = message["parent_header"].get("msg_id") == request and message["msg_type"] in ("stream", "display_data")
        check(not late, "the stopped cell goes on and prints")
    return f"{milliseconds:.0f} ms"


@row(GROUP, "while (true)")
def loop(k: Driver) -> str:
    return stop(k, k.code(ts="while (true) {}", py="while True: pass"))


@row(GROUP, "loop after an await")
def loop_after_await(k: Driver) -> str:
    code = k.code(
        ts="await new Promise((r) => setTimeout(r, 20)); while (true) {}",
        py="import asyncio\nawait asyncio.sleep(0.02)\nwhile True: pass",
    )
    return stop(k, code)


@row(GROUP, "loop of try and catch")
def loop_of_catch(k: Driver) -> str:
    code = k.code(
        ts="while (true) { try { while (true) {} } catch {} }",
        py="while True:\n    try:\n        while True: pass\n    except Exception: pass",
    )
    return stop(k, code)


@row(GROUP, "loop of timers")
def loop_of_timers(k: Driver) -> str:
    code = k.code(
        ts="for (;;) { await new Promise((r) => setTimeout(r, 20)); console.log('tick') }",
        py="import asyncio\nwhile True:\n    await asyncio.sleep(0.02)\n    print('tick')",
    )
    return stop(k, code)


@row(GROUP, "fetch of a server that never answers")
def fetch(k: Driver) -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        code = k.code(ts=f"await fetch('{url}')", py=f"import urllib.request\nurllib.request.urlopen('{url}')")
        return stop(k, code)


@row(GROUP, "await of what never settles")
def never(k: Driver) -> str:
    return stop(k, k.code(ts="await new Promise(() => undefined)", py="import asyncio\nawait asyncio.get_event_loop().create_future()"))


@row(GROUP, "loop that prints without end")
def print_loop(k: Driver) -> str:
    return stop(k, k.code(ts="while (true) console.log('and on')", py="while True: print('and on')"))


@row(GROUP, "background timer of a stopped cell is mute")
def interval(k: Driver) -> str:
    code = k.code(
        ts="setInterval(() => console.log('tick'), 30); await new Promise(() => undefined)",
        py="import asyncio\nasync def tick():\n    while True:\n        await asyncio.sleep(0.03); print('tick')\nt = asyncio.ensure_future(tick()); await asyncio.get_event_loop().create_future()",
    )
    return stop(k, code)


@row(GROUP, "by SIGINT to the kernel's process")
def by_signal(k: Driver) -> str:
    return stop(k, k.code(ts="while (true) {}", py="while True: pass"), lambda: k.process.send_signal(signal.SIGINT))


@row(GROUP, "by message on the control channel, which is answered")
def by_message(k: Driver) -> str:
    def ask() -> None:
        message = k.client.session.msg("interrupt_request", {})
        k.client.control_channel.send(message)
        reply = k.client.get_control_msg(timeout=LIMIT)
        check(reply["msg_type"] == "interrupt_reply", f"answers {reply['msg_type']}")

    return stop(k, k.code(ts="while (true) {}", py="while True: pass"), ask)


@row(GROUP, "stop while nothing runs leaves the next cell alone")
def idle(k: Driver) -> None:
    k.interrupt()
    time.sleep(0.3)
    k.expect(k.code(ts="1 + 1", py="1 + 1"), "2")


@row(GROUP, "an AbortSignal of the cell for the person's own work")
def own_signal(k: Driver) -> str:
    if k.kernel.language == "python":
        raise NotApplicable  # KeyboardInterrupt is Python's own way
    k.run("var heard = ''")
    request = k.send("console.log('begun'); (globalThis as any).cell.signal.addEventListener('abort', () => { heard = 'heard' }); await new Promise(() => undefined)")
    k.collect(request, 20, until="begun")
    k.interrupt()
    k.collect(request, LIMIT)
    k.expect("heard", "heard")
