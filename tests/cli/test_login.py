"""`mado login`, and the oauth table of a mailbox."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cli.calling import Mado
from tests.servers.authorisation import CLIENT, AuthorisationServer


@pytest.fixture
def authority() -> Iterator[AuthorisationServer]:
    with AuthorisationServer("support@shop.example") as server:
        yield server


@pytest.fixture
def box(bare: Mado) -> Mado:
    bare("init", "--name", "alice", "--email", "support@shop.example", "--imap", "imap.shop.example")
    return bare


def put(mado: Mado, **values: object) -> None:
    table = ", ".join(f"{k} = {json.dumps(v)}" for k, v in values.items())
    mado("config", "set", "mailboxes.support.oauth", "{" + table + "}")


def test_signing_in_by_code_keeps_tokens_out_of_the_settings(box: Mado, authority: AuthorisationServer) -> None:
    put(box, **authority.settings)
    said = box("login", "--json")
    assert said.json == {"mailbox": "support", "kept": "file", "renews": True}
    assert "WDJB-MJHT" in said.err
    kept = box.home / "secrets" / "support.oauth.json"
    token = json.loads(kept.read_text())["access"]
    assert token not in (box.home / "config.toml").read_text()
    assert kept.stat().st_mode & 0o077 == 0
    box("login", "support", "--forget")
    assert not kept.exists()


def test_a_refused_sign_in_exits_1_with_a_sentence(box: Mado, authority: AuthorisationServer) -> None:
    put(box, **authority.settings)
    authority.denied = True
    error = box("login", "--json", code=1).error
    assert error["code"] == "sign_in_refused"
    assert error["hint"]


def test_a_mailbox_with_a_password_has_nothing_to_sign_in_to(box: Mado) -> None:
    assert "OAuth2" in box("login", code=2).err
    assert "password" in box("login", "support", code=2).err
    box("login", "nosuch", code=2)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"service": "google"}, "client_id"),
        ({"client_id": CLIENT}, "service"),
        ({"service": "gogle", "client_id": CLIENT}, "google"),
        ({"service": "google", "client_id": CLIENT, "client_secret": "s3cret"}, "client_secret"),
        ({"client_id": CLIENT, "token_url": "http://127.0.0.1/token"}, "https://"),
        ({"client_id": CLIENT, "token_url": "http://example.com/token", "plain_loopback": True}, "https://"),
        ({"client_id": CLIENT, "token_url": "https://[bad/", "plain_loopback": True}, "token_url"),
    ],
)
def test_a_wrong_oauth_table_names_its_key(box: Mado, values: dict[str, object], named: str) -> None:
    before = (box.home / "config.toml").read_bytes()
    table = ", ".join(f"{k} = {json.dumps(v)}" for k, v in values.items())
    said = box("config", "set", "mailboxes.support.oauth", "{" + table + "}", code=2)
    assert named in said.err
    assert "s3cret" not in said.err
    assert (box.home / "config.toml").read_bytes() == before
