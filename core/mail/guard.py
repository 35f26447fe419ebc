"""A second wall round the parser: messages that look like trouble are read in a process of their own.

`parse` bounds its time and memory by itself. This is for what nobody thought of: the process has limits on memory,
processor time and the clock, and whatever happens to it the message comes back, if only with its beginning.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from core.mail import limits
from core.mail.as_json import message_json
from core.mail.headers import read_headers
from core.mail.message import Address, Attachment, Bounce, Message
from core.mail.parse import parse

SECONDS: Final = 10.0
"""On the clock, the start of the process and waiting for a busy machine included."""
CPU_SECONDS: Final = 2
"""Of the processor's time, which no other program can use up."""
MEMORY_BYTES: Final = 288 * 1024 * 1024
"""Address space of the process for up to 25 MB of message; each byte more gives it ten."""
LARGE_BYTES: Final = 12 * 1024 * 1024
_USUAL_BYTES: Final = 25 * 1024 * 1024
_MANY_PARTS: Final = 300
_MANY_TAGS: Final = 100_000
_BIG_HEAD: Final = 64 * 1024
_BEGINNING: Final = 128 * 1024
_EXPECTED_FAULTS: Final = (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError)


def is_suspicious(raw: bytes) -> bool:
    """Whether a message is large or odd enough to be read behind the wall: a few counts over its bytes."""
    if len(raw) < _BIG_HEAD:
        return False
    if len(raw) > LARGE_BYTES or raw.count(b"\n--") > 4 * _MANY_PARTS:
        return True
    if raw.count(b"<") > _MANY_TAGS or raw.count(b"\x1b") > _MANY_TAGS:
        return True
    head = raw.find(b"\n\r\n", 0, _BIG_HEAD) < 0 and raw.find(b"\n\n", 0, _BIG_HEAD) < 0
    return head or raw.count(b"ontent-") > 4 * _MANY_PARTS


def read_guarded(raw: bytes, *, seconds: float = SECONDS, own_words: bool = True) -> Message:
    """As `parse`, never raising, and within limits of time and memory for a message that looks like trouble.

    Where these are passed, what its beginning says is shown, without files, and a warning says why.
    """
    raw = raw[: limits.MESSAGE_BYTES + 1]
    if is_suspicious(raw):
        return _behind_the_wall(raw, seconds)
    try:
        return parse(raw, own_words=own_words)
    except Exception as error:  # noqa: BLE001 (one message never stops the rest)
        return _shortened(_headers(raw), f"its reader failed ({type(error).__name__})")


def _behind_the_wall(raw: bytes, seconds: float) -> Message:
    try:
        return _in_a_process(raw, seconds)
    except subprocess.TimeoutExpired:
        reason = f"not read within {seconds:g} seconds"
    except subprocess.CalledProcessError as error:
        spent = error.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
        reason = f"not read within {CPU_SECONDS} seconds" if spent else "not read within its limits"
    except _EXPECTED_FAULTS:
        reason = "not read within its limits"
    try:
        return _shortened(_in_a_process(raw[:_BEGINNING], seconds), reason)
    except _EXPECTED_FAULTS:
        return _shortened(_headers(raw), reason)


def _in_a_process(raw: bytes, seconds: float) -> Message:
    command = [sys.executable, "-m", "core.mail.guard", str(len(raw)), str(CPU_SECONDS)]
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, input=raw, capture_output=True, timeout=seconds, check=True, cwd=here)
    return _message(json.loads(done.stdout))


def _headers(raw: bytes) -> Message:
    """The message without its body: a head is short, and reading it is what `parse` does first."""
    head = raw[: min(read_headers(raw, top=True).body, _BIG_HEAD)]
    kept = [line for line in head.split(b"\n") if not line.lower().startswith(b"content-")]
    return parse(b"\n".join(kept) + b"\n\n")


def _shortened(message: Message, reason: str) -> Message:
    warning = f"only the beginning is shown: {reason}; the message is kept"
    return message._replace(attachments=(), warnings=(*message.warnings, warning))


def _message(data: Mapping[str, Any]) -> Message:
    """A message out of the JSON that the process writes."""
    return Message(
        message_id=data["message_id"],
        in_reply_to=data["in_reply_to"],
        references=tuple(data["references"]),
        subject=data["subject"],
        sender=Address(**data["from"]) if data["from"] else None,
        to=tuple(Address(**a) for a in data["to"]),
        cc=tuple(Address(**a) for a in data["cc"]),
        reply_to=tuple(Address(**a) for a in data["reply_to"]),
        date=datetime.fromisoformat(data["date"]) if data["date"] else None,
        text=data["text"],
        reply_text=data["reply_text"],
        attachments=tuple(Attachment(**a) for a in data["attachments"]),
        auto_submitted=data["auto_submitted"],
        bounce=Bounce(**data["bounce"]) if data["bounce"] else None,
        charset=data["charset"],
        charset_repaired=data["charset_repaired"],
        list_id=data["list_id"],
        warnings=tuple(data["warnings"]),
    )


def _plain(message: Message) -> dict[str, Any]:
    """The public JSON, and what is not public in it."""
    bounce = message.bounce
    return message_json(message) | {
        "charset": message.charset,
        "list_id": message.list_id,
        "attachments": [{n: getattr(a, n) for n in Attachment.__slots__} for a in message.attachments],
        "bounce": {n: getattr(bounce, n) for n in Bounce.__slots__} if bounce else None,
    }


def main() -> None:
    """The process: a message on standard input, its length and its seconds as arguments, JSON on standard output."""
    size, seconds = int(sys.argv[1]), int(sys.argv[2])
    memory = MEMORY_BYTES + 10 * max(0, size - _USUAL_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(_plain(parse(sys.stdin.buffer.read(size)))))


if __name__ == "__main__":
    main()
