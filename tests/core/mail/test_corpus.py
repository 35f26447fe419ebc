"""Every message of the corpus is read as a careful person would read it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.mail.as_json import message_json
from core.mail.parse import parse
from core.mail.parts import attachment
from core.text import clean
from tests.corpus import CASES
from tests.corpus.kit import Case


def _seen(case: Case, read: dict[str, Any]) -> dict[str, Any]:
    """What was read, cut down to the keys the case names."""
    seen: dict[str, Any] = {}
    for key, wanted in case.expected.items():
        if key == "warns":
            seen[key] = wanted if any(wanted in w for w in read["warnings"]) else read["warnings"]
        elif key == "attachments":
            asked = [list(w) for w in wanted]
            seen[key] = [{k: a[k] for k in (asked[i] if i < len(asked) else a)} for i, a in enumerate(read[key])]
        else:
            seen[key] = read[key]
    return seen


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_a_message_is_read_as_people_read_it(case: Case) -> None:
    message = parse(case.raw)
    read = message_json(message)
    assert _seen(case, read) == case.expected
    assert json.loads(json.dumps(read, ensure_ascii=False)) == read
    assert clean(message.text) == message.text
    for found in message.attachments:
        assert len(attachment(case.raw, found.part)) == found.size


def test_the_corpus_has_the_size_that_is_promised() -> None:
    assert len(CASES) >= 250
    assert len({c.name for c in CASES}) == len(CASES)
