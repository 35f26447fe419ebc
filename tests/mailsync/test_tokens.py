"""Tokens where they are needed: sending with them, and one that ends while a long sync is under way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import MadoError
from config.settings import Mailbox, OAuth, Server
from config.tokens import Tokens, load_tokens, store_tokens
from core.desk import Desk
from mailsync.imap_connect import Timeouts
from mailsync.oauth import token_source
from mailsync.pace import Pace
from mailsync.probe import probe
from mailsync.smtp import SmtpLine
from mailsync.sync import Progress, SyncResult, sync_mailbox
from mailsync.watch import watch_mailbox
from tests.servers.authorisation import CLIENT, AuthorisationServer, token
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import realistic
from tests.servers.other_client import OtherClient
from tests.servers.smtp_sink import SmtpSink

MAIL = b"From: us@shop.example\r\nTo: ann@customer.example\r\nSubject: Hello\r\n\r\nHello.\r\n"


@pytest.fixture
def authority(user: str) -> Iterator[AuthorisationServer]:
    with AuthorisationServer(user) as server:
        yield server


@pytest.fixture
def oauth(authority: AuthorisationServer, tmp_path: Path) -> OAuth:
    return OAuth(tmp_path / "secrets", CLIENT, "", f"{authority.url}/token", plain_loopback=True)


def sign_in(box: Mailbox, oauth: OAuth, authority: AuthorisationServer, seconds: float = 3600) -> None:
    """Keep tokens as `mado login` leaves them; the access token ends in `seconds`."""
    authority._live = "refresh-0"
    store_tokens(box, oauth, Tokens(token(box.user, seconds), "refresh-0", time.time() + seconds))


@pytest.fixture
def plain_box(user: str, oauth: OAuth) -> Mailbox:
    away = Server("127.0.0.1", 9, "none")
    return Mailbox(user, f"{user}@shop.example", away, None, user, oauth=oauth)


@pytest.mark.parametrize("way", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize("kept", ["good", "looks good and is not", "has ended"])
def test_a_reply_leaves_by_token_which_is_renewed_where_it_must_be(
    plain_box: Mailbox, oauth: OAuth, authority: AuthorisationServer, way: str, kept: str
) -> None:
    sign_in(plain_box, oauth, authority, 3600 if kept == "good" else -60)
    if kept == "looks good and is not":
        store_tokens(plain_box, oauth, replace(load_tokens(plain_box, oauth), expires=time.time() + 3600))
    with SmtpSink(tokens=(way,)) as sink:
        server = Server("127.0.0.1", sink.port, "none")
        with SmtpLine(server, plain_box.user, "", token=token_source(plain_box)) as line:
            outcome = line.deliver("us@shop.example", ["ann@customer.example"], MAIL, lambda refused: None)
        assert outcome.accepted == ("ann@customer.example",)
        assert sink.wait(1)
        assert [user for user, _token in sink.logins] == [plain_box.user] * (2 if kept.startswith("looks") else 1)
    assert len(authority.requests) == (0 if kept == "good" else 1)


def test_a_token_that_stays_refused_is_an_error_and_nothing_leaves(
    plain_box: Mailbox, oauth: OAuth, authority: AuthorisationServer
) -> None:
    sign_in(plain_box, oauth, authority, -60)
    authority.seconds = -60
    with SmtpSink(tokens=("XOAUTH2",)) as sink:
        server = Server("127.0.0.1", sink.port, "none")
        with pytest.raises(MadoError) as told, SmtpLine(server, plain_box.user, "", token=token_source(plain_box)):
            raise AssertionError("it was let in")
        assert told.value.code == "login_refused"
        assert (len(sink.logins), sink.mails) == (2, [])


def test_a_server_without_oauth2_gets_no_token(
    plain_box: Mailbox, oauth: OAuth, authority: AuthorisationServer
) -> None:
    sign_in(plain_box, oauth, authority)
    with SmtpSink(password="secret") as sink:
        box = replace(plain_box, smtp=Server("127.0.0.1", sink.port, "none"))
        steps = {s.name: s for s in probe(box, "", timeouts=Timeouts(2.0, 2.0))}
        assert steps["send_login"].ok is False
        assert "OAuth2" in steps["send_login"].message
        assert sink.logins == []


@pytest.mark.dovecot
def test_case_22_a_watch_renews_its_token_and_ends_where_the_sign_in_was_revoked(
    sync_desk: Desk,
    via_proxy: Mailbox,
    proxy: FaultProxy,
    other: OtherClient,
    oauth: OAuth,
    authority: AuthorisationServer,
) -> None:
    box = replace(via_proxy, oauth=oauth)
    sign_in(box, oauth, authority)
    stop, told, results = threading.Event(), threading.Condition(), list[SyncResult]()

    def hear(result: SyncResult) -> None:
        with told:
            results.append(result)
            told.notify_all()

    def until_fetched(count: int) -> bool:
        with told:
            return told.wait_for(lambda: sum(r.fetched for r in results) >= count, 20)

    def the_token_ends() -> None:
        assert proxy.wait_for(lambda lines: lines[-1].endswith(b" IDLE\r\n"))
        old = load_tokens(box, oauth)
        store_tokens(box, oauth, replace(old, access=token(box.user, -60), expires=time.time() - 60))
        proxy.hang_up()

    pace = Pace(first_wait=0.02, longest_wait=0.05, healthy=0.0, post=30.0)
    watch = threading.Thread(
        target=watch_mailbox, args=(sync_desk, box, ""), kwargs={"on_result": hear, "stop": stop, "pace": pace}
    )
    watch.start()
    try:
        other.append([realistic(1)])
        assert until_fetched(1)
        the_token_ends()
        other.append([realistic(2)])
        assert until_fetched(2)
        assert [r["grant_type"] for r in authority.requests] == ["refresh_token"]
        authority.revoked = True
        the_token_ends()
        watch.join(20)
        assert not watch.is_alive()
        assert [r.error.code for r in results if r.error] == ["signed_out"] * 3
        assert f"mado login {box.name}" in results[-1].error.hint  # type: ignore[union-attr]  # it is one of these
    finally:
        stop.set()
        watch.join(20)


@pytest.mark.dovecot
@pytest.mark.parametrize("revoked", [False, True])
def test_a_token_that_ends_during_a_long_sync_is_renewed_and_the_sync_goes_on(
    sync_desk: Desk,
    via_proxy: Mailbox,
    proxy: FaultProxy,
    other: OtherClient,
    oauth: OAuth,
    authority: AuthorisationServer,
    revoked: bool,
) -> None:
    other.append(realistic(number) for number in range(60))
    box = replace(via_proxy, oauth=oauth)
    sign_in(box, oauth, authority)
    ended: list[int] = []

    def the_token_ends(progress: Progress) -> None:
        if not ended:
            old = load_tokens(box, oauth)
            store_tokens(box, oauth, replace(old, access=token(box.user, -60), expires=time.time() - 60))
            authority.revoked = revoked
            proxy.cuts, proxy.cut_after = 1, 1
        ended.append(progress.done)

    result = sync_mailbox(sync_desk, box, "", progress=the_token_ends)
    assert ended
    if revoked:
        assert result.error is not None
        assert result.error.code == "signed_out"
        authority.revoked = False
        sign_in(box, oauth, authority)
        again = sync_mailbox(sync_desk, box, "")
        assert (again.error, result.fetched + again.fetched) == (None, 60)
    else:
        assert (result.error, result.fetched) == (None, 60)
        assert [r["grant_type"] for r in authority.requests] == ["refresh_token"]
