"""Jupyter's messages, version 5.4."""

import time
import uuid

import zmq

from driver import Driver, check
from fuzz import Fuzzer
from rows.registry import row

GROUP = "protocol"


def completion(k: Driver, limit: float = 10) -> dict:
    return k.answer(k.client.complete("Math.flo" if k.kernel.language == "typescript" else "str.upp", None), limit)


@row(GROUP, "completion")
def complete(k: Driver) -> None:
    reply = completion(k)
    check(any("floor" in m or "upper" in m for m in reply.get("matches", [])), f"gives {len(reply.get('matches', []))} matches")


@row(GROUP, "completion of a name from an earlier cell, by its type")
def complete_names(k: Driver) -> None:
    k.run(k.code(ts="const streamed = { rawLogits: 1 }", py="class S: raw_logits = 1\nstreamed = S()"))
    reply = k.answer(k.client.complete("streamed.raw"))
    check(any("raw" in m for m in reply.get("matches", [])), "nothing")


@row(GROUP, "inspection")
def inspect(k: Driver) -> None:
    reply = k.answer(k.client.inspect(k.code(ts="parseInt", py="print")))
    check(reply.get("found") and reply["data"], "finds nothing")


def _busy(k: Driver, ask) -> str:
    request = k.send(k.code(ts="const end = Date.now() + 3000; while (Date.now() < end);", py="import time\nend = time.time() + 3\nwhile time.time() < end: pass"))
    time.sleep(0.5)
    begun = time.monotonic()
    ask()
    milliseconds = (time.monotonic() - begun) * 1000
    k.collect(request, 20)
    check(milliseconds < 1500, f"only after the cell: {milliseconds:.0f} ms")
    return f"{milliseconds:.0f} ms"


@row(GROUP, "completion while a cell is busy")
def complete_busy(k: Driver) -> str:
    completion(k)
    return _busy(k, lambda: completion(k))


@row(GROUP, "inspection while a cell is busy")
def inspect_busy(k: Driver) -> str:
    return _busy(k, lambda: k.answer(k.client.inspect(k.code(ts="parseInt", py="print"))))


@row(GROUP, "kernel_info on the control channel while a cell is busy")
def info_busy(k: Driver) -> str:
    def ask() -> None:
        k.client.control_channel.send(k.client.session.msg("kernel_info_request", {}))
        k.client.get_control_msg(timeout=10)

    return _busy(k, ask)


@row(GROUP, "heartbeat while a cell is busy")
def heartbeat(k: Driver) -> str:
    socket = _dealer(k, "hb", zmq.REQ)

    def ask() -> None:
        socket.send(b"beat")
        check(socket.poll(10_000) and socket.recv() == b"beat", "none")

    try:
        return _busy(k, ask)
    finally:
        socket.close(0)


@row(GROUP, "is_complete: complete, incomplete, invalid")
def is_complete(k: Driver) -> None:
    samples = k.code(ts="1 + 1\0function f() {\0}{", py="1 + 1\0def f():\0)(").split("\0")
    found = [k.answer(k.client.is_complete(code))["status"] for code in samples]
    check(found == ["complete", "incomplete", "invalid"], ", ".join(found))


@row(GROUP, "history: tail, range, search", fresh=True)
def history(k: Driver) -> None:
    for code in ("6 * 7", "6 * 8"):
        k.run(code)
    tail = k.answer(k.client.history(raw=True, output=False, hist_access_type="tail", n=2)).get("history", [])
    check([h[2] for h in tail] == ["6 * 7", "6 * 8"], f"tail gives {len(tail)} lines")
    some = k.answer(k.client.history(raw=True, output=False, hist_access_type="range", session=0, start=1, stop=2)).get("history", [])
    check([h[2] for h in some] == ["6 * 7"], f"range gives {len(some)} lines")
    found = k.answer(k.client.history(raw=True, output=False, hist_access_type="search", pattern="*8", n=5)).get("history", [])
    check("6 * 8" in [h[2] for h in found], "search finds nothing")


@row(GROUP, "kernel_info has every field")
def info(k: Driver) -> str:
    reply = k.answer(k.client.kernel_info())
    fields = ("protocol_version", "implementation", "implementation_version", "language_info", "banner", "status")
    missing = [f for f in fields if not reply.get(f)] + [f for f in ("name", "version", "mimetype", "file_extension") if not reply.get("language_info", {}).get(f)]
    check(not missing, f"has no {', '.join(missing)}")
    return f"protocol {reply['protocol_version']}"


@row(GROUP, "execution counts; blank cells and store_history=false do not count", fresh=True)
def counts(k: Driver) -> None:
    found = [(k.run(code, store_history=store).reply or {}).get("execution_count") for code, store in (("1", True), ("2", False), ("3", True))]
    check(found[0] == 1 and found[2] == 2, f"counts {found}")


@row(GROUP, "cells that wait are aborted after an error")
def aborted(k: Driver) -> None:
    bad = k.send(k.code(ts="throw new Error('first')", py="raise Exception('first')"))
    next_ = k.send("1 + 1")
    k.collect(bad)
    found = k.collect(next_).status
    check(found == "aborted", f"the next one: {found}")


@row(GROUP, "stop_on_error=false lets them run")
def not_aborted(k: Driver) -> None:
    bad = k.send(k.code(ts="throw new Error('first')", py="raise Exception('first')"), stop_on_error=False)
    next_ = k.send("1 + 1")
    k.collect(bad)
    found = k.collect(next_).status
    check(found == "ok", f"the next one: {found}")


