from __future__ import annotations

import pytest

from config.providers import provider_for, provider_named, providers


@pytest.mark.parametrize(
    ("email", "imap", "smtp"),
    [
        ("a@gmail.com", "imap.gmail.com", 465),
        ("a@Outlook.JP", "outlook.office365.com", 587),
        ("a@yahoo.co.jp", "imap.mail.yahoo.co.jp", 465),
        ("a@team.mailbox.org", "imap.mailbox.org", 465),
        ("a@shop.onmicrosoft.com", "outlook.office365.com", 587),
        ("a@gmx.de", "imap.gmx.net", 465),
        ("a@example.sakura.ne.jp", "example.sakura.ne.jp", 465),
    ],
)
def test_a_known_domain_brings_its_servers(email: str, imap: str, smtp: int) -> None:
    provider = provider_for(email)
    assert provider is not None
    assert provider.imap is not None
    assert provider.smtp is not None
    assert (provider.imap.host, provider.smtp.port) == (imap, smtp)


def test_an_unknown_domain_brings_nothing() -> None:
    assert provider_for("support@shop.example") is None
    assert provider_for("a@notgmail.com") is None


def test_a_provider_is_found_by_the_beginning_of_its_name() -> None:
    found = provider_named("fastm")
    assert found is not None
    assert found.name == "Fastmail"


def test_every_preset_is_secured_and_says_what_is_missing() -> None:
    for provider in providers():
        for server in (provider.imap, provider.smtp):
            assert server is None or server.security in ("tls", "starttls")
        assert provider.imap is not None or provider.hint
