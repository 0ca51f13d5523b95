"""Drives one kernel through jupyter_client, with a time limit for everything."""

import os
import pathlib
import queue
import subprocess
import time
from dataclasses import dataclass, field

import psutil
import zmq
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from kernels import Kernel

#: Seconds that a kernel may take until it is ready.
START = 60
#: Seconds of silence after a reply, after which the status that ends a cell counts as lost.
LOST = 2


class NotApplicable(Exception):
    """The row makes no sense for this kernel's language."""


class Failed(Exception):
    """The kernel does not do what the row asks for; the message goes into the table."""


class Hung(Failed):
    """Nothing came within the limit; the kernel is killed and started anew."""


@dataclass
class Ran:
    """What came of a cell."""

    reply: dict | None = None
    #: Type and content of what was published for it, in order.
    messages: list[tuple[str, dict]] = field(default_factory=list)
    idle: bool = False
    seconds: float = 0

    def printed(self, name: str = "stdout") -> str:
        """Its text on a stream."""
        return "".join(c["text"] for t, c in self.messages if t == "stream" and c["name"] == name)

    @property
    def status(self) -> str:
        """ok, error or aborted."""
        return (self.reply or {}).get("status", "no reply")

    @property
    def result(self) -> str | None:
        """Its value as text, without colours and quotes."""
        for kind, content in self.messages:
            if kind == "execute_result" or (kind == "display_data" and "text/plain" in content["data"]):
                return plain(str(content["data"].get("text/plain"))).strip("'\"")
        # tslab prints a cell's value instead of sending it as a result.
        printed = plain(self.printed()).strip()
        return printed.splitlines()[-1].strip("'\"") if printed else None

    @property
    def error(self) -> str:
        """Name, message and traceback of its error, and what it printed of it."""
        parts = [f"{c.get('ename')}: {c.get('evalue')}\n" + "\n".join(c.get("traceback", [])) for t, c in self.messages if t == "error"]
        return plain("\n".join(parts) + self.printed("stderr"))

    def kinds(self) -> list[str]:
        """Types of what was published, without statuses and the echo of the cell."""
        return [t for t, _ in self.messages if t not in ("status", "execute_input")]


def plain(text: str) -> str:
    """Text without colours."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def check(condition: object, why: str) -> None:
    """Fails the row where the condition does not hold."""
    if not condition:
        raise Failed(why)


class Driver:
    """One kernel, running."""

    def __init__(self, kernel: Kernel, specs: pathlib.Path, folder: pathlib.Path) -> None:
        self.kernel = kernel
        self.folder = folder
        self.specs = specs
        self.fresh = True
        self.environment: dict[str, str] = {}
        #: Replies that came while another one was waited for.
        self.replies: dict[str, dict] = {}

    def code(self, **variants: str) -> str:
        """The variant for this kernel: by its name (with _ for -), else by its language (ts or py)."""
        language = "py" if self.kernel.language == "python" else "ts"
        found = variants.get(self.kernel.name.replace("-", "_"), variants.get(language))
        if found is None:
            raise NotApplicable
        return found

    def start(self) -> None:
        """Starts the kernel, and waits until it answers."""
        context = zmq.Context()
        context.setsockopt(zmq.RCVHWM, 0)  # what is lost is lost by the kernel
        manager = KernelSpecManager(kernel_dirs=[str(self.specs)], ensure_native_kernel=False)
        self.manager = KernelManager(kernel_name=self.kernel.name, kernel_spec_manager=manager, context=context)
        begun = time.monotonic()
        environment = {**os.environ, **self.environment}
        self.manager.start_kernel(cwd=str(self.folder / "notebooks"), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = psutil.Process(self.manager.provisioner.process.pid)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=START)
        self.ready_seconds = time.monotonic() - begun
        self.fresh = True

    def stop(self) -> None:
        """Ends it, with everything that it has started."""
        family = self.family()
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        for each in family:
            try:
                each.kill()
            except psutil.NoSuchProcess:
                pass

    def renew(self, **environment: str) -> None:
        """A fresh kernel, with more environment."""
        self.stop()
        self.environment = environment
        self.start()

    def warm(self) -> None:
        """Runs a first cell: what a kernel does once is not to count against a row's limit."""
        self.run("1 + 1", START)

    def family(self) -> list[psutil.Process]:
        """The kernel's process and those below it."""
        try:
            return [self.process, *self.process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def megabytes(self) -> float:
        """Memory of the family."""
        return sum(each.memory_info().rss for each in self.family()) / 1e6

    def send(self, code: str, **options) -> str:
        """Asks for a cell to be run."""
        self.fresh = False
        options.setdefault("allow_stdin", False)
        return self.client.execute(code, **options)

    def run(self, code: str, limit: float = 20, **options) -> Ran:
        """Runs a cell to its end."""
        return self.collect(self.send(code, **options), limit)

    def run_next(self, code: str, limit: float = 20) -> Ran:
        """Runs a cell as a person does: once more where the kernel still aborts what comes after a failure."""
        ran = self.run(code, limit)
        if ran.status.startswith("abort"):
            time.sleep(0.5)
            ran = self.run(code, limit)
        return ran

    def value(self, code: str, limit: float = 20) -> str:
        """The value of a cell that has to succeed."""
        ran = self.run_next(code, limit)
        check(ran.status == "ok", f"fails: {first_line(ran.error)}")
        check(ran.result is not None, "gives no result")
        return ran.result or ""

    def expect(self, code: str, value: str) -> None:
        """A cell that has to give this value."""
        found = self.value(code)
        check(found == value, f"gives {found[:60]} and not {value}")

    def collect(self, request: str, limit: float = 20, until: str | None = None) -> Ran:
        """What comes of a request until its end, or until a text was printed."""
        ran = Ran()
        begun = last = time.monotonic()
        while not (ran.reply is not None and ran.idle):
            now = time.monotonic()
            if now - begun > limit:
                if ran.reply is None:
                    lines = ran.printed().count("\n")
                    raise Hung(f"no reply in {limit:.0f} s" + (f" ({lines} lines came)" if lines > 5 else ""))
                break
            if ran.reply is not None and now - last > LOST:
                break
            try:
                message = self.client.get_iopub_msg(timeout=0.01)
            except queue.Empty:
                message = None
            if message is not None and message["parent_header"].get("msg_id") == request:
                last = time.monotonic()
                kind, content = message["msg_type"], message["content"]
                ran.messages.append((kind, content))
                ran.idle = kind == "status" and content["execution_state"] == "idle"
                if until is not None and kind == "stream" and until in content["text"]:
                    break
            if ran.reply is None and (message is None or ran.idle):
                ran.reply = self.reply(request)
                last = time.monotonic()  # what was published before it may still be on its way
        ran.seconds = time.monotonic() - begun
        return ran

    def reply(self, request: str, limit: float = 0) -> dict | None:
        """The reply to a request, where it is there."""
        deadline = time.monotonic() + limit
        while request not in self.replies:
            try:
                message = self.client.get_shell_msg(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                return None
            self.replies[message["parent_header"].get("msg_id", "")] = message["content"]
        return self.replies.pop(request)

    def answer(self, request: str, limit: float = 10) -> dict:
        """The reply to a request other than a cell's; it has to come."""
        content = self.reply(request, limit)
        if content is None:
            raise Hung(f"no reply in {limit:.0f} s")
        return content

    def interrupt(self) -> None:
        """As the stop button does, in the way that the kernelspec asks for."""
        self.manager.interrupt_kernel()


def first_line(text: str) -> str:
    """The first line of an error, short."""
    return (text.strip().splitlines() or ["no message"])[0][:80]
