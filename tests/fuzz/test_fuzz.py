"""Targets: parse, reply_text, clean, thread, bounce; each for MADO_FUZZ_SECONDS (2, under torture a minute)."""

from __future__ import annotations

import os
import random
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.mail.bounces import find
from core.mail.nodes import read_node
from core.mail.parse import parse
from core.mail.reply_text import reply_text
from core.text import clean
from core.threads import threads
from tests.fuzz.counts import RAN
from tests.fuzz.hold import hold_message, hold_text
from tests.fuzz.strategies import any_bounce, any_header, any_mail, any_reply, any_text

SECONDS = float(os.environ.get("MADO_FUZZ_SECONDS") or (60 if os.environ.get("MADO_TORTURE") else 2))
SLOWEST = 2.0
"""Seconds of this process's time that one input may take; all of them are short."""


def fuzz_parse(raw: bytes) -> None:
    hold_message(parse(raw))


def fuzz_bounce(raw: bytes) -> None:
    message = parse(raw)
    hold_message(message)
    if message.bounce is not None:
        assert message.auto_submitted
        for text in (message.bounce.recipient, message.bounce.original_message_id):
            hold_text(text or "", one_line=True)
    headers = {"from": [raw[:60].decode("latin-1")], "subject": [message.subject]}
    find(headers, [("message/delivery-status", raw), ("text/plain", raw)], raw.decode("latin-1"))


def fuzz_reply_text(text: str) -> None:
    shown = clean(text)
    own = reply_text(shown)
    hold_text(own)
    known = {line.strip() for line in shown.splitlines()}
    assert all(line.strip() in known for line in own.splitlines() if line.strip()), "a line that nobody wrote"
    reply_text(text)


def fuzz_clean(text: str) -> None:
    hold_text(clean(text))
    hold_text(clean(text, one_line=True), one_line=True)
    clean(text).encode("utf-8")
    letters = [c for c in text if c.isascii() and c.isalnum()]
    assert [c for c in unicodedata.normalize("NFD", clean(text)) if c.isascii() and c.isalnum()] == letters or not (
        text.isascii()
    )


def fuzz_thread(mails: list[bytes]) -> None:
    nodes = [read_node(raw) for raw in mails]
    for node in nodes:
        hold_text(node.id, one_line=True)
        assert node.id
    found = threads(nodes)
    assert sum(map(len, found)) == len({(n.id, n.key) for n in nodes})
    random.Random(len(mails)).shuffle(nodes)
    assert threads(nodes) == found


@dataclass
class Tally:
    """What the runs of one target came to."""

    runs: int = 0
    slowest: float = 0.0


TARGETS: dict[str, tuple[Callable[[Any], None], st.SearchStrategy[Any]]] = {
    "parse": (fuzz_parse, any_mail()),
    "reply_text": (fuzz_reply_text, any_reply()),
    "clean": (fuzz_clean, any_text()),
    "thread": (fuzz_thread, st.lists(any_header(), max_size=8)),
    "bounce": (fuzz_bounce, any_bounce()),
}


@pytest.mark.timeout(SECONDS * 3 + 60)
@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks(name: str, record_property: Callable[[str, object], None]) -> None:
    target, inputs = TARGETS[name]
    tally = Tally()

    @settings(
        max_examples=1 + int(100 * min(SECONDS, 10)),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(inputs)
    def run(given_input: Any) -> None:
        began = time.process_time()
        target(given_input)
        spent = time.process_time() - began
        tally.runs += 1
        tally.slowest = max(tally.slowest, spent)
        assert spent < SLOWEST, f"{spent:.1f} s"

    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        run()
    assert tally.runs >= 100
    record_property(RAN, f"{name}: {tally.runs:,} executions, slowest {tally.slowest * 1000:.0f} ms")
