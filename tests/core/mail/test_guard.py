"""The process for messages that look like trouble."""

from __future__ import annotations

import pytest

from core.mail import guard
from core.mail.guard import is_suspicious, read_guarded
from core.mail.parse import parse
from tests.corpus import CASES
from tests.corpus.kit import HEAD, PDF, attached, multipart, plain

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


def test_a_message_that_takes_too_long_comes_back_with_its_headers() -> None:
    message = read_guarded(_MANY, seconds=0.001)
    assert message.subject == "hello"
    assert message.sender is not None
    assert message.sender.address == "c@customer.example"
    assert any("the message is kept" in w for w in message.warnings)


def test_a_process_without_memory_costs_only_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    message = read_guarded(_MANY)
    assert message.subject == "hello"
    assert any("could not be read" in w for w in message.warnings)
