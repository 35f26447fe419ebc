"""A link that leads elsewhere than it says is named."""

from __future__ import annotations

import pytest

from core.mail.links import link_warnings
from core.mail.parse import parse


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Log in at www.bank.example <http://evil.example/login>", "evil.example"),
        ("https://bank.example/a <https://bank.example.evil.test/a>", "bank.example.evil.test"),
        ("bank.example <http://bank.example@evil.test/>", "evil.test"),
        ("bank.example <http://evil.test\\@bank.example/>", "evil.test"),
        ("銀行 bank.example <http://10.0.0.1/x>", "10.0.0.1"),
    ],
)
def test_another_host_is_named(text: str, target: str) -> None:
    (warning,) = link_warnings(text)
    assert warning.endswith(f"leads to {target}")


@pytest.mark.parametrize(
    "text",
    [
        "here <https://shop.example/>",
        "shop.example <https://www.shop.example/a>",
        "www.shop.example <https://pay.shop.example/a>",
        "anna@shop.example <https://other.example/>",
        "version 2.1 <https://other.example/>",
        "Hello\n<https://other.example/>",
        "Anna <anna@example.com>",
    ],
)
def test_plain_links_are_left_alone(text: str) -> None:
    assert link_warnings(text) == []


def test_it_stands_among_the_warnings_of_a_message() -> None:
    raw = b'From: a@b.example\r\nContent-Type: text/html\r\n\r\n<a href="http://evil.example/">www.bank.example</a>'
    assert parse(raw).warnings == ("a link that reads www.bank.example leads to evil.example",)
