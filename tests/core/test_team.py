"""A team on one log: what must hold whoever was offline, faster, forged, copied or restored."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest

from core import decisions, sending
from core.desk import Desk
from core.ledger import Ledger
from core.log import START, Position, Reading
from core.log_batch import Batch, batch_content
from core.team_read import Reader
from core.team_state import TeamBook
from core.teamkeys import Keyring, new_team_key
from core.times import stored
from tests.core.mails import mail
from tests.core.team_kit import Team, assert_rebuilds, assert_same, shown

MAIL = [mail(1), mail(2, refs=(1,)), mail(3, sender="Bob <bob@else.example>", subject="Refund")]


@pytest.fixture
def pair(team: Team) -> tuple[Desk, Desk]:
    """Alice and Bob with the same mail."""
    alice, bob = team.founded("Alice"), team.joined("Bob")
    team.mail(*MAIL)
    assert_same(alice, bob)
    return alice, bob


def codes(desk: Desk) -> list[str]:
    return sorted(desk.codes())


def at(desk: Desk, ago: timedelta) -> mock._patch[object]:
    """This desk decides as if it were that long ago."""
    moment = stored(datetime.now(UTC) - ago)
    return mock.patch.object(desk.ledger, "now", lambda: moment)


def state_of(desk: Desk) -> object:
    return desk.team.state


def test_decisions_of_all_become_one_history_in_the_same_order(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    for n in range(5):
        (alice if n % 2 else bob).do(decisions.add_note(code, f"note {n}"))
        (bob if n % 2 else alice).do(decisions.add_tag(code, f"tag{n}"))
    assert alice.team.pending()
    team.sync()
    assert not alice.team.pending() and not bob.team.pending()
    assert_same(alice, bob)
    assert_rebuilds(alice, bob)


def test_what_is_not_shipped_yet_stands_last_and_moves_to_its_place(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    alice.do(decisions.set_status(code, "solved"))
    bob.do(decisions.set_status(code, "closed"))
    bob.team.exchange(team.log)
    alice.team.read(team.log)
    assert alice.ticket(code).status == "solved"
    team.sync()
    assert alice.ticket(code).status == bob.ticket(code).status == "solved"
    assert_same(alice, bob)


def test_the_first_claim_in_the_log_holds_and_a_later_one_has_no_effect(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    alice.do(decisions.claim(code))
    bob.do(decisions.claim(code))
    bob.team.exchange(team.log)
    team.sync()
    claims = [d.ticket(code).claim for d in pair]
    assert [c.by for c in claims if c is not None] == ["Bob", "Bob"]
    alice.do(decisions.take_over(code))
    team.sync()
    assert_same(alice, bob)
    claim = bob.ticket(code).claim
    assert claim is not None and claim.by == "Alice"


def test_a_claim_expires_by_the_servers_clock_whatever_a_laptop_says(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    with at(alice, timedelta(days=400)):
        alice.do(decisions.claim(code))
        alice.team.exchange(team.log)
    bob.team.exchange(team.log)
    claim = bob.ticket(code).claim
    assert claim is not None and claim.by == "Alice"
    assert_same(alice, bob)


def test_a_tag_removed_by_somebody_who_did_not_see_it_added_again_stays(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    alice.do(decisions.add_tag(code, "vip"))
    team.sync()
    bob.do(decisions.remove_tag(code, "vip"))
    alice.do(decisions.add_tag(code, "vip"))
    team.sync()
    assert alice.ticket(code).tags == bob.ticket(code).tags == ("vip",)
    bob.do(decisions.remove_tag(code, "vip"))
    team.sync()
    assert alice.ticket(code).tags == ()
    assert_same(alice, bob)
    assert_rebuilds(alice, bob)


def test_merges_of_two_who_did_not_see_each_others_come_to_the_same(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    one, other = codes(alice)
    alice.do(decisions.merge(one, other))
    bob.do(decisions.merge(other, one))
    bob.do(decisions.add_note(other, "they are one"))
    team.sync()
    assert len(codes(alice)) == 1
    assert_same(alice, bob)
    alice.undo_last()
    team.sync()
    assert_same(alice, bob)
    assert_rebuilds(alice, bob)


def test_persons_are_the_same_everywhere(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    alice.do(decisions.expect("hanako@customer.example", "Wants short answers"))
    bob.do(decisions.merge_customers("hanako@customer.example", "bob@else.example"))
    team.sync()
    bob.do(decisions.expect("bob@else.example", "Wants long ones"))
    team.sync()
    assert_same(alice, bob)
    alice.do(decisions.unmerge_customer("bob@else.example"))
    team.sync()
    assert_same(alice, bob)
    assert_rebuilds(alice, bob)


# the log in the wrong hands --------------------------------------------------------------------
def test_forged_foreign_and_malformed_messages_are_left_out_counted_and_named(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    before = shown(alice)
    ring = alice.team.state.ring
    team.log.append(b"Hello, my parcel did not come.")
    valid = ring.seal("batch", b"{}")
    team.log.append(valid.replace(valid[60:64], b"AAAA"))
    team.log.append(valid)
    team.log.append(Keyring.of(new_team_key()).seal("batch", b"{}"))
    odd = Batch("x.1", 1, "n", 1, ())
    team.log.append(ring.seal("batch", batch_content(odd).replace(b'"e":[]', b'"e":[["i","status","T",{},0,0,[0]]]')))
    told = alice.team.exchange(team.log)
    assert shown(alice) == before
    status = alice.team.status()
    assert status.counts["foreign"] == 1 and status.counts["forged"] == 1 and status.counts["other_key"] == 1
    assert status.counts["malformed"] >= 1
    assert any("not the team's" in p for p in told.problems)
    alice.do(decisions.add_note(codes(alice)[0], "goes on"))
    team.sync()
    assert alice.team.status().counts["foreign"] == 1
    assert_same(alice, bob)


def test_a_copy_of_a_valid_batch_changes_nothing(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    alice.do(decisions.set_status(codes(alice)[0], "solved"))
    alice.team.exchange(team.log)
    copied = team.log.read(START).items[-1].payload
    bob.team.exchange(team.log)
    bob.do(decisions.set_status(codes(alice)[0], "open"))
    team.sync()
    team.log.append(copied or b"")
    team.sync()
    assert bob.ticket(codes(alice)[0]).status == "open"
    assert alice.team.status().counts["duplicate"] == 1
    assert_same(alice, bob)


# copies and backups ----------------------------------------------------------------------------
def test_a_store_cloned_to_a_second_machine_takes_a_new_name_and_loses_nothing(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    shutil.copytree(team.root / "Bob", team.root / "clone")
    clone = team.desk("Bob", "clone")
    bob.do(decisions.add_note(code, "from the desk"))
    clone.do(decisions.add_note(code, "from the laptop"))
    team.sync(bob, clone, alice)
    assert clone.team.state.replica != bob.team.state.replica
    assert {e.text for e in alice.entries(code) if e.kind == "note"} == {"from the desk", "from the laptop"}
    assert_same(alice, bob, clone)


def test_two_clones_that_append_at_the_same_moment_lose_nothing(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    shutil.copytree(team.root / "Bob", team.root / "clone")
    clone = team.desk("Bob", "clone")
    bob.do(decisions.add_note(code, "one"))
    clone.do(decisions.add_note(code, "two"))
    for desk in (bob, clone):
        for _seq, payload in desk.team.sealed():
            team.log.append(payload)
    team.sync(alice, clone, bob)
    team.sync()
    assert {e.text for e in alice.entries(code) if e.kind == "note"} == {"one", "two"}
    assert_same(alice, bob, clone)


def test_a_store_restored_from_an_old_backup_catches_up(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    shutil.copytree(team.root / "Bob", team.root / "backup")
    for n in range(3):
        bob.do(decisions.add_note(code, f"after the backup {n}"))
        bob.team.exchange(team.log)
    restored = team.desk("Bob", "backup")
    restored.do(decisions.add_note(code, "after restoring"))
    team.sync(restored, alice, bob)
    assert_same(alice, bob, restored)
    assert len([e for e in alice.entries(code) if e.kind == "note"]) == 4


# the log itself --------------------------------------------------------------------------------
def test_packing_leaves_few_messages_and_loses_nothing(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    for n in range(30):
        (alice, bob)[n % 2].do(decisions.add_note(code, f"note {n}"))
        (alice, bob)[n % 2].team.exchange(team.log)
    before = team.messages()
    packed, removed = alice.team.pack(team.log, keep=5)
    assert packed >= 25 and removed >= 25 and team.messages() < before - 20
    team.sync()
    carol = team.joined("Carol")
    team.mail(*MAIL)
    assert_same(alice, bob, carol)
    bob.team.pack(team.log, keep=0)
    dave = team.joined("Dave")
    team.mail(*MAIL)
    assert_same(alice, bob, carol, dave)
    assert_rebuilds(dave)


def test_whoever_was_away_while_others_packed_twice_keeps_their_own(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    bob.do(decisions.add_note(code, "from far away"))
    for n in range(2):
        for m in range(8):
            alice.do(decisions.add_note(code, f"note {n} {m}"))
            alice.team.exchange(team.log)
        alice.team.pack(team.log, keep=0)
    team.sync()
    assert_same(alice, bob)
    assert len([e for e in alice.entries(code) if e.kind == "note"]) == 17


def test_a_missing_batch_holds_everything_behind_it_for_a_minute(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    after = team.log.read(START).items[-1].position
    for n in range(3):
        bob.do(decisions.add_note(code, f"note {n}"))
        bob.team.exchange(team.log)
    first, second, _third = team.log.read(after).items
    team.log.remove([second.position])
    alice.team.exchange(team.log)
    assert [e.text for e in alice.entries(code) if e.kind == "note"] == ["note 0"]
    assert alice.team.status().missing
    later = time.time() + 61
    with mock.patch("core.team_read.clock.time", lambda: later):
        alice.team.exchange(team.log)
    assert [e.text for e in alice.entries(code) if e.kind == "note"] == ["note 0", "note 2"]
    assert bob.team.repair(team.log) == 1
    alice.team.exchange(team.log)
    assert_same(alice, bob)
    assert alice.team.status().missing == []
    assert first.position < second.position


def test_a_batch_that_the_server_lists_and_does_not_give_is_not_passed(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    for n in range(2):
        bob.do(decisions.add_note(code, f"note {n}"))
        bob.team.exchange(team.log)
    looks = []

    class Hesitant:
        """Gives the first new message only when it is asked again."""

        def read(self, after: Position) -> object:
            reading = team.log.read(after)
            looks.append(after)
            if len(looks) > 1:
                return reading
            return replace(reading, items=[replace(reading.items[0], payload=b""), *reading.items[1:]])

    Reader(alice.ledger, TeamBook(alice.store)).read(Hesitant())  # type: ignore[arg-type]  # reads, and no more
    assert len(looks) == 2
    assert [e.text for e in alice.entries(code) if e.kind == "note"] == ["note 0", "note 1"]


def test_a_message_that_the_server_shows_late_is_asked_for_for_a_minute_and_loses_nothing(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    after = team.log.read(START).items[-1].position
    for n in range(3):
        bob.do(decisions.add_note(code, f"note {n}"))
        bob.team.exchange(team.log)
    late = team.log.read(after).items[1].position

    class Slow:
        """Lists every message, and gives one of them only later."""

        def read(self, after: Position) -> Reading:
            reading = team.log.read(after)
            return replace(
                reading, items=[i if i.position != late else replace(i, payload=None) for i in reading.items]
            )

    def read(log: object) -> list[str]:
        Reader(alice.ledger, TeamBook(alice.store)).read(log)  # type: ignore[arg-type]  # reads, and no more
        return [e.text for e in alice.entries(code) if e.kind == "note"]

    assert read(Slow()) == read(Slow()) == ["note 0"]
    assert alice.team.status().foreign == []
    assert read(team.log) == ["note 0", "note 1", "note 2"]
    assert alice.team.status().missing == []


def test_a_message_that_the_server_never_gives_holds_nobody_longer_than_a_minute(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    empty = team.log.append(b"")
    bob.do(decisions.add_note(code, "behind it"))
    bob.team.exchange(team.log)

    class Empty:
        """Gives nothing of one message."""

        def read(self, after: Position) -> Reading:
            reading = team.log.read(after)
            return replace(reading, items=[replace(i, payload=i.payload or None) for i in reading.items])

    def read() -> list[str]:
        Reader(alice.ledger, TeamBook(alice.store)).read(Empty())  # type: ignore[arg-type]  # reads, and no more
        return [e.text for e in alice.entries(code) if e.kind == "note"]

    assert read() == []
    later = time.time() + 61
    with mock.patch("core.team_read.clock.time", lambda: later):
        assert read() == ["behind it"]
    assert [(f.era, f.uid) for f in alice.team.status().foreign] == [tuple(empty)]


def test_a_team_of_one_desk_with_a_long_history_begins_with_it(team: Team) -> None:
    alice = team.desk("Alice")
    from tests.core.mails import arrival

    alice.take_in([arrival(n, raw) for n, raw in enumerate(MAIL, 1)])
    one, other = codes(alice)
    alice.do(decisions.add_tag(one, "a"), decisions.add_tag(one, "b"))
    alice.do(decisions.remove_tag(one, "a"))
    alice.do(decisions.claim(other))
    alice.team.init(team.log, "support", "Madoguchi")
    bob = team.joined("Bob")
    team.mail(*MAIL)
    assert_same(alice, bob)
    assert bob.ticket(one).tags == ("b",)
    assert isinstance(alice.ledger, Ledger)


def test_a_mail_that_was_begun_long_ago_is_still_named_behind_many_that_left(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    with alice.store.transaction():
        for number in range(450):
            name = f"m{number}@shop.example"
            alice.ledger.append("sending", code, {"message_id": name, "outbox": ""}, by="Alice")
            if number != 230:
                alice.ledger.append("sent", code, {"message_id": name, "outbox": "", "canned": []}, by="Alice")
    team.sync()
    for _round in range(3):
        sending.finish_seen(bob)
        assert [u.message_id for u in sending.unfinished(bob)] == ["m230@shop.example"]
    assert int(bob.store.meta("sending settled") or 0) > 0