@row(GROUP, "silent publishes no input and no result")
def silent(k: Driver) -> None:
    ran = k.run("1 + 1", silent=True)
    kinds = [t for t, _ in ran.messages if t != "status"]
    check(ran.status == "ok" and not kinds, f"publishes {', '.join(kinds)}")


@row(GROUP, "user_expressions, good and bad")
def expressions(k: Driver) -> None:
    reply = k.run("0", user_expressions={"good": "6 * 7", "bad": "noSuchName"}).reply or {}
    found = reply.get("user_expressions") or {}
    check(found.get("good", {}).get("data", {}).get("text/plain") == "42", "no value")
    check(found.get("bad", {}).get("status") == "error", "no error")


@row(GROUP, "user_expressions of an empty cell")
def expressions_alone(k: Driver) -> None:
    found = (k.run("", silent=True, user_expressions={"good": "6 * 7"}).reply or {}).get("user_expressions") or {}
    check(found.get("good", {}).get("data", {}).get("text/plain") == "42", "no value")


@row(GROUP, "input_request, answered by the person")
def input_(k: Driver) -> None:
    request = k.send(k.code(ts="const who = prompt('Who?'); who", py="who = input('Who?'); who"), allow_stdin=True)
    try:
        asked = k.client.get_stdin_msg(timeout=10)
    except Exception:
        k.interrupt()
        check(False, "asks nothing")
    check("Who?" in asked["content"]["prompt"], "asks something else")
    k.client.input("Ada")
    check(k.collect(request, 10).result == "Ada", "the answer is lost")


@row(GROUP, "allow_stdin=false: the cell does not wait for an answer")
def no_input(k: Driver) -> None:
    k.run(k.code(ts="prompt('Who?')", py="input('Who?')"), 10, allow_stdin=False)


@row(GROUP, "comms: opened by the front end, message, close, comm_info")
def comms(k: Driver) -> None:
    code = k.code(
        wt_dfn="comms.register('echo', (comm) => { comm.onMessage = (data) => comm.send({ back: data }) })",
        ts="throw new Error('has none')",
        py="def opened(comm, message):\n    comm.on_msg(lambda m: comm.send({'back': m['content']['data']}))\nget_ipython().kernel.comm_manager.register_target('echo', opened)",
    )
    check(k.run(code).status == "ok", "has no comms for cells")
    identity = uuid.uuid4().hex
    say = lambda kind, content: k.client.shell_channel.send(k.client.session.msg(kind, {"comm_id": identity, **content}))  # noqa: E731
    say("comm_open", {"target_name": "echo", "data": {}})
    say("comm_msg", {"data": {"n": 1}})
    deadline = time.monotonic() + 5
    back = None
    while back is None and time.monotonic() < deadline:
        message = k.client.get_iopub_msg(timeout=5)
        back = message["content"]["data"] if message["msg_type"] == "comm_msg" else None
    check(back == {"back": {"n": 1}}, "no message comes back")
    check(identity in k.answer(k.client.comm_info("echo")).get("comms", {}), "comm_info does not know it")
    say("comm_close", {"data": {}})
    time.sleep(0.3)
    check(identity not in k.answer(k.client.comm_info("echo")).get("comms", {}), "stays open")


def _dealer(k: Driver, channel: str, kind: int = zmq.DEALER) -> zmq.Socket:
    info = k.manager.get_connection_info()
    socket = zmq.Context.instance().socket(kind)
    socket.linger = 0
    socket.connect(f"tcp://{info['ip']}:{info[channel + '_port']}")
    return socket


def _strangers(k: Driver, kinds: tuple[str, ...]) -> None:
    fuzzer = Fuzzer(k.manager.get_connection_info()["key"], 7)
    for channel in ("shell", "control"):
        socket = _dealer(k, channel)
        for _ in range(25):
            for kind in kinds:
                socket.send_multipart(fuzzer.make(kind, channel))
        time.sleep(1)
        heard = socket.poll(0)
        socket.close()
        check(not heard, f"answers on {channel}")
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        try:
            message = k.client.get_iopub_msg(timeout=0.1)
        except Exception:
            continue
        check("FORGED" not in str(message["content"]), "runs them")
    check(k.run("1 + 1").result == "2", "the kernel does not go on")


@row(GROUP, "messages with a wrong signature are ignored, and the kernel goes on", breaks=True)
def wrong(k: Driver) -> None:
    _strangers(k, ("wrong key", "no signature", "changed content"))


@row(GROUP, "truncated messages and noise are ignored, and the kernel goes on", breaks=True)
def truncated(k: Driver) -> None:
    _strangers(k, ("truncated", "no delimiter", "noise", "empty"))


@row(GROUP, "a message that is played back does not run twice", breaks=True)
def replayed(k: Driver) -> None:
    fuzzer = Fuzzer(k.manager.get_connection_info()["key"], 8)
    k.run(k.code(ts="var runs = 0", py="runs = 0"))
    socket = _dealer(k, "shell")
    frames = fuzzer.signed("execute_request", {"code": "runs += 1", "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True})
    for _ in range(5):
        socket.send_multipart(frames)
    time.sleep(1.5)
    socket.close()
    found = k.value("runs")
    check(found == "1", f"runs {found} times")
