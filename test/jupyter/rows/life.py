"""From the kernel's start to its end."""

import subprocess
import sys
import time

import psutil

from driver import Driver, Hung, check
from rows.registry import row

GROUP = "life"
#: Starts a kernel, says its process, and does nothing more.
PARENT = """
import sys, time
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
m = KernelManager(kernel_name=sys.argv[1], kernel_spec_manager=KernelSpecManager(kernel_dirs=[sys.argv[2]], ensure_native_kernel=False))
m.start_kernel(cwd=sys.argv[3], stderr=__import__('subprocess').DEVNULL)
c = m.blocking_client(); c.start_channels(); c.wait_for_ready(timeout=60)
c.execute(sys.argv[4]); time.sleep(2)
print(m.provisioner.process.pid, flush=True)
time.sleep(600)
"""


def gone(family: list[psutil.Process], limit: float) -> list[psutil.Process]:
    """Those that still run after some seconds."""
    _, alive = psutil.wait_procs(family, timeout=limit)
    return [each for each in alive if each.status() != "zombie"]


@row(GROUP, "restart: names are gone, the kernel works")
def restart(k: Driver) -> str:
    k.run(k.code(ts="var kept = 1", py="kept = 1"))
    begun = time.monotonic()
    k.manager.restart_kernel()
    k.client.wait_for_ready(timeout=60)
    k.process = psutil.Process(k.manager.provisioner.process.pid)
    check(k.run(k.code(ts="kept", py="kept"), 30).status == "error", "names live on")
    k.expect("1 + 1", "2")
    return f"{time.monotonic() - begun:.1f} s"


def _shutdown(k: Driver) -> None:
    family = k.family()
    k.client.shutdown()
    left = gone(family, 8)
    check(not left, f"{len(left)} of {len(family)} processes run on after 8 s")


@row(GROUP, "shutdown_request leaves no process", breaks=True)
def shutdown(k: Driver) -> None:
    k.run("1 + 1")
    _shutdown(k)


@row(GROUP, "shutdown_request while a timer runs", breaks=True)
def shutdown_busy(k: Driver) -> None:
    k.run(k.code(ts="setInterval(() => undefined, 100); 0", py="import threading\nt = threading.Timer(60, print); t.start(); 0"))
    _shutdown(k)


@row(GROUP, "shutdown_request during while (true)", breaks=True)
def shutdown_loop(k: Driver) -> None:
    k.send(k.code(ts="while (true) {}", py="while True: pass"))
    time.sleep(2)
    family = k.family()
    k.client.control_channel.send(k.client.session.msg("shutdown_request", {"restart": False}))
    left = gone(family, 8)
    check(not left, f"{len(left)} of {len(family)} processes run on after 8 s")


def _orphan(k: Driver, code: str) -> str:
    command = [sys.executable, "-c", PARENT, k.kernel.name, str(k.specs), str(k.folder / "notebooks"), code]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    kernel = psutil.Process(int(parent.stdout.readline()))
    family = [kernel, *kernel.children(recursive=True)]
    begun = time.monotonic()
    parent.kill()
    parent.wait()
    left = gone(family, 10)
    seconds = time.monotonic() - begun
    for each in left:
        each.kill()
    check(not left, f"{len(left)} of {len(family)} processes run on after 10 s")
    return f"{seconds:.1f} s"


@row(GROUP, "the kernel ends with the process that started it")
def orphan(k: Driver) -> str:
    return _orphan(k, "1")


@row(GROUP, "also during while (true)")
def orphan_busy(k: Driver) -> str:
    return _orphan(k, k.code(ts="while (true) {}", py="while True: pass"))


@row(GROUP, "1,000 cells: memory from the 100th on grows by less than 100 MB", fresh=True)
def soak(k: Driver) -> str:
    code = k.code(
        ts="let value{} = {} as number; const list{} = [value{}, value{}]; list{}.length",
        py="value{} = {}; list{} = [value{}, value{}]; len(list{})",
    )
    early = 0.0
    begun = time.monotonic()
    for number in range(1000):
        slot = number % 10
        ran = k.run(code.format(slot, number, *[slot] * 4), 30)
        check(ran.result == "2", f"cell {number} gives {ran.result or ran.error[:40]}")
        if time.monotonic() - begun > 300:
            raise Hung(f"{number} cells in 300 s")
        if number == 100:
            early = k.megabytes()
    late = k.megabytes()
    check(late - early < 100, f"{early:.0f} to {late:.0f} MB")
    return f"{early:.0f} to {late:.0f} MB, {(time.monotonic() - begun):.0f} s"
