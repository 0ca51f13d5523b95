"""10,000 bad messages on all channels: the kernel goes on, says nothing for them, and grows by nothing."""

import json
import os
import time
import unittest

import psutil
import zmq
from jupyter_client import KernelManager

from fuzz import NONSENSE, UNHEARD, Fuzzer

COUNT = int(os.environ.get("WT_DFN_FUZZ_COUNT", "10000"))
SEED = int(os.environ.get("WT_DFN_FUZZ_SEED", "1"))
#: After so many, a good cell is run.
EVERY = 500
LIMIT = 60
#: Megabytes that the kernel's own process may grow by after the first tenth.
MOST_GROWTH = 60


class FuzzTest(unittest.TestCase):
    """The kernel against strangers and against broken front ends."""

    def setUp(self) -> None:
        self.manager = KernelManager(kernel_name="wt-dfn")
        self.manager.start_kernel()
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=LIMIT)
        self.process = psutil.Process(self.manager.provisioner.process.pid)
        info = self.manager.get_connection_info()
        self.fuzzer = Fuzzer(info["key"], SEED)
        context = zmq.Context.instance()
        self.sockets = {}
        for channel in ("shell", "control", "stdin", "hb"):
            socket = context.socket(zmq.DEALER)
            socket.linger = 0
            socket.sndhwm = socket.rcvhwm = 0
            socket.connect(f"tcp://{info['ip']}:{info[channel + '_port']}")
            self.sockets[channel] = socket
        self.iopub = context.socket(zmq.SUB)
        self.iopub.rcvhwm = 0
        self.iopub.subscribe(b"")
        self.iopub.connect(f"tcp://{info['ip']}:{info['iopub_port']}")

    def tearDown(self) -> None:
        for socket in (*self.sockets.values(), self.iopub):
            socket.close(0)
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def family(self) -> list[psutil.Process]:
        """The kernel and the processes that it has started."""
        return [self.process, *self.process.children(recursive=True)]

    def answers(self, n: int) -> None:
        """A good cell is run, and right."""
        self.catch_up()
        shown = []
        reply = self.client.execute_interactive(
            f"{n} * 2", timeout=LIMIT, output_hook=lambda m: shown.append(m["content"].get("data", {}).get("text/plain"))
        )
        self.assertEqual(reply["content"]["status"], "ok", f"after {n} messages")
        self.assertIn(str(n * 2), shown, f"after {n} messages")

    def catch_up(self) -> None:
        """Waits until all that was sent is done: an interrupt or a failure among it may stop or abort a good cell."""
        requests = (("control", "kernel_info_request", {}), ("shell", "execute_request", {"code": "", "silent": True}))
        for channel, kind, content in requests:
            frames = self.fuzzer.signed(kind, content)
            self.sockets[channel].send_multipart(frames)
            self.reply_to(channel, frames)

    def reply_to(self, channel: str, frames: list[bytes]) -> list[bytes]:
        """The reply to a message of the fuzzer's, past those to earlier ones."""
        wanted = json.loads(frames[2])["msg_id"].encode()
        while self.sockets[channel].poll(LIMIT * 1000):
            reply = self.sockets[channel].recv_multipart()
            if wanted in reply[3]:
                return reply
        raise AssertionError(f"no reply on {channel} within {LIMIT} s")

    def heard(self) -> list[bytes]:
        """What has come on iopub, as one text a message."""
        found = []
        while self.iopub.poll(0):
            found.append(b" ".join(self.iopub.recv_multipart()))
        return found

    def flat(self) -> tuple[float, int]:
        """Memory in megabytes and open descriptors of the kernel's own process."""
        return self.process.memory_info().rss / 1e6, self.process.num_fds()

    def test_bad_messages(self) -> None:
        self.answers(0)
        kinds: dict[str, int] = {}
        iopub: list[bytes] = []
        early = self.flat()
        for number in range(1, COUNT + 1):
            channel, kind, frames = self.fuzzer.draw()
            kinds[kind] = kinds.get(kind, 0) + 1
            self.sockets[channel].send_multipart(frames)
            if kind in NONSENSE and frames not in self.fuzzer.sent[-50:]:
                self.fuzzer.sent.append(frames)
            if number % 100 == 0:  # heartbeats with anything in them come back
                beat = [b"beat", str(number).encode(), b""]
                self.sockets["hb"].send_multipart(beat)
                self.assertTrue(self.sockets["hb"].poll(LIMIT * 1000), f"no heartbeat after {number} messages")
                self.assertEqual(self.sockets["hb"].recv_multipart(), beat)
            if number % EVERY == 0:
                self.answers(number)
                iopub += self.heard()
            if number == COUNT // 10:
                early = self.flat()
        time.sleep(1)
        iopub += self.heard()
        self.assertEqual(set(kinds), {*UNHEARD, *NONSENSE}, "every kind was drawn")
        forged = [text for text in iopub if b"FORGED" in text]
        self.assertEqual(forged, [], "a forged message was run or published")
        unasked = [text for text in iopub if b'"parent_header":{}' in text and b"starting" not in text]
        self.assertEqual(unasked, [], "published without a request")
        # Each request of the fuzzer's that iopub tells of was signed well, and is told of once.
        self.assertEqual(len(self.family()), 2, "the session died or doubled")
        late = self.flat()
        print(f"{COUNT} messages, seed {SEED}: memory {early[0]:.0f} to {late[0]:.0f} MB, descriptors {early[1]} to {late[1]}")
        self.assertLess(late[0] - early[0], MOST_GROWTH, "memory in MB")
        self.assertLessEqual(late[1] - early[1], 4, "open descriptors")

    def test_unheard_messages_are_mute(self) -> None:
        """What nobody with the key has sent is answered on no channel, and iopub does not show that it came."""
        self.answers(0)
        time.sleep(1)  # this subscriber may hear of the good cell's end after the client has
        self.heard()
        sent = 0
        while sent < 1000:
            channel, kind, frames = self.fuzzer.draw()
            if kind in UNHEARD:
                self.sockets[channel].send_multipart(frames)
                sent += 1
        time.sleep(2)
        self.assertEqual([text for text in self.heard() if b'"starting"' not in text], [])
        for name, socket in self.sockets.items():
            self.assertEqual(socket.poll(0), 0, f"an answer on {name}")
        self.answers(1)

    def test_replays_run_once(self) -> None:
        """A cell that was recorded on the wire and is played back does not run again."""
        self.answers(0)
        frames = self.fuzzer.signed("execute_request", {"code": "console.log('once')", "allow_stdin": False})
        for _ in range(20):
            self.sockets["shell"].send_multipart(frames)
        self.reply_to("shell", frames)
        self.answers(1)
        ran = [text for text in self.heard() if b'"once\\n"' in text]
        self.assertEqual(len(ran), 1)

    def test_order_does_not_matter(self) -> None:
        """Replies before requests, ends before beginnings: comms, input and interrupts out of order."""
        for kind, content in (
            ("comm_close", {"comm_id": "c"}), ("comm_msg", {"comm_id": "c", "data": {}}),
            ("comm_open", {"comm_id": "c", "target_name": "nobody", "data": {}}), ("comm_open", {"comm_id": "c", "target_name": "again"}),
            ("comm_close", {"comm_id": "c"}), ("comm_close", {"comm_id": "c"}),
        ):
            self.sockets["shell"].send_multipart(self.fuzzer.signed(kind, content))
        self.sockets["stdin"].send_multipart(self.fuzzer.signed("input_reply", {"value": "too early"}))
        self.sockets["control"].send_multipart(self.fuzzer.signed("interrupt_request", {}))
        self.answers(2)
        self.client.execute("const asked = prompt('now?'); asked", allow_stdin=True)
        self.assertEqual(self.client.get_stdin_msg(timeout=LIMIT)["content"]["prompt"].strip(), "now?")
        self.client.input("in time")
        self.assertEqual(self.client.get_shell_msg(timeout=LIMIT)["content"]["status"], "ok")


if __name__ == "__main__":
    unittest.main()
