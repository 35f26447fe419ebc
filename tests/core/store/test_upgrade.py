"""A store of an older version opens, laid out anew, with a copy of the old one beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from config.home import Home
from core import decisions
from core.desk import Desk
from core.store.schema import DECLARED
from core.store.values import decode, encode
from tests.core.conftest import settings
from tests.core.mails import arrival, mail


def _as_version_1(path: Path) -> None:
    """Take out what version 2 brought: names of messages, and what their column is."""
    with sqlite3.connect(path) as conn:
        names = {decode(body)["name"]: i for i, body in conn.execute("SELECT id, body FROM d_messages")}
        for table in ("messages", "events", "tickets", "customers"):
            for i, body in conn.execute(f"SELECT id, body FROM d_{table}").fetchall():
                doc = _older(decode(body), names)
                conn.execute(f"UPDATE d_{table} SET body = ? WHERE id = ?", (encode(doc, DECLARED[table]), i))
        conn.execute("DROP INDEX i_messages_name")
        conn.execute("ALTER TABLE d_messages DROP COLUMN c_name")
        conn.execute("PRAGMA user_version = 1")
    conn.close()


def _older(doc: dict[str, Any], names: dict[str, int]) -> dict[str, Any]:
    if "seen" in doc:
        seen = [names[n] for n in doc["seen"]["messages"]]
        doc["seen"] = {"position": doc["seen"]["position"], "message": max(seen, default=0)}
    return {k: v for k, v in doc.items() if k not in ("name", "newest", "said") or "addresses" in doc and k == "name"}


@pytest.fixture
def old(tmp_path: Path) -> tuple[Home, list[Any]]:
    home = Home(tmp_path / "home")
    with Desk.open(home, settings()) as desk:
        desk.take_in([arrival(n, mail(n, refs=(1,) if n == 2 else ())) for n in (1, 2, 3)])
        code = desk.rows()[0].code
        desk.do(decisions.set_status(code, "solved"), decisions.add_tag(code, "a"))
        before = list(desk.rows())
        desk.store.engine.checkpoint()
    _as_version_1(home.store_file)
    return home, before


def test_an_older_store_is_upgraded_and_a_copy_is_kept(old: tuple[Home, list[Any]]) -> None:
    home, before = old
    was = home.store_file.read_bytes()
    with Desk.open(home, settings()) as desk:
        assert [(t.code, t.status, t.tags, t.messages) for t in desk.rows()] == [
            (t.code, t.status, t.tags, t.messages) for t in before
        ]
        desk.take_in([arrival(4, mail(4, subject="goes on"))])
        assert desk.count("goes") == 1
        assert desk.keeping.fsck().findings == ()
        assert desk.keeping.rebuild(verify=True).differences == ()
    kept = home.store_file.with_name("store.sqlite3.before-2")
    assert kept.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(kept) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (1,)
    conn.close()
    assert len(kept.read_bytes()) == len(was)


def test_who_waits_for_an_upgrade_is_told_how_far_it_is(
    old: tuple[Home, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, _before = old
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("core.store.engine.UPGRADE_WATCHERS", [lambda done, total: told.append((done, total))])
    Desk.open(home, settings()).close()
    assert told
    assert all(done <= total for done, total in told)
    assert told[-1][0] == told[-1][1]


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    old: tuple[Home, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, before = old

    def broken(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("core.store.upgrade._keep_ids", broken)
        with pytest.raises(KeyboardInterrupt):
            Desk.open(home, settings())
    with Desk.open(home, settings()) as desk:
        assert len(desk.rows()) == len(before)


def test_a_store_without_kept_counts_gets_them(old: tuple[Home, list[Any]]) -> None:
    home, before = old
    Desk.open(home, settings()).close()
    with sqlite3.connect(home.store_file) as conn:
        for name in ("more", "less", "move"):
            conn.execute(f"DROP TRIGGER t_tickets_{name}")
        conn.execute("DROP TABLE n_tickets")
        conn.execute("PRAGMA user_version = 2")
    conn.close()
    with Desk.open(home, settings()) as desk:
        assert desk.count("status:solved") == sum(t.status == "solved" for t in before) == 1
        assert desk.count("") == len(before)
        desk.do(decisions.set_status(before[0].code, "open"))
        assert desk.keeping.fsck().findings == ()


def test_an_event_that_saw_nothing_is_upgraded_too(old: tuple[Home, list[Any]]) -> None:
    home, _before = old
    with sqlite3.connect(home.store_file) as conn:
        for i, body in conn.execute("SELECT id, body FROM d_events").fetchall():
            doc = {k: v for k, v in decode(body).items() if k != "seen"}
            conn.execute("UPDATE d_events SET body = ? WHERE id = ?", (encode(doc, DECLARED["events"]), i))
    conn.close()
    with Desk.open(home, settings()) as desk:
        assert all(d["seen"] == {"position": 0, "messages": []} for d in desk.store.table("events"))


def test_an_upgrade_that_lays_out_some_tables_only_is_told_to_its_end(
    old: tuple[Home, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, _before = old
    Desk.open(home, settings()).close()
    with sqlite3.connect(home.store_file) as conn:
        conn.execute("ALTER TABLE d_tickets DROP COLUMN c_last_out")
        conn.execute("PRAGMA user_version = 4")
    conn.close()
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("core.store.engine.UPGRADE_WATCHERS", [lambda done, total: told.append((done, total))])
    with Desk.open(home, settings()) as desk:
        assert desk.keeping.fsck().findings == ()
    assert told[-1][0] == told[-1][1]


_VERSION_5 = (
    "DROP INDEX i_tickets_live",
    "DROP INDEX i_tickets_settled",
    "CREATE INDEX i_tickets_updated ON d_tickets(c_updated)",
    "CREATE INDEX i_tickets_rev ON d_tickets(c_rev)",
    "DROP INDEX i_tickets_due",
    "CREATE INDEX i_tickets_due ON d_tickets(c_due)",
    "CREATE INDEX i_n_tickets ON n_tickets(c_status)",
    "CREATE TABLE old(one INTEGER PRIMARY KEY CHECK(one = 1), n INTEGER NOT NULL)",
    "INSERT INTO old SELECT one, n FROM stamp",
    "DROP TABLE stamp",
    "ALTER TABLE old RENAME TO stamp",
    "DROP INDEX i_events_ticket_id_kind_by",
    "ALTER TABLE d_events RENAME TO o",
    "CREATE TABLE d_events(id INTEGER PRIMARY KEY AUTOINCREMENT, c_id, c_ticket, c_kind, c_by, body BLOB NOT NULL)",
    "INSERT INTO d_events SELECT * FROM o",
    "DROP TABLE o",
    "CREATE INDEX i_events_id ON d_events(c_id)",
    "CREATE INDEX team_events_kind ON d_events(c_kind)",
    "PRAGMA user_version = 5",
)


def test_a_store_of_version_5_keeps_its_log_its_clock_and_its_ids(old: tuple[Home, list[Any]]) -> None:
    home, _before = old
    with Desk.open(home, settings()) as desk:
        events = [(d.doc_id, d) for d in desk.store.table("events")]
        stamp, clock, counts = desk.stamp(), desk.store.clock(), [desk.count(q) for q in ("", "status:open", "tag:a")]
    with sqlite3.connect(home.store_file) as conn:
        for statement in _VERSION_5:
            conn.execute(statement)
        conn.execute("DELETE FROM d_events WHERE id = ?", (events[-1][0],))
        conn.execute("INSERT OR REPLACE INTO meta SELECT 'latest event', ?, again, proof FROM meta LIMIT 1", (clock,))
    conn.close()
    with Desk.open(home, settings()) as desk:
        assert [(d.doc_id, d) for d in desk.store.table("events")] == events[:-1]
        assert desk.store.clock() == clock
        assert desk.store.table("events").next_id() == events[-1][0] + 1
        assert len(desk.changed_since(stamp)[1]) == 0 < desk.stamp() - stamp
        assert [desk.count(q) for q in ("", "status:open", "tag:a")] == counts
        names = {name for (name,) in desk.store.engine.session.rows("SELECT name FROM sqlite_master")}
        assert {"i_tickets_live", "i_tickets_settled", "team_events_kind", "team_events_id"} <= names
        assert not {"i_tickets_updated", "i_tickets_rev", "i_n_tickets", "i_events_id", "old_events"} & names
    with sqlite3.connect(home.store_file.with_name("store.sqlite3.before-6")) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (5,)
    conn.close()
