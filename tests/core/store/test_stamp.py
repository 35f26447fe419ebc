"""What changes with every commit stands in one row: the stamp, the log's newest time and id, what changed last."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from config.home import Home
from core import decisions
from core.desk import Desk
from core.store.stamp import Moment, unpacked
from tests.core.conftest import settings
from tests.core.mails import arrival, mail

CHANGES = st.lists(st.sets(st.integers(1, 40), max_size=60), max_size=40)


@given(CHANGES, st.integers(0, 45))
def test_what_changed_since_is_told_whole_or_not_at_all(commits: list[set[int]], since: int) -> None:
    moment = Moment(0)
    for number, touched in enumerate(commits, 1):
        moment = moment.after(touched, "", 0)
        assert unpacked(number, moment.pack()) == moment
    told = moment.changed_since(since)
    if told is not None:
        assert told == sorted(set().union(*commits[since:]))
    assert moment.changed_since(moment.stamp) == []


@given(CHANGES, st.integers(0, 10_000), st.integers(0, 7))
def test_an_altered_row_is_known(commits: list[set[int]], place: int, bit: int) -> None:
    moment = Moment(0, 7, "2026-05-01T10:00:00+00:00")
    for touched in commits:
        moment = moment.after(touched, "", 0)
    row = bytearray(moment.pack())
    row[place % len(row)] ^= 1 << bit
    assert unpacked(moment.stamp, bytes(row)) is None
    assert unpacked(moment.stamp, bytes(row[: place % len(row)]) or None) is None


def _filled(root: Path) -> Home:
    home = Home(root / "home")
    with Desk.open(home, settings()) as desk:
        desk.take_in([arrival(n, mail(n)) for n in (1, 2, 3)])
        desk.do(decisions.set_status(desk.rows()[0].code, "solved"))
        desk.store.engine.checkpoint()
    return home


def test_what_was_altered_is_found_again_in_the_log(tmp_path: Path) -> None:
    home = _filled(tmp_path)
    with Desk.open(home, settings()) as desk:
        before = desk.store.engine.moment()
    with sqlite3.connect(home.store_file) as conn:
        conn.execute("UPDATE stamp SET rest = x'00112233445566778899aabbccddeeff'")
    conn.close()
    with Desk.open(home, settings()) as desk:
        found = desk.store.engine.moment()
        assert (found.clock, found.newest) == (before.clock, before.newest)
        assert len(desk.changed_since(0)[1]) == 3
        (finding,) = desk.keeping.fsck().findings
        assert (finding.what, finding.state) == ("stamp", "repaired")
        assert desk.keeping.fsck().findings == ()


def test_kept_counts_that_are_wrong_are_counted_anew(tmp_path: Path) -> None:
    home = _filled(tmp_path)
    with sqlite3.connect(home.store_file) as conn:
        conn.execute("UPDATE n_tickets SET n = n + 4 WHERE rowid = 1")
    conn.close()
    with Desk.open(home, settings()) as desk:
        (finding,) = desk.keeping.fsck().findings
        assert (finding.what, finding.state) == ("counts", "repaired")
        assert desk.count("") == 3
        assert desk.count("status:solved") == 1


def test_counts_are_added_up_now_and_then(tmp_path: Path) -> None:
    home = _filled(tmp_path)
    with Desk.open(home, settings()) as desk:
        code = desk.rows()[0].code
        for turn in range(600):
            with desk.store.transaction():
                doc = desk.ledger.ticket_doc(code)
                desk.store.table("tickets").put(doc.doc_id, {**doc, "status": ("open", "solved")[turn % 2]})
        rows = desk.store.engine.session.rows("SELECT count(*) FROM n_tickets")[0][0]
        assert rows < 600
        assert desk.count("status:solved") == sum(t.status == "solved" for t in desk.rows())
