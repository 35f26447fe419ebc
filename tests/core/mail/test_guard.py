"""The process for messages that look like trouble."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.mail import guard
from core.mail.guard import is_suspicious, read_guarded
from core.mail.message import Message
from core.mail.parse import parse
from tests.corpus import CASES
from tests.corpus.kit import HEAD, PDF, attached, multipart, plain
from tests.corpus.worst import Maker, all_families

_MANY = HEAD + multipart("mixed", *[plain("x")] * 2_000, attached("a.pdf", PDF))


def test_ordinary_mail_is_read_in_this_process() -> None:
    assert not any(is_suspicious(c.raw) for c in CASES if not c.name.startswith("hurting"))
    assert not is_suspicious(HEAD + multipart("mixed", plain(), attached("a.pdf", PDF * 200_000)))


def test_a_message_of_very_many_parts_is_suspicious() -> None:
    assert is_suspicious(_MANY)


def test_reading_behind_the_wall_gives_the_same_message() -> None:
    assert read_guarded(_MANY) == parse(_MANY)


def test_every_field_survives_the_way_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "is_suspicious", lambda raw: True)
    wanted = [c for c in CASES if c.name in ("body: report", "from: encoded name", "name: encoded", "html: quote")]
    assert len(wanted) == 4
    for case in wanted:
        assert read_guarded(case.raw) == parse(case.raw)


def _readers_with(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process run this code in the place of the parser, within its limits all the same."""
    starter = tmp_path / "python"
    patch = f"import core.mail.parse as p; import os, signal, sys; p.parse = lambda raw: {code}"
    run = "sys.argv[1:] = sys.argv[3:]; import core.mail.guard as g; g.parse = p.parse; g.main()"
    starter.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{patch}; {run}' \"$@\"\n")
    starter.chmod(0o700)
    monkeypatch.setattr("core.mail.guard.sys.executable", str(starter))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "not read within 1 seconds"),
        ("max(iter(int, 1))", "not read within 1 seconds"),
        ("bytearray(400_000_000)", "not read within its limits"),
        ("1 / 0", "not read within its limits"),
        ("sys.exit(0)", "not read within its limits"),
    ],
    ids=["killed", "never ends", "memory", "raises", "says nothing"],
)
def test_whatever_happens_to_the_process_the_headers_come_back(
    code: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(guard.__file__).parents[2]))
    monkeypatch.setattr(guard, "CPU_SECONDS", 1)
    code = f'(__import__("core.mail.guard"), {code})'.replace("'", '"')
    _readers_with(code, tmp_path, monkeypatch)
    message = read_guarded(_MANY)
    assert message.subject == "hello"
    assert message.sender is not None
    assert message.sender.address == "c@customer.example"
    assert [w for w in message.warnings if reason in w and "the message is kept" in w]


def test_a_message_that_takes_too_long_comes_back_with_its_headers() -> None:
    message = read_guarded(_MANY, seconds=0.001)
    assert message.subject == "hello"
    assert any("0.001 seconds" in w and "the message is kept" in w for w in message.warnings)


def test_where_the_whole_is_too_much_the_beginning_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    inside = guard._in_a_process

    def too_much(raw: bytes, seconds: float) -> Message:
        lengths.append(len(raw))
        if len(raw) > 200_000:
            raise subprocess.TimeoutExpired("mado", seconds)
        return inside(raw, seconds)

    monkeypatch.setattr(guard, "_in_a_process", too_much)
    message = read_guarded(HEAD + multipart("mixed", plain("first words"), *[attached("a.pdf", PDF)] * 3_000))
    assert message.text == "first words"
    assert not message.attachments
    assert any("only the beginning is shown" in w for w in message.warnings)
    assert len(lengths) == 2


def test_a_reader_that_raises_costs_one_message_its_body(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_or_raise(raw: bytes, *, own_words: bool = True) -> Message:
        if b"poison" in raw:
            raise RecursionError
        return parse(raw, own_words=own_words)

    monkeypatch.setattr(guard, "parse", parse_or_raise)
    message = read_guarded(HEAD + b"\r\npoison\r\n")
    assert message.subject == "hello"
    assert any("RecursionError" in w for w in message.warnings)


@pytest.mark.parametrize(("name", "make", "size"), list(all_families()), ids=[n for n, _, _ in all_families()])
def test_no_family_of_hurting_mail_needs_the_wall(name: str, make: Maker, size: int) -> None:
    raw = make(size if os.environ.get("MADO_TORTURE") else max(1, size // 50))
    start = time.process_time()
    message = parse(raw)
    assert time.process_time() - start < 2.0, name
    assert message.sender is not None
