"""Malformed, mis-signed, truncated, replayed and out-of-order messages, made by chance from a seed."""

import hashlib
import hmac
import json
import random
import uuid

DELIMITER = b"<IDS|MSG>"
#: Message types of each channel that a kernel takes requests on.
TYPES = {
    "shell": ["execute_request", "complete_request", "inspect_request", "history_request", "is_complete_request",
              "kernel_info_request", "comm_info_request", "connect_request", "comm_open", "comm_msg", "comm_close"],
    "control": ["kernel_info_request", "interrupt_request", "debug_request", "usage_request", "create_subshell_request"],
    "stdin": ["input_reply"],
}
#: Kinds that no kernel may answer: nobody with the key has meant them.
UNHEARD = ("wrong key", "no signature", "cut signature", "changed content", "truncated", "no delimiter", "noise",
           "replayed", "not json", "not utf-8", "not objects", "no header fields", "empty", "many frames")
#: Kinds that are signed well and say nonsense; an answer is right, the kernel's end is not.
NONSENSE = ("unknown type", "wrong channel", "odd fields", "no fields", "unasked reply", "unknown comm", "deep json")


class Fuzzer:
    """Draws messages as lists of frames; the same seed draws the same ones but for their ids."""

    def __init__(self, key: bytes, seed: int) -> None:
        self.random = random.Random(seed)
        self.key = key
        self.session = f"fuzz-{seed}"
        self.count = 0
        #: Well signed messages that the kernel has had, to be played back.
        self.sent: list[list[bytes]] = []

    def sign(self, parts: list[bytes], key: bytes | None = None) -> bytes:
        """The signature of four JSON frames."""
        mac = hmac.new(self.key if key is None else key, digestmod=hashlib.sha256)
        for part in parts:
            mac.update(part)
        return mac.hexdigest().encode()

    def header(self, kind: str) -> dict:
        """A header as it should be."""
        self.count += 1
        return {"msg_id": f"{self.session}-{self.count}-{uuid.uuid4().hex}", "session": self.session, "username": "fuzz",
                "date": "2026-01-01T00:00:00Z", "msg_type": kind, "version": "5.4"}

    def parts(self, kind: str, content: object) -> list[bytes]:
        """Header, parent, metadata and content."""
        return [json.dumps(part).encode() for part in (self.header(kind), {}, {}, content)]

    def signed(self, kind: str, content: object) -> list[bytes]:
        """A whole message that is signed well."""
        parts = self.parts(kind, content)
        return [DELIMITER, self.sign(parts), *parts]

    def execute(self) -> list[bytes]:
        """What no one without the key may make a kernel do: it says so on iopub if it is run."""
        return self.parts("execute_request", {"code": "console.log('FORGED')", "silent": False, "allow_stdin": False})

    def draw(self) -> tuple[str, str, list[bytes]]:
        """One message: its channel, its kind, and its frames."""
        kind = self.random.choice(UNHEARD if self.random.random() < 0.7 else NONSENSE)
        channel = self.random.choice(list(TYPES))
        return self.channel_of(kind, channel), kind, self.make(kind, channel)

    def channel_of(self, kind: str, channel: str) -> str:
        """Forged cells go where cells are run, half of the time."""
        return "shell" if kind in UNHEARD and self.random.random() < 0.5 else channel

    def make(self, kind: str, channel: str) -> list[bytes]:
        """The frames of a message of a kind."""
        chance = self.random
        forged = self.execute()
        good = self.sign(forged)
        noise = [chance.randbytes(chance.randrange(200)) for _ in range(chance.randrange(1, 9))]
        match kind:
            case "wrong key":
                return [DELIMITER, self.sign(forged, chance.randbytes(32)), *forged]
            case "no signature":
                return [DELIMITER, b"", *forged]
            case "cut signature":
                return [DELIMITER, good[: chance.randrange(64)], *forged]
            case "changed content":
                return [DELIMITER, good, *forged[:3], forged[3].replace(b"FORGED", b"FORGED too")]
            case "truncated":
                return [DELIMITER, good, *forged][: chance.randrange(1, 6)]
            case "no delimiter":
                return [good, *forged]
            case "noise":
                return noise
            case "replayed":
                return chance.choice(self.sent) if self.sent else noise
            case "not json":
                return self._signed_raw([*forged[:3], b"{" * chance.randrange(1, 50)])
            case "not utf-8":
                return self._signed_raw([*forged[:3], b'{"code": "console.log(\'FORGED\')\xff\xfe"}'])
            case "not objects":
                return self._signed_raw([forged[0], b"[]", b"null", chance.choice([b"7", b"[]", b'"text"', b"null", b"true"])])
            case "no header fields":
                header = chance.choice([b"{}", b'{"msg_id": 7, "msg_type": "execute_request"}', b'{"msg_id": "a"}'])
                return self._signed_raw([header, *forged[1:]])
            case "empty":
                return [b""] * chance.randrange(1, 8)
            case "many frames":
                return [b"x"] * 1200 + [DELIMITER, good, *forged]
        return self._nonsense(kind, channel)

    def _signed_raw(self, parts: list[bytes]) -> list[bytes]:
        return [DELIMITER, self.sign(parts), *parts]

    def _nonsense(self, kind: str, channel: str) -> list[bytes]:
        chance = self.random
        odd = chance.choice([None, 7, -1, 1e308, [], {}, "\u0000", "\ud83d", True, "x" * 1000])
        match kind:
            case "unknown type":
                return self.signed(chance.choice(["", "no_such_request", "__proto__", "constructor", "toString", "execute_reply"]), {})
            case "wrong channel":
                other = chance.choice([name for name in TYPES if name != channel])
                return self.signed(chance.choice([t for t in TYPES[other] if not t.startswith(("execute", "interrupt"))]), {})
            case "odd fields":
                type_ = chance.choice(TYPES[channel])
                fields = ("code", "cursor_pos", "n", "start", "pattern", "comm_id", "target_name", "data", "hist_access_type", "value",
                          "silent", "user_expressions", "session", "detail_level")
                content = {field: odd for field in fields if chance.random() < 0.7}
                if type_ == "execute_request":
                    content["code"] = chance.choice([None, 7, [], {}])
                return self.signed(type_, content)
            case "no fields":
                return self.signed(chance.choice(TYPES[channel]), {})
            case "unasked reply":
                return self.signed("input_reply", {"value": odd})
            case "unknown comm":
                return self.signed(chance.choice(["comm_msg", "comm_close"]), {"comm_id": uuid.uuid4().hex, "data": {"odd": odd}})
            case _:
                depth = chance.randrange(10, 2000)
                raw = b'{"code": ' + b"[" * depth + b"]" * depth + b"}"
                return self._signed_raw([*self.parts(chance.choice(TYPES[channel]), {})[:3], raw])
