"""Signing in with OAuth2: a real authorisation server on loopback, and a Dovecot that judges its tokens."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import ConfigError, MadoError, TryLater
from config.settings import Mailbox, OAuth
from config.tokens import Tokens, load_tokens, store_tokens, token_file
from mailsync import oauth_device
from mailsync.imap_connect import Timeouts, open_line
from mailsync.oauth import access_token
from mailsync.oauth_loopback import LoopbackSignIn
from mailsync.probe import probe
from tests.servers.authorisation import CLIENT, AuthorisationServer, token
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy

pytestmark = pytest.mark.dovecot
QUICK = Timeouts(connect=5.0, read=5.0)


@pytest.fixture
def authority(user: str) -> Iterator[AuthorisationServer]:
    with AuthorisationServer(user) as server:
        yield server


@pytest.fixture
def oauth(authority: AuthorisationServer, tmp_path: Path) -> OAuth:
    url = authority.url
    return OAuth(
        tmp_path / "secrets",
        CLIENT,
        f"{url}/authorize",
        f"{url}/token",
        f"{url}/device",
        "mail",
        plain_loopback=True,
    )


@pytest.fixture
def box(dovecot: Dovecot, user: str, oauth: OAuth) -> Mailbox:
    return replace(dovecot.mailbox(user), oauth=oauth)


@pytest.fixture
def signed_in(box: Mailbox, oauth: OAuth) -> Tokens:
    code = oauth_device.begin(oauth, box.name)
    tokens = oauth_device.finish(oauth, box.name, code, "")
    store_tokens(box, oauth, tokens)
    return tokens


def log_in(box: Mailbox) -> None:
    open_line(box, "", QUICK).close()


def test_a_code_typed_on_another_device_signs_in(box: Mailbox, oauth: OAuth, authority: AuthorisationServer) -> None:
    authority.pending = 3
    code = oauth_device.begin(oauth, box.name)
    assert code.user_code == "WDJB-MJHT"
    store_tokens(box, oauth, oauth_device.finish(oauth, box.name, code, "shh"))
    log_in(box)
    assert len(authority.requests) == 4
    assert authority.requests[-1]["client_secret"] == "shh"
    assert token_file(box, oauth).stat().st_mode & 0o077 == 0


def test_the_browser_of_this_machine_signs_in_bound_by_pkce(box: Mailbox, oauth: OAuth) -> None:
    with LoopbackSignIn(oauth, box.name) as sign_in:
        browser = threading.Thread(target=lambda: urllib.request.urlopen(sign_in.address, timeout=10).close())
        browser.start()
        store_tokens(box, oauth, sign_in.finish("", seconds=10))
        browser.join()
    log_in(box)


def test_an_answer_that_is_not_ours_is_turned_away(box: Mailbox, oauth: OAuth) -> None:
    with LoopbackSignIn(oauth, box.name) as sign_in:
        back = urllib.request.Request(f"{sign_in._redirect}/?state=guessed&code=stolen")
        status: list[int] = []

        def forge() -> None:
            try:
                urllib.request.urlopen(back, timeout=10).close()
            except urllib.error.HTTPError as error:
                status.append(error.code)
                error.close()

        forger = threading.Thread(target=forge)
        forger.start()
        with pytest.raises(MadoError) as told:
            sign_in.finish("", seconds=0.5)
        forger.join()
    assert status == [404]
    assert told.value.code == "sign_in_late"


def test_a_person_who_says_no_is_told_so_and_nothing_is_kept(
    box: Mailbox, oauth: OAuth, authority: AuthorisationServer
) -> None:
    authority.denied = True
    with pytest.raises(MadoError) as told:
        oauth_device.finish(oauth, box.name, oauth_device.begin(oauth, box.name), "")
    assert told.value.code == "sign_in_refused"
    assert "\x1b" not in told.value.message
    assert not token_file(box, oauth).exists()


@pytest.mark.usefixtures("signed_in")
def test_a_token_that_has_ended_is_renewed_and_the_login_works(
    box: Mailbox, oauth: OAuth, authority: AuthorisationServer
) -> None:
    old = load_tokens(box, oauth)
    store_tokens(box, oauth, replace(old, access=token(box.user, -60), expires=time.time() - 60))
    log_in(box)
    new = load_tokens(box, oauth)
    assert authority.requests[-1]["grant_type"] == "refresh_token"
    assert new.refresh != old.refresh
    log_in(box)


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_a_token_the_server_refuses_is_renewed_once_by_either_mechanism(
    box: Mailbox, oauth: OAuth, authority: AuthorisationServer, dovecot: Dovecot, mechanism: str
) -> None:
    other = "XOAUTH2" if mechanism == "OAUTHBEARER" else "OAUTHBEARER"
    old = load_tokens(box, oauth)
    store_tokens(box, oauth, replace(old, access=token(box.user, -60)))
    with FaultProxy(dovecot.port) as proxy:
        import re

        proxy.replace = [(re.compile(rb" AUTH=" + other.encode()), b"")]
        log_in(replace(box, imap=replace(box.imap, port=proxy.port)))
    assert [r["grant_type"] for r in authority.requests].count("refresh_token") == 1


@pytest.mark.usefixtures("signed_in")
def test_a_sign_in_that_was_revoked_says_what_to_do(
    box: Mailbox, oauth: OAuth, authority: AuthorisationServer
) -> None:
    store_tokens(box, oauth, replace(load_tokens(box, oauth), expires=0.0))
    authority.revoked = True
    with pytest.raises(MadoError) as told:
        log_in(box)
    assert (told.value.code, told.value.exit_code) == ("signed_out", 1)
    assert told.value.hint == f"Sign in again: mado login {box.name}"
    failed = [s for s in probe(box, "", timeouts=QUICK) if s.ok is False]
    assert [(s.name, f"mado login {box.name}" in s.hint) for s in failed] == [("login", True)]


@pytest.mark.usefixtures("signed_in")
def test_two_who_renew_at_once_renew_once(box: Mailbox, oauth: OAuth, authority: AuthorisationServer) -> None:
    store_tokens(box, oauth, replace(load_tokens(box, oauth), expires=0.0))
    found: list[str] = []
    both = [threading.Thread(target=lambda: found.append(access_token(box, oauth))) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(set(found)) == 1
    assert [r["grant_type"] for r in authority.requests].count("refresh_token") == 1


def test_nobody_signed_in_is_a_clear_sentence(box: Mailbox) -> None:
    with pytest.raises(ConfigError) as told:
        log_in(box)
    assert told.value.hint == f"mado login {box.name}"


@pytest.mark.usefixtures("signed_in")
def test_an_authorisation_server_in_trouble_is_later_and_keeps_the_sign_in(
    box: Mailbox, oauth: OAuth, authority: AuthorisationServer
) -> None:
    kept = replace(load_tokens(box, oauth), expires=0.0)
    store_tokens(box, oauth, kept)
    authority.broken = True
    with pytest.raises(MadoError, match="makes no sense"):
        log_in(box)
    away = replace(oauth, token_url="http://127.0.0.1:1/token")
    with pytest.raises(TryLater):
        log_in(replace(box, oauth=away))
    assert load_tokens(box, oauth) == kept


def test_a_token_command_gives_the_token(box: Mailbox, oauth: OAuth) -> None:
    log_in(replace(box, oauth=replace(oauth, token_command=("echo", token(box.user)))))


def test_what_others_can_read_is_not_read(box: Mailbox, oauth: OAuth, signed_in: Tokens) -> None:
    path = token_file(box, oauth)
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="can be read"):
        log_in(box)
    path.chmod(0o600)
    path.write_text(json.dumps([1]))
    with pytest.raises(ConfigError, match="cannot be read"):
        log_in(box)
    assert signed_in.access not in repr(signed_in)
