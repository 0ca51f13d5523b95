"""Times."""

import statistics
import time

from driver import Driver, check
from rows.registry import row

GROUP = "speed"


@row(GROUP, "round trip of a trivial cell, median of 200, at most 1.5 times ipykernel's")
def round_trip(k: Driver) -> str:
    for _ in range(20):
        k.run("1 + 1")
    times = []
    for _ in range(200):
        begun = time.perf_counter()
        request = k.send("1 + 1")
        k.reply(request, 20)
        times.append((time.perf_counter() - begun) * 1000)
        k.client.get_iopub_msg(timeout=0.1)
    _drain(k)
    median = statistics.median(times)
    k.facts.setdefault("round trip", {})[k.kernel.name] = median
    base = k.facts["round trip"].get("ipykernel")
    ratio = "" if base is None else f", {median / base:.1f} times"
    check(base is None or median <= 1.5 * base, f"{median:.1f} ms{ratio}")
    return f"{median:.1f} ms{ratio}"


def _drain(k: Driver) -> None:
    try:
        while True:
            k.client.get_iopub_msg(timeout=0.5)
    except Exception:
        return


@row(GROUP, "start to the reply to kernel_info, at most 1.5 s")
def start(k: Driver) -> str:
    times = []
    for _ in range(3):
        k.renew()
        times.append(k.ready_seconds)
    median = statistics.median(times)
    check(median <= 1.5, f"{median:.2f} s")
    return f"{median:.2f} s"


@row(GROUP, "start to the first cell's result, at most 5 s")
def first_result(k: Driver) -> str:
    times = []
    for _ in range(3):
        k.renew()
        begun = time.monotonic()
        check(k.value("6 * 7", 60) == "42", "gives another value")
        times.append(k.ready_seconds + time.monotonic() - begun)
    median = statistics.median(times)
    check(median <= 5, f"{median:.2f} s")
    return f"{median:.2f} s"
