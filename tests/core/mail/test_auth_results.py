"""Only our own server's word on a sender is believed."""

from __future__ import annotations

import pytest

from core.mail.auth_results import auth_warnings

OURS = "mx.desk.example"


def said(*fields: str) -> list[str]:
    return auth_warnings([f.encode() for f in fields], OURS)


def test_a_failed_check_is_said() -> None:
    field = " mx.desk.example 1; dmarc=fail (p=none) header.from=b.example;\r\n spf=softfail smtp.mailfrom=x.example"
    assert said(field) == ["the receiving server could not confirm the sender: spf=softfail, dmarc=fail"]


@pytest.mark.parametrize(
    "field",
    [
        "mx.desk.example; dmarc=pass; spf=fail",
        "mx.desk.example; dkim=fail; dkim=pass",
        "mx.desk.example; none",
        "mx.evil.example; dmarc=fail",
        "mx.desk.example.evil.example; dmarc=fail",
        "(mx.desk.example) mx.evil.example; dmarc=fail",
        'mx.desk.example; x-note="; dmarc=fail"',
        "mx.desk.example; x=1 (; dmarc=fail )",
        "",
    ],
)
def test_nothing_is_said_where_nothing_failed_or_a_stranger_speaks(field: str) -> None:
    assert said(field) == []


def test_only_the_topmost_field_counts() -> None:
    assert said("mx.evil.example; dmarc=pass", f"{OURS}; dmarc=fail") == []
    assert said(f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass") != []
    assert auth_warnings([b"mx.desk.example; dmarc=fail"], "") == []


@pytest.mark.parametrize(
    "field", ["(" * 4_000, "a;" * 2_000, '"' * 3_999, f"{OURS}; " + "dmarc = " * 400, "x" * 9_000]
)
def test_fields_made_to_be_slow_or_deep_end(field: str) -> None:
    assert said(field) == []
