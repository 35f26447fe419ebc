"""A team on one mailbox: two homes, one real server, nothing between them but its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Mado
from tests.cli.mails import SHOP
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.other_client import OtherClient
from tests.servers.smtp_sink import SmtpSink

pytestmark = pytest.mark.dovecot
Join = Callable[[str], Mado]


@pytest.fixture
def colleague(tmp_path: Path, dovecot: Dovecot, user: str) -> Join:
    """Makes a home for somebody on the shared mailbox."""

    def made(name: str, port: int = dovecot.port) -> Mado:
        mado = Mado(tmp_path / name)
        mado(
            *("init", "--name", name, "--email", "support@shop.example", "--user", user),
            *("--imap", f"127.0.0.1:{port}", "--imap-security", "none", "--smtp", "127.0.0.1:9"),
            *("--smtp-security", "none", "--password-command", f"echo {PASSWORD}"),
        )
        return mado

    return made


@pytest.fixture
def team(colleague: Join, other: OtherClient) -> Iterator[tuple[Mado, Mado]]:
    """Alice, who had the mailbox for a while, and Bob, who has just joined her."""
    other.append(SHOP)
    alice, bob = colleague("alice"), colleague("bob")
    alice("sync")
    first = codes(alice)[0]
    alice("note", first, "written before there was a team")
    code = alice("team", "init", "--json").json["code"]
    bob("team", "join", code)
    bob("sync")
    yield alice, bob


def codes(mado: Mado) -> list[str]:
    return sorted(mado("tickets", "--ids").out.split())


def ticket(mado: Mado, code: str) -> dict[str, Any]:
    shown: dict[str, Any] = mado("ticket", code, "--json").json
    return {k: v for k, v in shown.items() if k != "unread"}


def assert_same(*mados: Mado) -> None:
    first = mados[0]
    for other in mados[1:]:
        assert codes(other) == codes(first)
        for code in codes(first):
            assert ticket(other, code) == ticket(first, code)


def synced(*mados: Mado) -> None:
    for mado in (*mados, *mados):
        mado("sync")


def test_whoever_joins_sees_what_was_there_before(team: tuple[Mado, Mado]) -> None:
    alice, bob = team
    assert_same(alice, bob)
    notes = [e["text"] for c in codes(bob) for e in ticket(bob, c)["entries"] if e["kind"] == "note"]
    assert notes == ["written before there was a team"]
    bob("rebuild", "--verify")


def test_what_one_decides_the_other_sees_and_the_mailbox_shows_none_of_it(
    team: tuple[Mado, Mado], other: OtherClient
) -> None:
    alice, bob = team
    first, second, third = codes(alice)
    bob("note", first, "the parcel lies in Osaka")
    bob("tag", first, "refund")
    alice("assign", second, "bob")
    alice("solve", third)
    synced(alice, bob)
    assert_same(alice, bob)
    assert ticket(alice, first)["tags"] == ["refund"]
    assert ticket(bob, second)["assignee"] == "bob"
    assert ticket(bob, third)["status"] == "solved"
    other.imap.select_folder("Madoguchi", readonly=True)
    stored = other.imap.fetch(other.imap.search("ALL"), ["BODY.PEEK[]"])
    assert stored
    assert not any(w in d[b"BODY[]"] for d in stored.values() for w in (b"Osaka", b"refund", first.encode()))
    alice("rebuild", "--verify")
    bob("rebuild", "--verify")


def test_mail_that_comes_later_falls_into_the_same_tickets(team: tuple[Mado, Mado], other: OtherClient) -> None:
    from tests.cli.mails import mail

    alice, bob = team
    other.append([mail(20, sender="Dora <dora@example.org>", subject="急須の蓋", body="蓋が割れています。")])
    bob("sync")
    alice("sync")
    synced(alice, bob)
    assert len(codes(alice)) == 4
    assert_same(alice, bob)


def test_the_claim_that_came_first_holds_and_the_other_is_told_who(team: tuple[Mado, Mado]) -> None:
    alice, bob = team
    first = codes(alice)[0]
    alice("claim", first)
    told = bob("claim", first, code=5)
    assert "alice" in told.err
    assert ticket(bob, first)["claim"]["by"] == "alice"
    alice("claim", first)
    alice("release", first)
    alice("sync")
    bob("claim", first)
    synced(alice, bob)
    assert ticket(alice, first)["claim"]["by"] == "bob"
    assert_same(alice, bob)


def test_acting_works_without_the_network_and_the_next_sync_ships_it(
    team: tuple[Mado, Mado], dovecot: Dovecot
) -> None:
    alice, bob = team
    first = codes(alice)[0]
    bob("config", "set", "mailboxes.support.imap.port", "9")
    bob("note", first, "from the train")
    bob("claim", first)
    bob("sync", code=3)
    assert bob("team", "status", "--json").json["pending"] == 2
    bob("config", "set", "mailboxes.support.imap.port", str(dovecot.port))
    synced(bob, alice)
    assert bob("team", "status", "--json").json["pending"] == 0
    assert "from the train" in str(ticket(alice, first))
    assert_same(alice, bob)


def test_what_the_folder_lost_is_put_back(team: tuple[Mado, Mado], other: OtherClient, colleague: Join) -> None:
    alice, bob = team
    first = codes(alice)[0]
    bob("note", first, "kept by everybody")
    synced(bob, alice)
    code = alice("team", "code").out.strip()
    other.imap.select_folder("Madoguchi")
    other.imap.delete_messages(other.imap.search("ALL"))
    other.imap.expunge()
    assert bob("team", "repair", "--json").json["put_back"] > 0
    assert bob("team", "repair", "--json").json["put_back"] == 0
    carol = colleague("carol")
    carol("team", "join", code)
    carol("sync")
    synced(alice, bob, carol)
    assert_same(alice, bob, carol)
    other.imap.select_folder("INBOX")
    other.imap.delete_folder("Madoguchi")
    alice("team", "repair")
    dave = colleague("dave")
    dave("team", "join", code)
    dave("sync")
    synced(alice, bob, carol, dave)
    assert_same(alice, bob, carol, dave)


def test_after_the_key_was_changed_the_old_code_opens_nothing(team: tuple[Mado, Mado], colleague: Join) -> None:
    alice, bob = team
    first = codes(alice)[0]
    old = alice("team", "code").out.strip()
    new = alice("team", "rotate", "--json").json["code"]
    assert new != old
    alice("note", first, "only for those who stayed")
    alice("sync")
    bob("note", first, "written with the old key")
    assert "changed" in bob("sync").err
    assert "only for those who stayed" not in str(ticket(bob, first))
    assert "written with the old key" not in str(ticket(alice, first))
    refused = bob("team", "join", old, code=5)
    assert "former one" in refused.err
    bob("team", "join", new)
    synced(bob, alice)
    assert_same(alice, bob)
    assert "written with the old key" in str(ticket(alice, first))
    carol = colleague("carol")
    carol("team", "join", new)
    carol("sync")
    synced(carol, alice)
    assert_same(alice, carol)


def test_a_second_team_in_the_same_folder_is_refused(team: tuple[Mado, Mado], colleague: Join) -> None:
    dora = colleague("dora")
    dora("note", code=2)
    assert dora("team", "init", "--json", code=5).error["code"] == "team_exists"
    assert dora("team", "status", code=4)
    dora("sync")
    assert len(codes(dora)) == 3


def test_whoever_worked_alone_before_brings_their_decisions_along(team: tuple[Mado, Mado], colleague: Join) -> None:
    alice, bob = team
    carol = colleague("carol")
    carol("sync")
    own = codes(carol)
    assert own != codes(alice)
    carol("note", own[0], "found out before I joined")
    carol("tag", own[1], "mine")
    carol("team", "join", alice("team", "code").out.strip())
    synced(carol, alice, bob)
    assert_same(alice, bob, carol)
    assert "found out before I joined" in str([ticket(alice, c) for c in codes(alice)])
    carol("rebuild", "--verify")


# sending ---------------------------------------------------------------------------------------
@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


def sending(sink: SmtpSink, *mados: Mado) -> None:
    for mado in mados:
        mado("config", "set", "mailboxes.support.smtp.port", str(sink.port))
        mado("config", "set", "undo_seconds", "0")


def test_of_two_who_answer_at_the_same_moment_one_sends(team: tuple[Mado, Mado], sink: SmtpSink) -> None:
    alice, bob = team
    sending(sink, alice, bob)
    first = codes(alice)[0]
    alice("reply", first, "--file", "-", stdin="Hello, it is on its way.\n", code=None)
    bob("reply", first, "--file", "-", stdin="Hello, it is lost.\n", code=None)
    alice("sync")
    bob("sync", code=None)
    assert len(sink.mails) == 1
    assert [q["state"] for q in bob("outbox", "--jsonl").lines] == ["refused"]
    synced(alice)
    bob("outbox", "cancel", bob("outbox", "--jsonl").lines[0]["id"])
    bob("sync")
    assert ticket(bob, first)["status"] == "pending"
    assert_same(alice, bob)


def test_a_copied_store_does_not_send_what_its_original_sends(
    team: tuple[Mado, Mado], sink: SmtpSink, tmp_path: Path
) -> None:
    alice, _bob = team
    sending(sink, alice)
    first = codes(alice)[0]
    alice("reply", first, "--file", "-", stdin="Hello, it is on its way.\n")
    shutil.copytree(alice.home, tmp_path / "copy")
    copy = Mado(tmp_path / "copy")
    alice("sync")
    copy("sync", code=None)
    copy("sync", code=None)
    assert len(sink.mails) == 1
    (left,) = copy("outbox", "--jsonl").lines or [{"state": "gone"}]
    assert left["state"] in ("refused", "gone")


def test_nothing_leaves_while_the_log_cannot_be_asked(
    team: tuple[Mado, Mado], sink: SmtpSink, dovecot: Dovecot
) -> None:
    alice, _bob = team
    sending(sink, alice)
    alice("config", "set", "mailboxes.support.imap.port", "9")
    alice("reply", codes(alice)[0], "--file", "-", stdin="Hello, it is on its way.\n", code=None)
    alice("sync", code=3)
    assert sink.mails == []
    alice("config", "set", "mailboxes.support.imap.port", str(dovecot.port))
    alice("sync")
    assert len(sink.mails) == 1
