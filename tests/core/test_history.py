"""Mail that was old when a mailbox was first read: every way of computing the desk sees it alike."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tinydb import where

from config.home import Home
from core.arrivals import Arrival, Place
from core.desk import Desk
from core.history import KIND
from tests.core.conftest import settings
from tests.core.mails import US, mail

NOW = datetime.now(UTC)
MANY = 60 if os.environ.get("MADO_TORTURE") else 6
PEOPLE = ("Hanako <hanako@customer.example>", "Bob <bob@other.example>", "<carol@third.example>")


@dataclass(frozen=True)
class Old:
    """A mail of one of three people's matters, so many days old; ours where `ours`."""

    matter: int
    days: int
    ours: bool


mails = st.lists(st.builds(Old, st.integers(0, 2), st.integers(0, 40), st.booleans()), max_size=8)


def arrivals(history: Sequence[Old]) -> list[Arrival]:
    """Each matter is one thread: every mail in it refers to the one before."""
    made, last = [], dict[int, int]()
    for number, old in enumerate(sorted(history, key=lambda o: -o.days), 1):
        person = PEOPLE[old.matter]
        raw = mail(
            number,
            sender=US if old.ours else person,
            to=person if old.ours else US,
            subject=f"Matter {old.matter}",
            refs=(last[old.matter],) if old.matter in last else (),
        )
        last[old.matter] = number
        folder, role = ("Sent", "sent") if old.ours else ("INBOX", "inbox")
        place = Place("support", folder, 1, number)
        made.append(Arrival(place, role, (), NOW - timedelta(days=old.days, minutes=number), raw))  # type: ignore[arg-type]  # a role by its word
    return made


def turns(desk: Desk) -> list[tuple[str, str, bool, int]]:
    """Whose turn it is in each ticket."""
    return sorted((t.subject, t.status, t.waiting_since is not None, t.messages) for t in desk.rows())


@given(mails)
@hypothesis_settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_rebuild_sees_old_mail_as_the_first_sync_did(history: Sequence[Old]) -> None:
    with tempfile.TemporaryDirectory() as folder, Desk.open(Home(Path(folder) / "home"), settings()) as desk:
        desk.begin_history("support", None, asked=False)
        desk.take_in(arrivals(history))
        before = turns(desk)
        assert desk.keeping.rebuild(verify=True).differences == ()
        desk.store.table("tickets").truncate()
        desk.keeping.rebuild()
        assert turns(desk) == before


@given(mails, st.integers(1, 4))
@hypothesis_settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_desk_that_begins_later_with_the_same_log_agrees(history: Sequence[Old], batch: int) -> None:
    """The second reads the mail weeks later and in other pieces; what is old was decided by the first."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Desk.open(Home(Path(folder) / "first"), settings()) as first,
        Desk.open(Home(Path(folder) / "second"), settings("Aya")) as second,
    ):
        first.begin_history("support", None, asked=False)
        said = first.store.table("events").search(where("kind") == KIND)
        for doc in said:
            second.store.table("events").insert({**doc, "id": doc["id"]})
        came = arrivals(history)
        first.take_in(came)
        second.begin_history("support", None, asked=False)
        for start in range(0, len(came), batch):
            second.take_in(came[start : start + batch])
        assert len(second.store.table("events").search(where("kind") == KIND)) == len(said)
        assert turns(second) == turns(first)


def test_only_a_customer_whose_last_word_is_fresh_waits() -> None:
    history = [
        Old(0, 30, ours=False),
        Old(0, 20, ours=False),
        Old(1, 30, ours=False),
        Old(1, 3, ours=False),
        Old(2, 2, ours=False),
        Old(2, 1, ours=True),
    ]
    with tempfile.TemporaryDirectory() as folder, Desk.open(Home(Path(folder) / "home"), settings()) as desk:
        desk.begin_history("support", None, asked=False)
        desk.take_in(arrivals(history))
        assert [(s, status, waits) for s, status, waits, _n in turns(desk)] == [
            ("Matter 0", "closed", False),
            ("Matter 1", "open", True),
            ("Matter 2", "pending", False),
        ]


def test_a_later_day_asked_for_in_another_process_is_heard_of(open_desk: Callable[[str], Desk]) -> None:
    ours, theirs = open_desk("Yuki"), open_desk("Ken")
    assert ours.begin_history("support", date(2026, 6, 1), asked=False) == (date(2026, 6, 1), False)
    assert ours.begin_history("support", date(2026, 7, 1), asked=False) == (date(2026, 6, 1), False)
    assert theirs.begin_history("support", date(2026, 2, 1), asked=True) == (date(2026, 2, 1), True)
    assert ours.begin_history("support", date(2026, 7, 1), asked=False) == (date(2026, 2, 1), False)
